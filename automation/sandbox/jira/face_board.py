"""The start page of the pretend Jira, and a project as a board."""

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from automation.sandbox.cards import cut
from automation.sandbox.jira import pages
from automation.sandbox.jira.acts import CreateIssue
from automation.sandbox.jira.lobby import PROJECT, Lobby, Page, View, text
from automation.sandbox.jira.pages_board import card, epics, hints, is_epic, lanes, of_project
from automation.sandbox.jira.site import WORKFLOWS
from automation.sandbox.jira.state import Refusal, Stored

MOST_VISITS = 8


class BoardFace:
    """Where a visitor begins."""

    def __init__(self, lobby: Lobby) -> None:
        """Look through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the pages."""
        return [
            ("GET", "/", "start", self.start),
            ("POST", "/", "create", self.create),
            ("GET", PROJECT, "board", self.board),
        ]

    def start(self) -> Page:
        """Say what this is, what to try, and where things are."""
        if named := request.args.get("project"):
            return redirect(url_for("face.board", project=named))
        state = self._lobby.state
        issues = state.issues.values()
        counts = {key: sum(one.project == key for one in issues) for key in state.projects}
        return render_template(
            "sandbox/jira/start.html",
            hints=hints(state),
            counts=counts,
            visits=self._lobby.visits.newest(MOST_VISITS),
            **self._lobby.dressing(),
        )

    def board(self, project: str) -> Page:
        """Show a project in its columns, or one column whole where the address names it."""
        if project not in self._lobby.state.projects:
            raise NotFound
        asked = request.args.get("status", "")
        named = [one for one in WORKFLOWS[project] if one.id == asked]
        return self._column(project, asked, named[0].name) if named else self._board(project)

    def create(self) -> Page:
        """Create an issue; a form that cannot be taken comes back as it was filled in."""
        project = request.form.get("project", "")
        if project not in self._lobby.state.projects:
            project = next(iter(self._lobby.state.projects))
        try:
            fields: dict[str, Stored] = {
                name: text(name) for name in ("summary", "description", "issuetype")
            }
            if above := text("parent").strip():
                fields["parent"] = self._lobby.id_of(above)
            if due := text("duedate"):
                fields["duedate"] = due
            done = self._lobby.do(CreateIssue(project, fields))
        except Refusal as refusal:
            return self._board(project, sorry=pages.sorry(refusal)), refusal.status
        made = done.happenings[0].issue
        return self._lobby.show(made.key if made else "", done)

    def _board(self, project: str, *, sorry: str = "") -> str:
        state = self._lobby.state
        issues = of_project(state, project)
        open_epics, done_epics = epics(state, issues)
        here = url_for("face.board", project=project)
        return render_template(
            "sandbox/jira/board.html",
            epics=open_epics,
            done_epics=done_epics,
            lanes=lanes(state, issues, project, here=here),
            sorry=sorry,
            typed=request.form,
            **pages.choices(),
            **self._lobby.dressing(project),
        )

    def _column(self, project: str, asked: str, name: str) -> Page:
        state = self._lobby.state
        found = [one for one in of_project(state, project) if one.status.id == asked]
        work = [one for one in found if not is_epic(one)]
        shown, page, pages_ = cut(work, request.args.get("page", 1, type=int))
        return render_template(
            "sandbox/jira/column.html",
            column=name,
            asked=asked,
            cards=[card(state, one) for one in shown],
            count=len(work),
            page=page,
            pages=pages_,
            **self._lobby.dressing(project),
        )
