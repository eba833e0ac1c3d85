"""Where each kind of item is asked for, and what makes one page of it: pure but for the asking."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from automation.errors import ServiceError
from automation.ports import Listed

NODE: Final = """
query($id: ID!) {
  node(id: $id) {
    ... on Issue { number repository { nameWithOwner } }
    ... on PullRequest { number repository { nameWithOwner } }
  }
}
"""
"""Which issue a node id stands for. https://docs.github.com/en/graphql/reference/queries#node"""

NODES: Final = """
query($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Issue { number repository { nameWithOwner } }
    ... on PullRequest { number repository { nameWithOwner } }
  }
}
"""
"""The same of a hundred at once. https://docs.github.com/en/graphql/reference/queries#nodes"""

_UNSEEN: Final = frozenset({"NOT_FOUND", "FORBIDDEN"})
"""What GitHub says of a node that is not there, or not for us."""

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
        return _at_home({**_issue(project, number, get), "repository": get(f"/repos/{project}")})
    project, _, tag = key.partition("@")
    found = {"release": get(f"/repos/{project}/releases/tags/{tag}")}
    return {**found, "repository": get(f"/repos/{project}")}


def _issue(project: str, number: str, get: Get) -> Mapping[str, Any]:
    issue = get(f"/repos/{project}/issues/{number}")
    if "pull_request" not in issue:
        return {"issue": issue}
    return {"pull_request": get(f"/repos/{project}/pulls/{number}")}


def _at_home(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """The page, unless it is that of another item: an issue that was transferred leads there.

    Raises ServiceError, `gone`.
    https://docs.github.com/en/rest/issues/issues#get-an-issue
    """
    told = page.get("issue", {}).get("repository_url")
    if told and told.casefold() != page["repository"].get("url", told).casefold():
        raise ServiceError(f"the issue went to {told}", retryable=False, gone=True)
    return page


def seen_of(items: Sequence[Listed], answer: Mapping[str, Any]) -> AbstractSet[str]:
    """The ids of those items whose nodes are shown where the items are on record.

    `answer` is what `NODES` was answered with. Raises ServiceError where it holds no nodes.
    """
    nodes = (answer.get("data") or {}).get("nodes")
    if nodes is None or len(nodes) != len(items):
        raise ServiceError(f"GitHub showed no nodes: {_words(answer)}", retryable=True)
    troubled = {
        error["path"][1]
        for error in answer.get("errors") or ()
        if error.get("type") not in _UNSEEN and len(error.get("path") or ()) > 1
    }
    return {
        item.id
        for number, (item, node) in enumerate(zip(items, nodes, strict=True))
        if number in troubled or _is_here(item, node)
    }


def _is_here(item: Listed, node: Any) -> bool:  # noqa: ANN401 - GitHub's JSON
    """Whether it is where it was: another repository's issue is another item."""
    if node is None:
        return False
    return "number" not in node or located(node).casefold() == item.key.casefold()


def _words(answer: Mapping[str, Any]) -> str:
    said = (str(error.get("message", "")) for error in answer.get("errors") or ())
    return " ".join(said)[:200] or "nothing"


def located(node: Any) -> str:  # noqa: ANN401 - GitHub's JSON
    """The key of what a node id stands for. Raises ServiceError, `gone` where it is nothing."""
    if not node or "number" not in node:
        raise ServiceError("GitHub knows no issue by this node id", retryable=False, gone=True)
    return f"{node['repository']['nameWithOwner']}#{node['number']}"
