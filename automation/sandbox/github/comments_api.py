"""Comments under issues and pull requests.

https://docs.github.com/rest/issues/comments
"""

from datetime import datetime

from flask import Response, request

from automation.sandbox.github import asked
from automation.sandbox.github.acts import AddComment, DeleteComment, EditComment
from automation.sandbox.github.answers import answer, paged
from automation.sandbox.github.desk import REPO, Desk, Route, since, turned
from automation.sandbox.github.records import Comment
from automation.sandbox.github.state import Issue, Repository
from automation.sandbox.github.wire import Json

OF_ISSUE = f"{REPO}/issues/<int:number>/comments"
OF_REPOSITORY = f"{REPO}/issues/comments"


class CommentsApi:
    """Reads and writes of comments."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """List the calls."""
        one = f"{OF_REPOSITORY}/<int:comment>"
        return [
            ("GET", OF_ISSUE, self.comments),
            ("POST", OF_ISSUE, self.add_comment),
            ("GET", OF_REPOSITORY, self.all_comments),
            ("GET", one, self.comment),
            ("PATCH", one, self.edit_comment),
            ("DELETE", one, self.delete_comment),
        ]

    def comments(self, owner: str, name: str, number: int) -> Response:
        """List what was said under an issue, oldest first; there is no other order."""
        found, issue = self._desk.issue(owner, name, number)
        after = since()
        rows = [one for one in issue.comments if after is None or one.updated_at >= after]
        url = f"{self._desk.wire.api(found)}/issues/{number}/comments"
        return paged(rows, lambda one: self._written(found, issue, one), url=url)

    def all_comments(self, owner: str, name: str) -> Response:
        """List what was said in a repository, by id unless the query asks for an order."""
        found = self._desk.found(owner, name)
        after = since()
        rows = [
            (issue, one)
            for issue in found.issues.values()
            for one in issue.comments
            if after is None or one.updated_at >= after
        ]
        rows.sort(key=_order)
        if request.args.get("sort"):
            rows = turned(rows, direction="desc")
        url = f"{self._desk.wire.api(found)}/issues/comments"
        return paged(rows, lambda row: self._written(found, *row), url=url)

    def comment(self, owner: str, name: str, comment: int) -> Response:
        """Show one comment."""
        found = self._desk.found(owner, name)
        return answer(self._written(found, *found.commented(comment)))

    def add_comment(self, owner: str, name: str, number: int) -> Response:
        """Say something."""
        body = asked.comment(self._desk.body())
        self._desk.do(AddComment(f"{owner}/{name}", number, body))
        found, issue = self._desk.issue(owner, name, number)
        written = self._written(found, issue, issue.comments[-1])
        response = answer(written, 201)
        response.headers["Location"] = str(written["url"])
        return response

    def edit_comment(self, owner: str, name: str, comment: int) -> Response:
        """Say it otherwise."""
        body = asked.comment(self._desk.body())
        self._desk.do(EditComment(f"{owner}/{name}", comment, body))
        return self.comment(owner, name, comment)

    def delete_comment(self, owner: str, name: str, comment: int) -> Response:
        """Take it back."""
        self._desk.do(DeleteComment(f"{owner}/{name}", comment))
        return Response(status=204)

    def _written(self, repository: Repository, issue: Issue, comment: Comment) -> Json:
        return self._desk.wire.comment(self._desk.state, repository, issue, comment)


def _order(row: tuple[Issue, Comment]) -> tuple[datetime, int]:
    comment = row[1]
    at = comment.updated_at if request.args.get("sort") == "updated" else comment.created_at
    return at, comment.id
