"""The pages of the pretend GitHub: plain forms that work without a script."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for

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
from automation.sandbox.github.face_board import BoardFace
from automation.sandbox.github.face_plans import PlansFace
from automation.sandbox.github.face_pulls import PullsFace
from automation.sandbox.github.face_status import StatusFace
from automation.sandbox.github.lobby import ISSUE, PLACE, Lobby, Page, View, key_of, text, wanted
from automation.sandbox.github.pages import sorry, timeline
from automation.sandbox.github.pages_issue import about
from automation.sandbox.github.pages_list import marks, sheet
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Refusal

MOST_PAST = 60


class Face:
    """The pages of one room: here the issues, and what is done to each."""

    def __init__(self, room: Room, *, clock: Callable[[], datetime]) -> None:
        """Show this room; `clock` tells the company's time."""
        self._lobby = Lobby(room, clock=clock)

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("face", __name__)
        rooms = (BoardFace, BesideFace, StatusFace, PullsFace, PlansFace)
        views = [*self.views(), *self._lobby.views()]
        views += [view for face in rooms for view in face(self._lobby).views()]
        for method, path, name, view in views:
            routes.add_url_rule(path, name, view, methods=[method])
        routes.register_error_handler(Refusal, self.refused)
        return routes

    def views(self) -> list[View]:
        """List the pages and forms of issues."""
        return [
            ("GET", PLACE, "place_home", self.home),
            ("GET", f"{PLACE}/issues", "issues", self.issues),
            ("POST", f"{PLACE}/issues", "open", self.open),
            ("GET", ISSUE, "issue", self.issue),
            ("GET", f"{PLACE}/pull/<int:number>", "pull", self.issue),
            ("POST", f"{ISSUE}/labels", "label", self.label),
            ("POST", f"{ISSUE}/people", "people", self.people),
            ("POST", f"{ISSUE}/words", "words", self.words),
            ("POST", f"{ISSUE}/state", "state", self.state),
            ("POST", f"{ISSUE}/delete", "delete", self.delete),
        ]

    def home(self, owner: str, name: str) -> Page:
        """Lead from a repository's own address to its issues."""
        self._lobby.repository(owner, name)
        return redirect(url_for("face.issues", owner=owner, name=name))

    def issues(self, owner: str, name: str) -> Page:
        """List the issues of a repository, with a form for a new one."""
        return self._list(owner, name, sorry="")

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
            return self._list(owner, name, sorry=sorry(refusal)), refusal.status
        return self._lobby.show(owner, name, done.happenings[0].number, done)

    def issue(self, owner: str, name: str, number: int) -> Page:
        """Show one issue or pull request with all that can be done to it, and its past."""
        repository, found = self._lobby.found(owner, name, number)
        past = timeline(self._lobby.room.timeline(repository.full_name, number), self._lobby.state)
        key = key_of(repository, found)
        return render_template(
            "sandbox/issue.html",
            repository=repository,
            issue=found,
            marks=marks(found),
            past=past[-MOST_PAST:],
            older=max(0, len(past) - MOST_PAST),
            here_url=self._lobby.pitboard.page(key),
            **about(self._lobby.state, repository, found),
            **self._lobby.dressing(key),
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
        """Close it, or open it again."""
        to, full_name = request.form.get("to", ""), f"{owner}/{name}"
        act = ReopenIssue(full_name, number) if to == "open" else CloseIssue(full_name, number, to)
        return self._lobby.show(owner, name, number, self._lobby.do(act))

    def delete(self, owner: str, name: str, number: int) -> Page:
        """Delete it for good."""
        done = self._lobby.do(DeleteIssue(f"{owner}/{name}", number))
        return self._lobby.lead("face.issues", done, owner=owner, name=name)

    def refused(self, refusal: Refusal) -> Page:
        """Say what is wrong, and where to go on; lead to where a transferred issue is."""
        if refusal.moved_to:
            place = self._lobby.state.repository(refusal.moved_to[0])
            return self._lobby.show(place.owner, place.name, refusal.moved_to[1], None)
        common = self._lobby.dressing()
        page = render_template("sandbox/problem.html", sorry=sorry(refusal), **common)
        return page, refusal.status

    def _list(self, owner: str, name: str, *, sorry: str) -> str:
        repository = self._lobby.repository(owner, name)
        return render_template(
            "sandbox/issues.html",
            repository=repository,
            sheet=sheet(repository, wanted()),
            sorry=sorry,
            typed=request.form,
            **self._lobby.dressing(),
        )
