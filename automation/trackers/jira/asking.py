"""Which of many issues we still see: Jira tells of a hundred at once, by their ids.

A deleted issue, and one that nobody lets us see, are the same to Jira: it shows the others.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from automation.ports import Listed

Post = Callable[[str, object], Any]
"""A POST of this body to this path, to Jira's JSON."""

_LEAST: Final = ["updated"]
"""The field that is shown of each: without one Jira shows nearly all."""


def numbers(connection: str, items: Sequence[Listed]) -> dict[str, str]:
    """The ids of items by Jira's own; versions and sprints are not asked for, and left out."""
    own = {item.id.removeprefix(f"{connection}:"): item.id for item in items}
    return {number: id_ for number, id_ in own.items() if number.isascii() and number.isdigit()}


def shown(post: Post, ids: Sequence[str], *, cloud: bool) -> AbstractSet[str]:
    """Those of these issues that Jira shows us, and those that it could not look for now."""
    return _in_cloud(post, ids) if cloud else _in_data_center(post, ids)


def _in_cloud(post: Post, ids: Sequence[str]) -> AbstractSet[str]:
    """What it fails to look for is named; what is not there, or not for us, is left out.

    https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issues/#api-rest-api-2-issue-bulkfetch-post
    """
    said = post("issue/bulkfetch", {"issueIdsOrKeys": list(ids), "fields": _LEAST})
    failed = {str(one["id"]) for one in said.get("issueErrors") or () if "id" in one}
    return {str(issue["id"]) for issue in said["issues"]} | failed


def _in_data_center(post: Post, ids: Sequence[str]) -> AbstractSet[str]:
    """Without the check of the query: an id of nothing would make Jira refuse it whole.

    https://docs.atlassian.com/software/jira/docs/api/REST/latest/#api/2/search-searchUsingSearchRequest
    """
    query = {
        "jql": f"id in ({', '.join(ids)})",
        "fields": _LEAST,
        "maxResults": len(ids),
        "validateQuery": False,
    }
    return {str(issue["id"]) for issue in post("search", query)["issues"]}
