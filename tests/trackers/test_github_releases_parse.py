from typing import Any

import pytest

from automation.model import Change, Stale
from automation.trackers.github.parse import parse
from tests.builders import NOON, a_delivery, at
from tests.trackers.github_payloads import (
    REPOSITORY,
    SENDER,
    a_milestone,
    a_release,
    changes,
    links,
    read,
    said,
    seen,
    told,
)


def fields(release: dict[str, Any]) -> dict[str, Any]:
    return dict(seen(read("release", "edited", release=release)).fields or {})


def test_a_release_is_an_item_that_ships_what_its_notes_name() -> None:
    notes = "* Retry by @bo in https://github.example/acme/shop/pull/40\n* PAY-1"
    sighting = seen(read("release", "published", release=a_release(body=notes)))

    assert sighting.item_id == "github:release:601"
    assert sighting.key == "github:acme/shop@v2.0"
    assert links(sighting) == {
        ("ships", "url:https://github.example/acme/shop/pull/40"),
        ("ships", "*:PAY-1"),
    }


@pytest.mark.parametrize(
    ("more", "state", "prerelease"),
    [
        ({}, "published", False),
        ({"draft": True, "published_at": None}, "draft", False),
        ({"prerelease": True}, "published", True),
    ],
)
def test_drafts_and_pre_releases_are_told_apart(
    more: dict[str, Any],
    state: str,
    prerelease: bool,  # noqa: FBT001 - a row of the table
) -> None:
    known = fields(a_release(**more))

    assert (known["state"], known["prerelease"]) == (state, prerelease)


def test_a_release_without_a_name_goes_by_its_tag() -> None:
    assert fields(a_release(name=""))["title"] == "v2.0"


def test_one_publication_is_three_events_of_three_kinds() -> None:
    actions = ("created", "published", "released")
    events = [told(read("release", action, release=a_release())) for action in actions]

    assert [event.kind for event in events] == [f"github.release.{action}" for action in actions]
    assert len({event.key for event in events}) == 3


@pytest.mark.parametrize(
    ("action", "more", "before", "change"),
    [
        ("published", {}, {}, Change("state", "draft", "published")),
        ("unpublished", {"draft": True}, {}, Change("state", "published", "draft")),
        ("edited", {}, {"name": {"from": "One"}}, Change("title", "One", "Two")),
        ("edited", {}, {"tag_name": {"from": "v1.9"}}, Change("tag", "v1.9", "v2.0")),
        (
            "edited",
            {"body": "PAY-1"},
            {"body": {"from": ""}},
            Change("link:ships:*:PAY-1", None, "*:PAY-1"),
        ),
    ],
)
def test_an_action_of_a_release_becomes_the_change_it_made(
    action: str, more: dict[str, Any], before: dict[str, Any], change: Change
) -> None:
    reading = read("release", action, release=a_release(**more), changes=before)

    assert changes(reading) == (change,)


def test_a_deleted_release_is_a_tombstone() -> None:
    assert seen(read("release", "deleted", release=a_release())).deleted


def test_an_older_github_says_not_when_a_release_was_edited() -> None:
    release = a_release(updated_at=None, published_at=said(-5000))
    payload = {"action": "edited", "release": release, "repository": REPOSITORY, "sender": SENDER}
    early, late = (parse(a_delivery(payload, kind="release", seconds=n)) for n in (1, 9))

    assert (seen(early).at, seen(late).at) == (at(1), at(9))
    assert told(early).key == told(late).key


def test_a_milestone_is_an_item_with_a_date() -> None:
    sighting = seen(read("milestone", "created", milestone=a_milestone()))

    assert sighting.item_id == "github:milestone:501"
    assert sighting.key == "github:acme/shop/milestone/3"
    assert "url:https://github.example/acme/shop/milestone/3" in sighting.aliases
    assert sighting.fields is not None
    assert sighting.fields["due"] == NOON.replace(day=30, hour=7)


@pytest.mark.parametrize(
    ("action", "before", "expected"),
    [
        ("created", {}, [Change("state", None, "open")]),
        ("closed", {}, [Change("state", "open", "closed")]),
        ("opened", {}, [Change("state", "closed", "open")]),
        ("edited", {"title": {"from": "April"}}, [Change("title", "April", "May")]),
        ("edited", {"due_on": {"from": None}}, [Change("due", None, NOON.replace(day=30, hour=7))]),
        ("shelved", {}, []),
    ],
)
def test_an_action_of_a_milestone_becomes_the_change_it_made(
    action: str, before: dict[str, Any], expected: list[Change]
) -> None:
    reading = read("milestone", action, milestone=a_milestone(), changes=before)

    assert list(changes(reading)) == expected


def test_a_renamed_milestone_is_stale_on_its_issues() -> None:
    reading = read(
        "milestone", "edited", milestone=a_milestone(), changes={"title": {"from": "April"}}
    )

    assert reading.stale == (Stale("github", "acme/shop", milestone="April"),)


def test_a_deleted_milestone_is_a_tombstone() -> None:
    assert seen(read("milestone", "deleted", milestone=a_milestone())).deleted
