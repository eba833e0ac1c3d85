"""Issues and their labels, as the REST API shows them and takes changes.

Whoever asks for an issue also gets pull requests: each is an issue with a key of its own.
https://docs.github.com/rest/issues/issues
"""

from datetime import datetime

from flask import Response, request

from automation.sandbox.github import asked
from automation.sandbox.github.acts import AddLabels, RemoveLabel, SetLabels
from automation.sandbox.github.answers import answer, paged
from automation.sandbox.github.desk import REPO, Desk, Route, only, since, turned
from automation.sandbox.github.state import Issue, Label, Repository

ISSUE = f"{REPO}/issues/<int:number>"


class IssuesApi:
    """Reads and writes of issues."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """List the calls."""
        return [
            ("GET", f"{REPO}/issues", self.issues),
            ("POST", f"{REPO}/issues", self.open_issue),
            ("GET", ISSUE, self.issue),
            ("PATCH", ISSUE, self.change_issue),
            ("GET", f"{ISSUE}/labels", self.labels),
            ("POST", f"{ISSUE}/labels", self.add_labels),
            ("PUT", f"{ISSUE}/labels", self.set_labels),
            ("DELETE", f"{ISSUE}/labels", self.clear_labels),
            ("DELETE", f"{ISSUE}/labels/<path:label>", self.remove_label),
        ]

    def issues(self, owner: str, name: str) -> Response:
        """List issues and pull requests: open ones, the newest first, unless the query says not."""
        found = self._desk.found(owner, name)
        after = since()
        rows = sorted((one for one in found.issues.values() if _wanted(one, after)), key=_order)
        url = f"{self._desk.wire.api(found)}/issues"
        return paged(
            turned(rows, direction="desc"),
            lambda issue: self._desk.full_issue(found, issue),
            url=url,
        )

    def issue(self, owner: str, name: str, number: int) -> Response:
        """Show one issue."""
        return answer(self._desk.full_issue(*self._desk.issue(owner, name, number)))

    def open_issue(self, owner: str, name: str) -> Response:
        """Open an issue."""
        full_name, body = f"{owner}/{name}", self._desk.body()
        number = self._desk.found(owner, name).next_number
        done = self._desk.do(
            asked.new_issue(full_name, body), *asked.placed(full_name, number, body)
        )
        found = self._desk.found(owner, name)
        written = self._desk.full_issue(found, found.issue(done.happenings[0].number))
        response = answer(written, 201)
        response.headers["Location"] = str(written["url"])
        return response

    def change_issue(self, owner: str, name: str, number: int) -> Response:
        """Change parts of an issue."""
        self._desk.issue(owner, name, number)
        self._desk.do(*asked.changes(f"{owner}/{name}", number, self._desk.body()))
        return self.issue(owner, name, number)

    def labels(self, owner: str, name: str, number: int) -> Response:
        """List the labels on an issue."""
        found, issue = self._desk.issue(owner, name, number)
        url = f"{self._desk.wire.api(found)}/issues/{number}/labels"
        return paged(issue.labels, lambda label: self._desk.wire.label(found, label), url=url)

    def add_labels(self, owner: str, name: str, number: int) -> Response:
        """Put labels on an issue; answers with all that stand there then."""
        self._desk.do(AddLabels(f"{owner}/{name}", number, asked.labels(self._desk.body())))
        return self._all_labels(owner, name, number)

    def set_labels(self, owner: str, name: str, number: int) -> Response:
        """Replace the labels of an issue; answers with all that stand there then."""
        self._desk.do(SetLabels(f"{owner}/{name}", number, asked.labels(self._desk.body())))
        return self._all_labels(owner, name, number)

    def clear_labels(self, owner: str, name: str, number: int) -> Response:
        """Take all labels off an issue."""
        self._desk.do(SetLabels(f"{owner}/{name}", number, ()))
        return Response(status=204)

    def remove_label(self, owner: str, name: str, number: int, label: str) -> Response:
        """Take one label off an issue; answers with those that are left."""
        self._desk.do(RemoveLabel(f"{owner}/{name}", number, label))
        return self._all_labels(owner, name, number)

    def _all_labels(self, owner: str, name: str, number: int) -> Response:
        found, issue = self._desk.issue(owner, name, number)
        return answer([self._written(found, label) for label in issue.labels])

    def _written(self, repository: Repository, label: Label) -> object:
        return self._desk.wire.label(repository, label)


def _wanted(issue: Issue, after: datetime | None) -> bool:
    names = [name for name in request.args.get("labels", "").split(",") if name]
    milestone, creator = request.args.get("milestone", ""), request.args.get("creator", "")
    return (
        only(issue.state)
        and all(issue.has(name) for name in names)
        and (after is None or issue.updated_at >= after)
        and (not milestone.isdigit() or issue.milestone == int(milestone))
        and creator in ("", issue.user)
    )


def _order(issue: Issue) -> tuple[datetime, int]:
    by_update = request.args.get("sort") == "updated"
    return (issue.updated_at if by_update else issue.created_at), issue.number
