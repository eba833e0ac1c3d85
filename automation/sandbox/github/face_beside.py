"""The forms beside an issue's labels and people: comments, milestone, type, links, the plan."""

from flask import request

from automation.sandbox.github.acts import (
    Act,
    AddComment,
    AddItem,
    AddSubIssue,
    DeleteComment,
    EditComment,
    RemoveItem,
    RemoveSubIssue,
    SetField,
    SetMilestone,
    SetType,
)
from automation.sandbox.github.lobby import ISSUE, Lobby, Page, View, text
from automation.sandbox.github.state import Refusal


class BesideFace:
    """What is done to one issue or pull request."""

    def __init__(self, lobby: Lobby) -> None:
        """Act through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the forms."""
        return [
            ("POST", f"{ISSUE}/comments", "comment", self.comment),
            ("POST", f"{ISSUE}/comments/<int:comment>", "recomment", self.recomment),
            ("POST", f"{ISSUE}/place", "place", self.place),
            ("POST", f"{ISSUE}/links", "link", self.link),
            ("POST", f"{ISSUE}/plan", "plan", self.plan),
        ]

    def comment(self, owner: str, name: str, number: int) -> Page:
        """Say something."""
        return self._done(owner, name, number, AddComment(f"{owner}/{name}", number, text("body")))

    def recomment(self, owner: str, name: str, number: int, comment: int) -> Page:
        """Say it otherwise, or take it back."""
        act: Act = EditComment(f"{owner}/{name}", comment, text("body"))
        if "delete" in request.form:
            act = DeleteComment(f"{owner}/{name}", comment)
        return self._done(owner, name, number, act)

    def place(self, owner: str, name: str, number: int) -> Page:
        """Put it into a milestone, and give it a type."""
        full_name = f"{owner}/{name}"
        milestone = request.form.get("milestone", type=int)
        acts: list[Act] = [SetMilestone(full_name, number, milestone)]
        if "type" in request.form:
            acts.append(SetType(full_name, number, request.form["type"] or None))
        return self._done(owner, name, number, *acts)

    def link(self, owner: str, name: str, number: int) -> Page:
        """Put another issue of the repository under this one, or take one from under it."""
        full_name = f"{owner}/{name}"
        gone = request.form.get("gone", type=int)
        if gone is not None:
            return self._done(owner, name, number, RemoveSubIssue(full_name, number, gone))
        typed = request.form.get("other", "").strip().lstrip("#")
        other = self._lobby.found(owner, name, int(typed) if typed.isdecimal() else 0)[1].id
        return self._done(owner, name, number, AddSubIssue(full_name, number, other))

    def plan(self, owner: str, name: str, number: int) -> Page:
        """Put it into the project, give its fields values, or take it out."""
        issue, project = self._lobby.found(owner, name, number)[1], self._lobby.state.project
        if project is None:
            raise Refusal(404, "Not Found")
        rows = (row for row in project.items.values() if row.content == issue.id)
        row = next(rows, None)
        if row is None:
            return self._done(owner, name, number, AddItem(issue.id))
        if "out" in request.form:
            return self._done(owner, name, number, RemoveItem(row.id))
        sets = [
            SetField(row.id, field.id, request.form[f"field-{field.id}"] or None)
            for field in project.fields
            if f"field-{field.id}" in request.form
        ]
        return self._done(owner, name, number, *sets)

    def _done(self, owner: str, name: str, number: int, *acts: Act) -> Page:
        return self._lobby.show(owner, name, number, self._lobby.do(*acts))
