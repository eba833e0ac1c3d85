"""The pages of pull requests: the list, a new one, and what is done to one."""

from flask import render_template, request

from automation.sandbox.github.acts import (
    Act,
    CompleteChecks,
    MakeDraft,
    MarkReady,
    MergePull,
    OpenPull,
    Push,
    RequestReview,
    SubmitReview,
)
from automation.sandbox.github.lobby import PLACE, Lobby, Page, View, text, wanted
from automation.sandbox.github.pages import sorry
from automation.sandbox.github.pages_list import sheet
from automation.sandbox.github.state import Refusal

PULL = f"{PLACE}/pull/<int:number>"


class PullsFace:
    """Pull requests as a visitor sees them."""

    def __init__(self, lobby: Lobby) -> None:
        """Act through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the pages and forms."""
        return [
            ("GET", f"{PLACE}/pulls", "pulls", self.pulls),
            ("POST", f"{PLACE}/pulls", "open_pull", self.open_pull),
            ("POST", PULL, "change_pull", self.change_pull),
        ]

    def pulls(self, owner: str, name: str) -> Page:
        """List the pull requests of a repository, with a form for a new one."""
        return self._list(owner, name, sorry="")

    def open_pull(self, owner: str, name: str) -> Page:
        """Push a commit to a branch and ask to merge it."""
        full_name, title, head = f"{owner}/{name}", text("title"), text("head").strip()
        draft, body = "draft" in request.form, text("body") or None
        acts = (
            Push(full_name, head, title),
            OpenPull(full_name, title, head, body=body, draft=draft),
        )
        try:
            done = self._lobby.do(*acts)
        except Refusal as refusal:
            return self._list(owner, name, sorry=sorry(refusal)), refusal.status
        return self._lobby.show(owner, name, done.happenings[-1].number, done)

    def change_pull(self, owner: str, name: str, number: int) -> Page:
        """Do the one thing that was asked for."""
        _, pull = self._lobby.state.repository(f"{owner}/{name}").pull(number)
        act = _act(f"{owner}/{name}", number, pull.head)
        return self._lobby.show(owner, name, number, self._lobby.do(act))

    def _list(self, owner: str, name: str, *, sorry: str) -> str:
        repository = self._lobby.repository(owner, name)
        return render_template(
            "sandbox/pulls.html",
            repository=repository,
            sheet=sheet(repository, wanted(pulls=True)),
            sorry=sorry,
            typed=request.form,
            **self._lobby.dressing(),
        )


def _act(full_name: str, number: int, head: str) -> Act:  # noqa: PLR0911 - one a button
    match request.form.get("do", ""):
        case "ready":
            return MarkReady(full_name, number)
        case "draft":
            return MakeDraft(full_name, number)
        case "push":
            return Push(full_name, head, text("message") or "One more commit")
        case "merge":
            return MergePull(full_name, number)
        case "ask":
            return RequestReview(full_name, number, request.form.get("login", ""))
        case "success" | "failure" as conclusion:
            return CompleteChecks(full_name, head, conclusion)
        case verdict:
            return SubmitReview(full_name, number, verdict, text("body"))
