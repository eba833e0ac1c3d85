"""Search results page by page: Cloud hands out tokens, Data Center counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str, Mapping[str, object]], Any]
"""A GET of this path with this query, to Jira's JSON."""


@dataclass(frozen=True, slots=True)
class Page:
    """Issues, and from where the next page goes on: "" after the last.

    `share` is how much of it all is read by then, None where Jira does not tell.
    """

    issues: Sequence[Mapping[str, Any]]
    further: str
    share: float | None = None


def by_token(ask: Ask, query: Mapping[str, object], further: str) -> Iterator[Page]:
    """Pages of Jira Cloud, which counts neither pages nor hits.

    https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-search/
    """
    while True:
        token = {"nextPageToken": further} if further else {}
        said = ask("search/jql", {**query, **token})
        further = said.get("nextPageToken") or ""
        yield Page(said["issues"], further)
        if not further:
            return


def by_number(ask: Ask, query: Mapping[str, object], further: str) -> Iterator[Page]:
    """Pages of Jira Data Center, also where it does not know every project of the query."""
    start = int(further or 0)
    while True:
        said = ask("search", {**query, "startAt": start, "validateQuery": "false"})
        start += len(said["issues"])
        over = not said["issues"] or start >= said["total"]
        share = 1.0 if over else start / said["total"]
        yield Page(said["issues"], "" if over else str(start), share)
        if over:
            return
