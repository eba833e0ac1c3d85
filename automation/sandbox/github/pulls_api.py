"""Pull requests and their reviews.

https://docs.github.com/rest/pulls/pulls
"""

from flask import Response, request

from automation.sandbox.github.answers import answer, paged
from automation.sandbox.github.desk import REPO, Desk, Route, only, turned
from automation.sandbox.github.pull_wire import full_pull_json, pull_json, review_json
from automation.sandbox.github.records import Review
from automation.sandbox.github.state import Issue, Repository
from automation.sandbox.github.wire import Json

PULL = f"{REPO}/pulls/<int:number>"


class PullsApi:
    """Reads of pull requests; what Pitboard writes on them goes through their issues."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """List the calls."""
        return [
            ("GET", f"{REPO}/pulls", self.pulls),
            ("GET", PULL, self.pull),
            ("GET", f"{PULL}/reviews", self.reviews),
        ]

    def pulls(self, owner: str, name: str) -> Response:
        """List pull requests: open ones, the newest first, unless the query says otherwise."""
        found = self._desk.found(owner, name)
        rows = [one for one in found.issues.values() if one.pull and only(one.state)]
        by_update = request.args.get("sort") == "updated"
        rows.sort(key=lambda one: (one.updated_at if by_update else one.created_at, one.number))
        url = f"{self._desk.wire.api(found)}/pulls"
        return paged(turned(rows, direction="desc"), lambda one: self._short(found, one), url=url)

    def pull(self, owner: str, name: str, number: int) -> Response:
        """Show one pull request."""
        found = self._desk.found(owner, name)
        issue, _ = found.pull(number)
        return answer(full_pull_json(self._desk.wire, self._desk.state, found, issue))

    def reviews(self, owner: str, name: str, number: int) -> Response:
        """List its reviews, oldest first."""
        found = self._desk.found(owner, name)
        issue, pull = found.pull(number)
        url = f"{self._desk.wire.api(found)}/pulls/{number}/reviews"
        return paged(pull.reviews, lambda one: self._review(found, issue, one), url=url)

    def _short(self, repository: Repository, issue: Issue) -> Json:
        return pull_json(self._desk.wire, self._desk.state, repository, issue)

    def _review(self, repository: Repository, issue: Issue, review: Review) -> Json:
        told = review_json(self._desk.wire, self._desk.state, repository, issue, review)
        return {**told, "state": review.state.upper()}
