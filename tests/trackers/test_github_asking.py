"""Where GitHub is asked for each kind of item, and what one page of it is made of."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from automation.errors import ServiceError
from automation.model import Delivery, Sighting
from automation.trackers.github.asking import located, page_of
from automation.trackers.github.parse import REREAD, parse
from tests.builders import NOON, an_issue_payload
from tests.trackers.github_payloads import REPOSITORY, a_milestone, a_pull, a_release

SHOP = "/repos/acme/shop"


def site(**answers: Any) -> Callable[[str], Any]:  # noqa: ANN401 - GitHub's JSON
    """A GitHub that has the repository and these pages of it, by the path after it."""
    pages = {SHOP: REPOSITORY} | {f"{SHOP}/{path}": found for path, found in answers.items()}
    return lambda path: pages[path]


def seen(page: Mapping[str, Any]) -> Sighting:
    """What the parser makes of the page."""
    found = parse(Delivery("github", "reread:1", REREAD, json.dumps(page).encode(), NOON))
    (one, *_) = found.sightings
    return one


@pytest.mark.parametrize(
    ("key", "path", "page", "kind"),
    [
        ("acme/shop#12", "issues/12", an_issue_payload()["issue"], "issue"),
        ("acme/shop/milestone/3", "milestones/3", a_milestone(), "milestone"),
        ("acme/shop@v2.0", "releases/tags/v2.0", a_release(), "release"),
    ],
)
def test_an_item_read_by_its_key_is_seen_under_that_key(
    key: str, path: str, page: Mapping[str, Any], kind: str
) -> None:
    read = seen(page_of(key, site(**{path: page})))

    assert (read.key, read.type, read.reread) == (f"github:{key}", kind, True)


def test_a_pull_request_is_read_from_its_own_page_and_not_as_an_issue() -> None:
    issue = {**an_issue_payload(number=40)["issue"], "pull_request": {"url": "x"}}
    asked = site(**{"issues/40": issue, "pulls/40": a_pull(number=40)})

    read = seen(page_of("acme/shop#40", asked))

    assert (read.key, read.type) == ("github:acme/shop#40", "pull_request")


def test_what_the_site_does_not_have_is_told_as_the_site_tells_it() -> None:
    def get(path: str) -> Any:  # noqa: ANN401 - GitHub's JSON
        raise ServiceError(f"404: {path}", retryable=False, gone=True)

    with pytest.raises(ServiceError, match="404: /repos/acme/shop/milestones/3") as refused:
        page_of("acme/shop/milestone/3", get)

    assert refused.value.gone


def test_a_node_is_located_by_its_repository_and_number() -> None:
    node = {"number": 12, "repository": {"nameWithOwner": "acme/shop"}}

    assert located(node) == "acme/shop#12"


@pytest.mark.parametrize("node", [None, {}, {"repository": {"nameWithOwner": "acme/shop"}}])
def test_a_node_that_stands_for_nothing_is_gone(node: Mapping[str, Any] | None) -> None:
    with pytest.raises(ServiceError, match="no issue by this node id") as refused:
        located(node)

    assert refused.value.gone
    assert not refused.value.retryable
