"""Where each kind of item is asked for, and what makes one page of it: pure but for the asking."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from automation.errors import ServiceError

NODE: Final = """
query($id: ID!) {
  node(id: $id) {
    ... on Issue { number repository { nameWithOwner } }
    ... on PullRequest { number repository { nameWithOwner } }
  }
}
"""
"""Which issue a node id stands for. https://docs.github.com/en/graphql/reference/queries#node"""

Get = Callable[[str], Any]


def page_of(key: str, get: Get) -> Mapping[str, Any]:
    """An issue, pull request, milestone or release with its repository, as its REST pages show it.

    `key` is "acme/shop#12", "acme/shop/milestone/3" or "acme/shop@v2".
    """
    project, milestone, number = key.rpartition("/milestone/")
    if milestone:
        found = {"milestone": get(f"/repos/{project}/milestones/{number}")}
        return {**found, "repository": get(f"/repos/{project}")}
    project, hash_, number = key.rpartition("#")
    if hash_:
        return {**_issue(project, number, get), "repository": get(f"/repos/{project}")}
    project, _, tag = key.partition("@")
    found = {"release": get(f"/repos/{project}/releases/tags/{tag}")}
    return {**found, "repository": get(f"/repos/{project}")}


def _issue(project: str, number: str, get: Get) -> Mapping[str, Any]:
    issue = get(f"/repos/{project}/issues/{number}")
    if "pull_request" not in issue:
        return {"issue": issue}
    return {"pull_request": get(f"/repos/{project}/pulls/{number}")}


def located(node: Any) -> str:  # noqa: ANN401 - GitHub's JSON
    """The key of what a node id stands for. Raises ServiceError, `gone` where it is nothing."""
    if not node or "number" not in node:
        raise ServiceError("GitHub knows no issue by this node id", retryable=False, gone=True)
    return f"{node['repository']['nameWithOwner']}#{node['number']}"
