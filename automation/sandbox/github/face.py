"""The pages of the pretend tracker: plain forms that work without a script.

Whoever visits acts as one invented person. Every POST ends in a redirect, so that reloading
a page repeats nothing.
"""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

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
from automation.sandbox.github.entry import Outline, Via
from automation.sandbox.github.pages import item_url, sheet, sorry, timeline, told
from automation.sandbox.github.room import Room
from automation.sandbox.github.seed import SHOP, VISITOR
from automation.sandbox.github.state import Issue, Refusal, Repository

ANSWER_WITHIN = 3.0  # seconds a page waits for Pitboard, so that it can show the answer
MOST_TOLD = 100

Page = str | Response | Redirect | tuple[str, int]


class Face:
    """The pages of one room."""

    def __init__(self, room: Room) -> None:
        """Show this room."""
        self._room = room

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("face", __name__)
        issues = "/<owner>/<name>/issues"
        issue = f"{issues}/<int:number>"
        routes.add_url_rule("/", "issues", self.issues)
        routes.add_url_rule(issues, "open", self.open, methods=["POST"])
        routes.add_url_rule(issue, "issue", self.issue)
        routes.add_url_rule(f"{issue}/labels", "label", self.label, methods=["POST"])
        routes.add_url_rule(f"{issue}/people", "people", self.people, methods=["POST"])
        routes.add_url_rule(f"{issue}/words", "words", self.words, methods=["POST"])
        routes.add_url_rule(f"{issue}/state", "state", self.state, methods=["POST"])
        routes.add_url_rule(f"{issue}/delete", "delete", self.delete, methods=["POST"])
        routes.register_error_handler(Refusal, self.refused)
        return routes

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
            done = self._do(act)
        except Refusal as refusal:
            return self._list(sorry=sorry(refusal)), refusal.status
        return self._show(owner, name, done.happenings[0].issue.number, done)

    def issue(self, owner: str, name: str, number: int) -> Page:
        """Show one issue with all that can be done to it, and its past."""
        repository, found = self._found(owner, name, number)
        state = self._room.state
        people = [user for user in state.users.values() if user.type == "User"]
        return render_template(
            "sandbox/issue.html",
            repository=repository,
            issue=found,
            users=state.users,
            people=people,
            past=timeline(self._room.timeline(repository.full_name, number), state),
            item_url=item_url(self._room.settings.pitboard_url, repository.full_name, number),
            **self._common(),
        )

    def label(self, owner: str, name: str, number: int) -> Page:
        """Put a label on, or take one off; one that was gone already is no mistake."""
        off = request.form.get("off")
        if off is None:
            act: Act = AddLabels(f"{owner}/{name}", number, (request.form.get("on", ""),))
        elif self._found(owner, name, number)[1].has(off):
            act = RemoveLabel(f"{owner}/{name}", number, off)
        else:
            return self._show(owner, name, number, None)
        return self._show(owner, name, number, self._do(act))

    def people(self, owner: str, name: str, number: int) -> Page:
        """Ask somebody in, or let somebody go."""
        now = self._found(owner, name, number)[1].assignees
        left = [login for login in now if login != request.form.get("off")]
        logins = (*left, *request.form.getlist("on"))
        return self._show(
            owner, name, number, self._do(SetAssignees(f"{owner}/{name}", number, logins))
        )

    def words(self, owner: str, name: str, number: int) -> Page:
        """Change the title and the text."""
        # A browser sends every line end as CRLF, which would make an untouched text look edited.
        body = request.form.get("body", "").replace("\r\n", "\n")
        act = EditIssue(f"{owner}/{name}", number, request.form.get("title", ""), body)
        return self._show(owner, name, number, self._do(act))

    def state(self, owner: str, name: str, number: int) -> Page:
        """Close it for a reason, or open it again."""
        wanted = request.form.get("to", "")
        full_name = f"{owner}/{name}"
        act: Act = ReopenIssue(full_name, number)
        if wanted != "open":
            act = CloseIssue(full_name, number, wanted)
        return self._show(owner, name, number, self._do(act))

    def delete(self, owner: str, name: str, number: int) -> Page:
        """Delete it for good."""
        done = self._do(DeleteIssue(f"{owner}/{name}", number))
        return redirect(url_for("face.issues", told=self._heard(done)), 303)

    def refused(self, refusal: Refusal) -> Page:
        """Say what is wrong, and where to go on."""
        page = render_template("sandbox/problem.html", sorry=sorry(refusal), **self._common())
        return page, refusal.status

    def _list(self, *, sorry: str) -> str:
        repository = self._room.state.repository(SHOP)
        page = request.args.get("page", 1, type=int)
        return render_template(
            "sandbox/issues.html",
            repository=repository,
            sheet=sheet(repository, tab=request.args.get("state", "open"), page=page),
            users=self._room.state.users,
            sorry=sorry,
            typed=request.form,
            **self._common(),
        )

    def _common(self) -> dict[str, object]:
        ids = request.args.getlist("told")[:MOST_TOLD]
        return {
            "full_name": SHOP,
            "pitboard_url": self._room.settings.pitboard_url,
            "visitor": self._room.state.users[VISITOR],
            "told": told(self._room.courier.find(ids)),
        }

    def _found(self, owner: str, name: str, number: int) -> tuple[Repository, Issue]:
        repository = self._room.state.repository(f"{owner}/{name}")
        return repository, repository.issue(number)

    def _do(self, act: Act) -> Outline:
        return self._room.do(act, by=VISITOR, via=Via.PAGE)

    def _show(self, owner: str, name: str, number: int, done: Outline | None) -> Page:
        """Lead back to the issue once Pitboard has answered, or has taken too long."""
        ids = self._heard(done) if done else []
        place = url_for("face.issue", owner=owner, name=name, number=number, told=ids)
        return redirect(place, 303)

    def _heard(self, done: Outline) -> list[str]:
        self._room.courier.wait(done.entry.hooks, seconds=ANSWER_WITHIN)
        return list(done.entry.hooks)
