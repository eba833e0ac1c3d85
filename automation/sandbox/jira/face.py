"""The pages of the pretend Jira: plain forms that work without a script.

Whoever visits acts as one invented person. Every POST ends in a redirect, so that reloading
a page repeats nothing.
"""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from automation.sandbox.jira import pages
from automation.sandbox.jira.acts import (
    Act,
    AddComment,
    CreateIssue,
    DeleteIssue,
    EditIssue,
    LinkIssues,
    MoveCard,
    UnlinkIssues,
)
from automation.sandbox.jira.entry import Outline, Via
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.seed import BOT, VISITOR
from automation.sandbox.jira.site import FIELDS, FLAGGED, HEALTH, LINK_TYPES, WORKFLOWS
from automation.sandbox.jira.state import Issue, Refusal, Stored
from automation.sandbox.telling import told

ANSWER_WITHIN = 3.0  # seconds a page waits for Pitboard, so that it can show the answer
MOST_TOLD = 100
_OFFERED = ("duedate", HEALTH, "assignee", "priority")

Page = str | Response | Redirect | tuple[str, int]


class Face:
    """The pages of one room."""

    def __init__(self, room: Room) -> None:
        """Show this room."""
        self._room = room

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("face", __name__)
        issue = "/browse/<key>"
        routes.add_url_rule("/", "issues", self.issues)
        routes.add_url_rule("/", "create", self.create, methods=["POST"])
        routes.add_url_rule(issue, "issue", self.issue)
        for name, view in (
            ("status", self.status),
            ("flag", self.flag),
            ("field", self.field),
            ("words", self.words),
            ("parent", self.parent),
            ("link", self.link),
            ("unlink", self.unlink),
            ("comment", self.comment),
            ("labels", self.labels),
            ("delete", self.delete),
        ):
            routes.add_url_rule(f"{issue}/{name}", name, view, methods=["POST"])
        routes.register_error_handler(Refusal, self.refused)
        return routes

    def issues(self) -> Page:
        """Show the board of a project, with a form for a new issue."""
        return self._board(sorry="")

    def create(self) -> Page:
        """Create an issue; a form that cannot be taken comes back as it was filled in."""
        try:
            fields: dict[str, Stored] = {
                name: request.form.get(name, "") for name in ("summary", "description", "issuetype")
            }
            if request.form.get("parent", "").strip():
                fields["parent"] = self._id(request.form["parent"])
            if request.form.get("duedate"):
                fields["duedate"] = request.form["duedate"]
            done = self._do(CreateIssue(self._project(), fields))
        except Refusal as refusal:
            return self._board(sorry=pages.sorry(refusal)), refusal.status
        made = done.happenings[0].issue
        return self._show(made.key if made else "", done)

    def issue(self, key: str) -> Page:
        """Show one issue with all that can be done to it, and its past."""
        issue, state = self._found(key), self._room.state
        return render_template(
            "sandbox/jira/issue.html",
            issue=issue,
            facts=pages.facts(state, issue),
            statuses=WORKFLOWS[issue.project],
            parent=state.issues.get(issue.text("parent")),
            ties=pages.ties(state, issue),
            health=FIELDS[HEALTH],
            flagged=bool(issue.fields.get(FLAGGED)),
            link_types=LINK_TYPES,
            people=[one for one in state.users.values() if one.id != BOT],
            past=pages.past(state, issue, BOT),
            item_url=pages.item_url(self._room.settings.pitboard_url, issue.key),
            **pages.choices(),
            **self._common(issue.project),
        )

    def status(self, key: str) -> Page:
        """Move the card to another column."""
        return self._act(key, lambda issue: MoveCard(issue.id, request.form.get("to", "")))

    def flag(self, key: str) -> Page:
        """Raise the flag that says that something is in the way, or lower it."""
        options = (FIELDS[FLAGGED].options[0].id,) if request.form.get("on") else ()
        return self._act(key, lambda issue: EditIssue(issue.id, {FLAGGED: options}))

    def field(self, key: str) -> Page:
        """Set a due date, a health, a priority or a person."""
        said: dict[str, Stored] = {
            name: request.form[name] for name in _OFFERED if name in request.form
        }
        return self._act(key, lambda issue: EditIssue(issue.id, said))

    def words(self, key: str) -> Page:
        """Change the summary and the description."""
        # A browser sends every line end as CRLF, which would make an untouched text look edited.
        text = request.form.get("description", "").replace("\r\n", "\n")
        said: dict[str, Stored] = {
            "summary": request.form.get("summary", ""),
            "description": text,
        }
        return self._act(key, lambda issue: EditIssue(issue.id, said))

    def parent(self, key: str) -> Page:
        """Put the issue under another one, or under none."""
        above = request.form.get("parent", "").strip()
        found = self._id(above) if above else None
        return self._act(key, lambda issue: EditIssue(issue.id, {"parent": found}))

    def link(self, key: str) -> Page:
        """Tie the issue to another one; the form says which way it reads."""
        kind, _, way = request.form.get("how", "").partition(":")
        other = self._id(request.form.get("other", ""))
        return self._act(
            key,
            lambda issue: (
                LinkIssues(kind, source=other, target=issue.id)
                if way == "in"
                else LinkIssues(kind, source=issue.id, target=other)
            ),
        )

    def unlink(self, key: str) -> Page:
        """Untie the issue from another one."""
        return self._act(key, lambda _: UnlinkIssues(request.form.get("link", "")))

    def comment(self, key: str) -> Page:
        """Write a comment."""
        text = request.form.get("body", "").replace("\r\n", "\n")
        return self._act(key, lambda issue: AddComment(issue.id, text))

    def labels(self, key: str) -> Page:
        """Put a label on, or take one off."""
        on = tuple(one for one in request.form.getlist("on") if one)
        off = tuple(request.form.getlist("off"))
        return self._act(key, lambda issue: EditIssue(issue.id, {}, on, off))

    def delete(self, key: str) -> Page:
        """Delete it for good."""
        issue = self._found(key)
        done = self._do(DeleteIssue(issue.id))
        place = url_for("face.issues", project=issue.project, told=self._heard(done))
        return redirect(place, 303)

    def refused(self, refusal: Refusal) -> Page:
        """Say what is wrong, and where to go on."""
        page = render_template(
            "sandbox/jira/problem.html", sorry=pages.sorry(refusal), **self._common(self._project())
        )
        return page, refusal.status

    def _board(self, *, sorry: str) -> str:
        project = self._project()
        return render_template(
            "sandbox/jira/issues.html",
            columns=pages.columns(self._room.state, project),
            sorry=sorry,
            typed=request.form,
            **pages.choices(),
            **self._common(project),
        )

    def _common(self, project: str) -> dict[str, object]:
        ids, state = request.args.getlist("told")[:MOST_TOLD], self._room.state
        return {
            "project": state.projects[project],
            "projects": list(state.projects.values()),
            "pitboard_url": self._room.settings.pitboard_url,
            "visitor": state.users[VISITOR],
            "users": state.users,
            "told": told(self._room.courier.find(ids)),
        }

    def _project(self) -> str:
        named = request.form.get("project") or request.args.get("project") or ""
        projects = self._room.state.projects
        return named if named in projects else next(iter(projects))

    def _found(self, key: str) -> Issue:
        return self._room.state.issue(key)

    def _id(self, key: str) -> str:
        return self._found(key.strip()).id

    def _do(self, act: Act) -> Outline:
        return self._room.do(act, by=VISITOR, via=Via.PAGE)

    def _act(self, key: str, act: Callable[[Issue], Act]) -> Page:
        """Do it and lead back to the issue."""
        issue = self._found(key)
        return self._show(issue.key, self._do(act(issue)))

    def _show(self, key: str, done: Outline) -> Page:
        """Lead to the issue once Pitboard has answered, or has taken too long."""
        return redirect(url_for("face.issue", key=key, told=self._heard(done)), 303)

    def _heard(self, done: Outline) -> list[str]:
        self._room.courier.wait(done.entry.hooks, seconds=ANSWER_WITHIN)
        return list(done.entry.hooks)
