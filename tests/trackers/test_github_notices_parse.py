from typing import Any

import pytest

from automation.model import Stale
from automation.trackers.github.parse import parse
from tests.builders import a_delivery, at
from tests.trackers.github_payloads import REPOSITORY, facets, read, seen, told

LABEL = {"id": 41, "name": "defect"}


def test_a_renamed_label_is_stale_wherever_it_is_on() -> None:
    reading = read("label", "edited", label=LABEL, changes={"name": {"from": "bug"}})

    assert reading.stale == (Stale("github", "acme/shop", label="bug"),)
    assert told(reading).item_id == ""


@pytest.mark.parametrize(
    ("action", "before"),
    [("edited", {"color": {"from": "ff0000"}}), ("deleted", {}), ("created", {})],
)
def test_any_other_news_of_a_label_makes_nothing_stale(action: str, before: dict[str, Any]) -> None:
    assert read("label", action, label=LABEL, changes=before).stale == ()


@pytest.mark.parametrize(
    ("action", "before", "project"),
    [
        ("renamed", {"repository": {"name": {"from": "store"}}}, "acme/store"),
        ("transferred", {"owner": {"from": {"user": {"login": "bo"}}}}, "bo/shop"),
        ("transferred", {"owner": {"from": {"organization": {"login": "old"}}}}, "old/shop"),
        ("privatized", {}, "acme/shop"),
        ("publicized", {}, "acme/shop"),
        ("deleted", {}, "acme/shop"),
    ],
)
def test_a_changed_repository_is_stale_under_the_name_its_items_have(
    action: str, before: dict[str, Any], project: str
) -> None:
    assert read("repository", action, changes=before).stale == (Stale("github", project),)


@pytest.mark.parametrize("action", ["created", "edited", "archived", "polished"])
def test_any_other_news_of_a_repository_makes_nothing_stale(action: str) -> None:
    reading = read("repository", action)

    assert reading.stale == ()
    assert told(reading).kind == f"github.repository.{action}"


@pytest.mark.parametrize("action", ["deleted", "suspend"])
@pytest.mark.parametrize("stamp", [1_790_942_400, "2026-10-02T12:00:00.000Z"])
def test_an_installation_that_ends_is_told_without_an_item(action: str, stamp: int | str) -> None:
    installation = {
        "id": 5,
        "account": {"login": "acme"},
        "created_at": stamp,
        "updated_at": stamp,
        "suspended_at": "2026-10-02T12:00:03Z" if action == "suspend" else None,
    }
    event = told(read("installation", action, installation=installation))

    assert event.kind == f"github.installation.{action}"
    assert event.item_id == ""
    assert event.at == (at(3) if action == "suspend" else at())


def test_when_an_installation_was_deleted_is_when_we_heard_of_it() -> None:
    installation = {"id": 5, "account": {"login": "acme"}, "updated_at": 1_700_000_000}
    payload = {"action": "deleted", "installation": installation}
    early, late = (parse(a_delivery(payload, kind="installation", seconds=n)) for n in (1, 9))

    assert (told(early).at, told(late).at) == (at(1), at(9))
    assert told(early).key == told(late).key


def test_repositories_that_were_added_are_named() -> None:
    reading = read(
        "installation_repositories",
        "added",
        installation={"id": 5, "account": {"login": "acme"}, "updated_at": 1_790_942_400},
        repositories_added=[{"full_name": "acme/web"}],
        repositories_removed=[],
    )

    assert told(reading).about["added"] == ("acme/web",)
    assert told(reading).changes == ()


def test_a_ping_says_which_events_will_come() -> None:
    reading = parse(
        a_delivery({"zen": "-", "hook_id": 6, "hook": {"events": ["push"]}}, kind="ping")
    )

    assert told(reading).kind == "github.ping"
    assert told(reading).about == {"events": ("push",)}
    assert told(reading).actor is None
    assert reading.sightings == ()


def push(ref: str = "refs/heads/pay-1-retry", **more: Any) -> Any:  # noqa: ANN401 - a payload's parts
    parts = {
        "ref": ref,
        "before": "a",
        "after": "b",
        "deleted": False,
        "forced": False,
        "compare": "https://github.example/acme/shop/compare/a...b",
        "commits": [{"message": "Retry once (#12)\n\nSee PAY-2", "distinct": True}],
        "repository": {**REPOSITORY, "pushed_at": 1_790_942_407},
        **more,
    }
    return read("push", **parts)


def test_a_push_is_a_time_on_all_that_its_branch_and_commits_name() -> None:
    reading = push()

    assert [each.item_id for each in reading.sightings] == [
        "*:PAY-1",
        "github:acme/shop#12",
        "*:PAY-2",
    ]
    assert facets(reading) == {"pushed": at(7)}
    assert told(reading).item_id == "*:PAY-1"
    assert told(reading).kind == "github.push"


@pytest.mark.parametrize(
    "more",
    [
        {"deleted": True, "commits": []},
        {"ref": "refs/tags/pay-1"},
        {"ref": "refs/heads/main", "commits": [{"message": "PAY-2", "distinct": False}]},
    ],
)
def test_a_tag_a_deleted_branch_and_old_commits_name_nothing(more: dict[str, Any]) -> None:
    reading = push(**more)

    assert reading.sightings == ()
    assert told(reading).item_id == ""


def test_pushing_back_and_forth_in_one_second_is_two_events() -> None:
    assert told(push()).key != told(push(before="b", after="a")).key


def test_the_first_item_named_is_what_is_seen_first() -> None:
    assert seen(push()).item_id == told(push()).item_id
