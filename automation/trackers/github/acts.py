"""Issues of GitHub assigned, linked and opened, over its REST API."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

from automation.errors import ServiceError
from automation.ports import Bond, Draft, Holder, Made
from automation.trackers.deadline import Deadline
from automation.trackers.github.markers import hidden, marked
from automation.trackers.github.on_boards import OnBoards
from automation.trackers.github.shapes import assignees, visibility

_NO_SUCH_LINK: Final = "GitHub knows no such link; write blocks, blocked by or parent"
_LOOKED_THROUGH: Final = 100
"""How many of the newest issues of our own may hold the one that is looked for."""


class Acts(OnBoards):
    """What the client does to an issue beside labels, comments, statuses and fields."""

    def still_reads(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> bool:
        """Whether a comment of ours reads as we wrote it. Raises ServiceError, `gone` without it.

        https://docs.github.com/en/rest/issues/comments#get-an-issue-comment
        """
        path = f"{_issue(key).rpartition('/')[0]}/comments/{quote(id_, safe='')}"
        page = self._call("GET", path, timeout=timeout)
        return str(page.get("body") or "").split() == marked(text, marker).split()

    def holders(self, key: str, *, timeout: float) -> Sequence[Holder]:
        """Its assignees: shown as their logins, which is also what they are assigned by."""
        page = self._call("GET", _issue(key), timeout=timeout)
        return [Holder(login, login) for login in assignees(page)]

    def holder(self, account: str, *, timeout: float) -> Holder:
        """A login is shown as it is."""
        del timeout
        return Holder(account, account)

    def called(self, key: str, name: str, *, timeout: float) -> Sequence[Holder]:
        """Nobody: GitHub knows people by their logins."""
        del key, name, timeout
        return ()

    def hand_over(self, key: str, account: str | None, *, timeout: float) -> None:
        """Let exactly this login have it. GitHub leaves out who may not, and says nothing of it."""
        wanted = [account] if account else []
        page = self._call("PATCH", _issue(key), {"assignees": wanted}, timeout=timeout)
        there = {login.casefold() for login in assignees(page)}
        if account and account.casefold() not in there:
            raise ServiceError(f"GitHub does not assign {account} to {key}", retryable=False)

    def bond(self, key: str, relation: str, to: str, *, timeout: float) -> Bond:
        """Whether one is in the other's way, or a sub-issue of it."""
        until = Deadline(timeout, "GitHub")
        near, far = (self._id(each, until) for each in (key, to))
        if relation == "parent":
            return self._under(key, near, far, until)
        if relation == "relates":
            return Bond(str(near), str(far), stands=False, instead=_NO_SUCH_LINK)
        blocked, blocker = (key, far) if relation == "blocked_by" else (to, near)
        listed = self._call("GET", f"{_blockers(blocked)}?per_page=100", timeout=until.left())
        stands = any(each["id"] == blocker for each in listed)
        return Bond(str(near), str(far), stands, starts=relation == "blocked_by")

    def tie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Name the blocker, or put the issue under its parent; both go by ids, not by numbers.

        https://docs.github.com/en/rest/issues/issue-dependencies
        https://docs.github.com/en/rest/issues/sub-issues
        """
        if relation == "parent":
            body = {"sub_issue_id": int(bond.near)}
            self._call("POST", f"{_issue(to)}/sub_issues", body, timeout=timeout)
            return
        blocked, blocker = (key, bond.far) if bond.starts else (to, bond.near)
        self._call("POST", _blockers(blocked), {"issue_id": int(blocker)}, timeout=timeout)

    def untie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Take the blocker's name away, or the issue from under its parent."""
        if relation == "parent":
            body = {"sub_issue_id": int(bond.near)}
            self._call("DELETE", f"{_issue(to)}/sub_issue", body, timeout=timeout)
            return
        blocked, blocker = (key, bond.far) if bond.starts else (to, bond.near)
        self._call("DELETE", f"{_blockers(blocked)}/{blocker}", timeout=timeout)

    def audience(self, project: str, *, timeout: float) -> str:
        """Who may see the issues of this repository."""
        return visibility(self._call("GET", _repository(project), timeout=timeout))

    def open_item(self, draft: Draft, marker: str, *, timeout: float) -> Made:
        """Open an issue that hides its marker in its text."""
        body: dict[str, object] = {"title": draft.title, "body": marked(draft.text, marker)}
        body |= {"labels": list(draft.labels)} if draft.labels else {}
        body |= {"type": draft.kind} if draft.kind else {}
        path = f"{_repository(draft.project)}/issues"
        return _made(draft.project, self._call("POST", path, body, timeout=timeout))

    def find_item(self, project: str, marker: str, *, timeout: float) -> Made | None:
        """The issue with this marker, among the newest that our account opened there."""
        until = Deadline(timeout, "GitHub")
        me = self._call("GET", "/user", timeout=until.left())
        newest = {"sort": "created", "direction": "desc", "per_page": _LOOKED_THROUGH}
        asked = urlencode({"creator": me["login"], "state": "all", **newest})
        path = f"{_repository(project)}/issues?{asked}"
        for page in self._call("GET", path, timeout=until.left()):
            ours = (page.get("user") or {}).get("id") == me["id"]
            if ours and hidden(marker) in (page.get("body") or ""):
                return _made(project, page)
        return None

    def place(self, made: Made, draft: Draft, *, timeout: float) -> None:
        """Put it under its parent, unless it is there."""
        until = Deadline(timeout, "GitHub")
        bond = self.bond(made.key, "parent", draft.parent, timeout=until.left())
        if not (bond.stands or bond.instead):
            self.tie(made.key, "parent", draft.parent, bond, timeout=until.left())

    def _under(self, key: str, near: int, far: int, until: Deadline) -> Bond:
        above: Mapping[str, Any] = {}
        try:
            above = self._call("GET", f"{_issue(key)}/parent", timeout=until.left())
        except ServiceError as error:
            if not error.gone:
                raise
        stands = above.get("id") == far
        said = f"it is part of {above['html_url']} already" if above and not stands else ""
        return Bond(str(near), str(far), stands, instead=said)

    def _id(self, key: str, until: Deadline) -> int:
        return int(self._call("GET", _issue(key), timeout=until.left())["id"])


def _made(project: str, page: Mapping[str, Any]) -> Made:
    return Made(str(page["id"]), f"{project}#{page['number']}")


def _repository(project: str) -> str:
    return f"/repos/{quote(project, safe='/')}"


def _issue(key: str) -> str:
    project, _, number = key.rpartition("#")
    return f"{_repository(project)}/issues/{quote(number, safe='')}"


def _blockers(key: str) -> str:
    return f"{_issue(key)}/dependencies/blocked_by"
