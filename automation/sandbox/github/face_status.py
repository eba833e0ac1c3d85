"""The forms by which a visitor says how an issue stands: its health, and whether it is blocked."""

from flask import request

from automation.sandbox.github.acts import (
    Act,
    AddBlocker,
    AddLabels,
    EditIssue,
    RemoveBlocker,
    RemoveLabel,
)
from automation.sandbox.github.lobby import ISSUE, Lobby, Page, View
from automation.sandbox.github.pages_list import BLOCKED, HEALTH
from automation.sandbox.github.state import Refusal
from automation.sandbox.naming import github_key, jira_key, naming, silent_of


class StatusFace:
    """Health and blocking of one issue."""

    def __init__(self, lobby: Lobby) -> None:
        """Act through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the forms."""
        return [
            ("POST", f"{ISSUE}/health", "health", self.health),
            ("POST", f"{ISSUE}/block", "block", self.block),
            ("POST", f"{ISSUE}/blockers", "blocker", self.blocker),
        ]

    def health(self, owner: str, name: str, number: int) -> Page:
        """Say the health by a label; only one stands at a time."""
        full_name, said = f"{owner}/{name}", request.form.get("health", "").strip()
        wanted = f"{HEALTH}{said}" if said else ""
        issue = self._lobby.found(owner, name, number)[1]
        acts: list[Act] = [
            RemoveLabel(full_name, number, label.name)
            for label in issue.labels
            if label.name.casefold().startswith(HEALTH) and label.name.casefold() != wanted
        ]
        if wanted and not issue.has(wanted):
            acts.append(AddLabels(full_name, number, (wanted,)))
        return self._done(owner, name, number, *acts)

    def block(self, owner: str, name: str, number: int) -> Page:
        """Put the label on that says that something is in the way, or take it off."""
        issue, full_name = self._lobby.found(owner, name, number)[1], f"{owner}/{name}"
        if bool(request.form.get("on")) == issue.has(BLOCKED):
            return self._lobby.show(owner, name, number, None)
        act: Act = RemoveLabel(full_name, number, BLOCKED)
        if request.form.get("on"):
            act = AddLabels(full_name, number, (BLOCKED,))
        return self._done(owner, name, number, act)

    def blocker(self, owner: str, name: str, number: int) -> Page:
        """Link what stands in the way, or unlink it; Jira's keys are named in the text."""
        full_name, issue = f"{owner}/{name}", self._lobby.found(owner, name, number)[1]
        if gone := request.form.get("gone", type=int):
            return self._done(owner, name, number, RemoveBlocker(full_name, number, gone))
        if unsaid := request.form.get("unsaid"):
            words = silent_of(issue.body or "", unsaid)
            return self._done(owner, name, number, EditIssue(full_name, number, None, words))
        typed = request.form.get("other", "")
        if key := jira_key(typed):
            words = naming(issue.body or "", key)
            return self._done(owner, name, number, EditIssue(full_name, number, None, words))
        other = self._id(typed, full_name)
        return self._done(owner, name, number, AddBlocker(full_name, number, other))

    def _id(self, typed: str, full_name: str) -> int:
        """Find the issue that somebody typed: 12, #12 or acme/shop#12. Raises Refusal 404."""
        bare = typed.strip()
        key = github_key(bare if "/" in bare else f"{full_name}#{bare.lstrip('#')}")
        if not key:
            raise Refusal(404, "Not Found")
        place, _, number = key.partition("#")
        return self._lobby.state.repository(place).issue(int(number)).id

    def _done(self, owner: str, name: str, number: int, *acts: Act) -> Page:
        done = self._lobby.do(*acts) if acts else None
        return self._lobby.show(owner, name, number, done)
