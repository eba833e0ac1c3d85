"""Sub-issues and issues in the way of others. They are named by id, not by number.

https://docs.github.com/rest/issues/sub-issues
https://docs.github.com/rest/issues/issue-dependencies
"""

from flask import Response

from automation.sandbox.github import asked
from automation.sandbox.github.acts import AddBlocker, AddSubIssue, RemoveBlocker, RemoveSubIssue
from automation.sandbox.github.answers import answer, paged
from automation.sandbox.github.desk import REPO, Desk, Route
from automation.sandbox.github.state import Refusal

ISSUE = f"{REPO}/issues/<int:number>"
BLOCKED_BY = f"{ISSUE}/dependencies/blocked_by"


class LinksApi:
    """Reads and writes of links between issues."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """List the calls."""
        return [
            ("GET", f"{ISSUE}/sub_issues", self.sub_issues),
            ("POST", f"{ISSUE}/sub_issues", self.add_sub_issue),
            ("DELETE", f"{ISSUE}/sub_issue", self.remove_sub_issue),
            ("GET", f"{ISSUE}/parent", self.parent),
            ("GET", BLOCKED_BY, self.blocked_by),
            ("POST", BLOCKED_BY, self.add_blocker),
            ("DELETE", f"{BLOCKED_BY}/<int:blocker>", self.remove_blocker),
            ("GET", f"{ISSUE}/dependencies/blocking", self.blocking),
        ]

    def sub_issues(self, owner: str, name: str, number: int) -> Response:
        """List what stands under an issue."""
        found, issue = self._desk.issue(owner, name, number)
        return self._list(
            issue.sub_issues, f"{self._desk.wire.api(found)}/issues/{number}/sub_issues"
        )

    def add_sub_issue(self, owner: str, name: str, number: int) -> Response:
        """Put an issue under another; answers with the parent."""
        sub, replace = asked.sub_issue(self._desk.body())
        self._desk.do(AddSubIssue(f"{owner}/{name}", number, sub, replace))
        return self._issue(owner, name, number, 201)

    def remove_sub_issue(self, owner: str, name: str, number: int) -> Response:
        """Take an issue from under another; answers with the parent."""
        sub, _ = asked.sub_issue(self._desk.body())
        self._desk.do(RemoveSubIssue(f"{owner}/{name}", number, sub))
        return self._issue(owner, name, number)

    def parent(self, owner: str, name: str, number: int) -> Response:
        """Show what an issue stands under."""
        _, issue = self._desk.issue(owner, name, number)
        found = self._desk.state.located(issue.parent or 0)
        if found is None:
            raise Refusal(404, "Not Found")
        return answer(self._desk.full_issue(*found))

    def blocked_by(self, owner: str, name: str, number: int) -> Response:
        """List what is in the way of an issue."""
        found, issue = self._desk.issue(owner, name, number)
        path = f"{self._desk.wire.api(found)}/issues/{number}/dependencies/blocked_by"
        return self._list(issue.blocked_by, path)

    def blocking(self, owner: str, name: str, number: int) -> Response:
        """List what an issue is in the way of."""
        found, issue = self._desk.issue(owner, name, number)
        path = f"{self._desk.wire.api(found)}/issues/{number}/dependencies/blocking"
        return self._list(issue.blocking, path)

    def add_blocker(self, owner: str, name: str, number: int) -> Response:
        """Say that an issue is in the way; answers with the blocked one."""
        blocker = asked.issue_id(self._desk.body())
        self._desk.do(AddBlocker(f"{owner}/{name}", number, blocker))
        return self._issue(owner, name, number, 201)

    def remove_blocker(self, owner: str, name: str, number: int, blocker: int) -> Response:
        """Say that it is not any more; answers with the issue that was blocked."""
        self._desk.do(RemoveBlocker(f"{owner}/{name}", number, blocker))
        return self._issue(owner, name, number)

    def _issue(self, owner: str, name: str, number: int, status: int = 200) -> Response:
        found = self._desk.issue(owner, name, number)
        return answer(self._desk.full_issue(*found), status)

    def _list(self, ids: tuple[int, ...], url: str) -> Response:
        rows = list(self._desk.state.linked(ids))
        return paged(rows, lambda row: self._desk.full_issue(*row), url=url)
