"""The pages of the pretend tracker: plain forms that work without a script."""

from flask import Blueprint, render_template, request

from automation.sandbox.github.acts import (
    Act,
    AddLabels,
    CloseIssue,
    DeleteIssue,
    EditIssue,
    OpenIssue,
    RemoveLabel,
    ReopenIssue,
    SetAssignees,
)
from automation.sandbox.github.face_beside import BesideFace
from automation.sandbox.github.face_plans import PlansFace
from automation.sandbox.github.face_pulls import PullsFace
from automation.sandbox.github.lobby import ISSUE, Lobby, Page, View, text
from automation.sandbox.github.pages import item_url, sheet, sorry, timeline
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Issue, Refusal, Repository


class Face:
    """The pages of one room: here the issues, and what is done to each."""

    def __init__(self, room: Room) -> None:
        """Show this room."""
        self._lobby = Lobby(room)

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("face", __name__)
        views = [
            *self.views(),
            *BesideFace(self._lobby).views(),
            *PullsFace(self._lobby).views(),
            *PlansFace(self._lobby).views(),
        ]
        for method, path, name, view in views:
            routes.add_url_rule(path, name, view, methods=[method])
        routes.register_error_handler(Refusal, self.refused)
        return routes

    def views(self) -> list[View]:
        """List the pages and forms of issues."""
        return [
            ("GET", "/", "issues", self.issues),
            ("POST", "/<owner>/<name>/issues", "open", self.open),
            ("GET", ISSUE, "issue", self.issue),
            ("GET", "/<owner>/<name>/pull/<int:number>", "pull", self.issue),
            ("POST", f"{ISSUE}/labels", "label", self.label),
            ("POST", f"{ISSUE}/people", "people", self.people),
            ("POST", f"{ISSUE}/words", "words", self.words),
            ("POST", f"{ISSUE}/state", "state", self.state),
            ("POST", f"{ISSUE}/delete", "delete", self.delete),
        ]

    def issues(self) -> Page:
        """List the issues of the shop, with a form for a new one."""
        return self._list(sorry="")

    def open(self, owner: str, name: str) -> Page:
        """Open an issue; a form that cannot be taken comes back as it was filled in."""
        more = request.form.get("more", "").split(",")
        labels = [*request.form.getlist("labels"), *(one for one in more if one.strip())]
        act = OpenIssue(
            f"{owner}/{name}",
            request.form.get("title", ""),
            request.form.get("body") or None,
            tuple(labels),
        )
        try:
            done = self._lobby.do(act)
        except Refusal as refusal:
            return self._list(sorry=sorry(refusal)), refusal.status
        return self._lobby.show(owner, name, done.happenings[0].number, done)

    def issue(self, owner: str, name: str, number: int) -> Page:
        """Show one issue or pull request with all that can be done to it, and its past."""
        repository, found = self._lobby.found(owner, name, number)
        room, state = self._lobby.room, self._lobby.state
        people = [user for user in state.users.values() if user.type == "User"]
        return render_template(
            "sandbox/issue.html",
            repository=repository,
            issue=found,
            people=people,
            types=state.types,
            project=state.project,
            row=_row(found, self._lobby),
            parent=state.located(found.parent or 0),
            under=list(state.linked(found.sub_issues)),
            waits_for=list(state.linked(found.blocked_by)),
            past=timeline(room.timeline(repository.full_name, number), state),
            item_url=item_url(room.settings.pitboard_url, repository.full_name, number),
            **self._lobby.common(),
        )

    def label(self, owner: str, name: str, number: int) -> Page:
        """Put a label on, or take one off; one that was gone already is no mistake."""
        off = request.form.get("off")
        if off is None:
            act: Act = AddLabels(f"{owner}/{name}", number, (request.form.get("on", ""),))
        elif self._lobby.found(owner, name, number)[1].has(off):
            act = RemoveLabel(f"{owner}/{name}", number, off)
        else:
            return self._lobby.show(owner, name, number, None)
        return self._lobby.show(owner, name, number, self._lobby.do(act))

    def people(self, owner: str, name: str, number: int) -> Page:
        """Ask somebody in, or let somebody go."""
        now = self._lobby.found(owner, name, number)[1].assignees
        left = [login for login in now if login != request.form.get("off")]
        logins = (*left, *request.form.getlist("on"))
        done = self._lobby.do(SetAssignees(f"{owner}/{name}", number, logins))
        return self._lobby.show(owner, name, number, done)

    def words(self, owner: str, name: str, number: int) -> Page:
        """Change the title and the text."""
        act = EditIssue(f"{owner}/{name}", number, text("title"), text("body"))
        return self._lobby.show(owner, name, number, self._lobby.do(act))

    def state(self, owner: str, name: str, number: int) -> Page:
        """Close it for a reason, or open it again."""
        wanted = request.form.get("to", "")
        full_name = f"{owner}/{name}"
        act: Act = ReopenIssue(full_name, number)
        if wanted != "open":
            act = CloseIssue(full_name, number, wanted)
        return self._lobby.show(owner, name, number, self._lobby.do(act))

    def delete(self, owner: str, name: str, number: int) -> Page:
        """Delete it for good."""
        done = self._lobby.do(DeleteIssue(f"{owner}/{name}", number))
        return self._lobby.lead("face.issues", done)

    def refused(self, refusal: Refusal) -> Page:
        """Say what is wrong, and where to go on; lead to where a transferred issue is."""
        if refusal.moved_to:
            place = self._lobby.state.repository(refusal.moved_to[0])
            return self._lobby.show(place.owner, place.name, refusal.moved_to[1], None)
        common = self._lobby.common()
        page = render_template("sandbox/problem.html", sorry=sorry(refusal), **common)
        return page, refusal.status

    def _list(self, *, sorry: str) -> str:
        repository: Repository = self._lobby.shop()
        page = request.args.get("page", 1, type=int)
        return render_template(
            "sandbox/issues.html",
            repository=repository,
            sheet=sheet(repository, tab=request.args.get("state", "open"), page=page),
            sorry=sorry,
            typed=request.form,
            **self._lobby.common(),
        )


def _row(issue: Issue, lobby: Lobby) -> object:
    """Find its row of the project, None where it has none."""
    project = lobby.state.project
    rows = project.items.values() if project else ()
    return next((row for row in rows if row.content == issue.id), None)
