"""The pages of the pretend Jira: plain forms that work without a script."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, render_template, request

from automation.sandbox.jira import pages
from automation.sandbox.jira.acts import (
    Act,
    AddComment,
    DeleteComment,
    DeleteIssue,
    EditComment,
    EditIssue,
    LinkIssues,
    MoveCard,
    UnlinkIssues,
)
from automation.sandbox.jira.face_board import BoardFace
from automation.sandbox.jira.face_plans import PlansFace
from automation.sandbox.jira.lobby import ISSUE, Lobby, Page, View, text
from automation.sandbox.jira.pages_board import children, epic_card, marks
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.seed import BOT
from automation.sandbox.jira.site import FIELDS, FLAGGED, HEALTH, LINK_TYPES, WORKFLOWS
from automation.sandbox.jira.state import Issue, Refusal, Stored
from automation.sandbox.naming import github_key, named, naming, silent_of

MOST_PAST = 60
_OFFERED = ("duedate", HEALTH, "assignee", "priority", "fixVersions")


class Face:
    """The pages of one room: here one issue, and what is done to it."""

    def __init__(self, room: Room, *, clock: Callable[[], datetime]) -> None:
        """Show this room; `clock` tells the company's time."""
        self._lobby = Lobby(room, clock=clock)

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("face", __name__)
        views = [*self.views(), *self._lobby.views()]
        views += [*BoardFace(self._lobby).views(), *PlansFace(self._lobby).views()]
        for method, path, name, view in views:
            routes.add_url_rule(path, name, view, methods=[method])
        routes.register_error_handler(Refusal, self.refused)
        return routes

    def views(self) -> list[View]:
        """List the page of an issue and its forms."""
        forms = (
            self.status,
            self.flag,
            self.field,
            self.words,
            self.parent,
            self.link,
            self.unlink,
            self.comment,
            self.recomment,
            self.labels,
            self.delete,
        )
        return [
            ("GET", ISSUE, "issue", self.issue),
            *(("POST", f"{ISSUE}/{view.__name__}", view.__name__, view) for view in forms),
        ]

    def issue(self, key: str) -> Page:
        """Show one issue with all that can be done to it, and its past."""
        issue, state = self._lobby.found(key), self._lobby.state
        past = pages.past(state, issue, BOT)
        return render_template(
            "sandbox/jira/issue.html",
            issue=issue,
            facts=pages.facts(state, issue),
            marks=marks(state, issue),
            statuses=WORKFLOWS[issue.project],
            parent=state.issues.get(issue.text("parent")),
            children=children(state, issue),
            below=epic_card(state, issue, {issue.id: state.children(issue.id)}),
            ties=pages.ties(state, issue),
            named=named(issue.text("description")),
            health=FIELDS[HEALTH],
            flagged=bool(issue.fields.get(FLAGGED)),
            link_types=LINK_TYPES,
            versions=[one for one in state.versions.values() if one.project == issue.project],
            people=[one for one in state.users.values() if one.id != BOT],
            past=past[-MOST_PAST:],
            older=max(0, len(past) - MOST_PAST),
            here_url=self._lobby.pitboard.page(issue.key),
            **pages.choices(),
            **self._lobby.dressing(issue.project, issue.key),
        )

    def status(self, key: str) -> Page:
        """Move the card to another column."""
        return self._act(key, lambda issue: MoveCard(issue.id, request.form.get("to", "")))

    def flag(self, key: str) -> Page:
        """Raise the flag that says that something is in the way, or lower it."""
        options = (FIELDS[FLAGGED].options[0].id,) if request.form.get("on") else ()
        return self._act(key, lambda issue: EditIssue(issue.id, {FLAGGED: options}))

    def field(self, key: str) -> Page:
        """Set a due date, a health, a priority, a version or a person."""
        said: dict[str, Stored] = {
            name: request.form[name] for name in _OFFERED if name in request.form
        }
        if "fixVersions" in said:
            said["fixVersions"] = tuple(filter(None, request.form.getlist("fixVersions")))
        return self._act(key, lambda issue: EditIssue(issue.id, said))

    def words(self, key: str) -> Page:
        """Change the summary and the description."""
        said: dict[str, Stored] = {name: text(name) for name in ("summary", "description")}
        return self._act(key, lambda issue: EditIssue(issue.id, said))

    def parent(self, key: str) -> Page:
        """Put the issue under another one, or under none."""
        above = request.form.get("parent", "").strip()
        found = self._lobby.id_of(above) if above else None
        return self._act(key, lambda issue: EditIssue(issue.id, {"parent": found}))

    def link(self, key: str) -> Page:
        """Tie the issue to another one; an issue of GitHub is named in the text."""
        kind, _, way = request.form.get("how", "").partition(":")
        typed = request.form.get("other", "")
        elsewhere = github_key(typed)
        if elsewhere and (kind, way) == (LINK_TYPES[0].id, "in"):
            return self._rewrite(key, lambda words: naming(words, elsewhere))
        other = self._lobby.id_of(typed)
        return self._act(
            key,
            lambda issue: (
                LinkIssues(kind, source=other, target=issue.id)
                if way == "in"
                else LinkIssues(kind, source=issue.id, target=other)
            ),
        )

    def unlink(self, key: str) -> Page:
        """Untie the issue from another one, or take back that it was named in the text."""
        if unsaid := request.form.get("unsaid"):
            return self._rewrite(key, lambda words: silent_of(words, unsaid))
        return self._act(key, lambda _: UnlinkIssues(request.form.get("link", "")))

    def comment(self, key: str) -> Page:
        """Write a comment."""
        return self._act(key, lambda issue: AddComment(issue.id, text("body")))

    def recomment(self, key: str) -> Page:
        """Say it otherwise, or take it back."""
        id_ = request.form.get("comment", "")
        if "delete" in request.form:
            return self._act(key, lambda issue: DeleteComment(issue.id, id_))
        return self._act(key, lambda issue: EditComment(issue.id, id_, text("body")))

    def labels(self, key: str) -> Page:
        """Put a label on, or take one off."""
        on = tuple(one for one in request.form.getlist("on") if one)
        off = tuple(request.form.getlist("off"))
        return self._act(key, lambda issue: EditIssue(issue.id, {}, on, off))

    def delete(self, key: str) -> Page:
        """Delete it for good."""
        issue = self._lobby.found(key)
        done = self._lobby.do(DeleteIssue(issue.id))
        return self._lobby.lead("face.board", done, project=issue.project)

    def refused(self, refusal: Refusal) -> Page:
        """Say what is wrong, and where to go on."""
        words = pages.sorry(refusal)
        page = render_template("sandbox/jira/problem.html", sorry=words, **self._lobby.dressing())
        return page, refusal.status

    def _rewrite(self, key: str, change: Callable[[str], str]) -> Page:
        def act(issue: Issue) -> Act:
            return EditIssue(issue.id, {"description": change(issue.text("description"))})

        return self._act(key, act)

    def _act(self, key: str, act: Callable[[Issue], Act]) -> Page:
        """Do it and lead back to the issue."""
        issue = self._lobby.found(key)
        return self._lobby.show(issue.key, self._lobby.do(act(issue)))
