import json
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from automation.errors import UnreadableDelivery
from automation.model import Change, Delivery, Reading
from automation.trackers.github.parse import DOOR, READERS, REREAD, parse
from tests.builders import NOON, a_delivery, an_issue_payload, at
from tests.trackers.github_payloads import (
    REPOSITORY,
    a_comment,
    a_milestone,
    a_pull,
    a_release,
    a_review,
    an_issue,
)
from tests.trackers.github_payloads import read as read_payload


def read(payload: dict[str, Any], *, kind: str = "issues") -> Reading:
    return parse(a_delivery(payload, kind=kind))


def changes(payload: dict[str, Any]) -> tuple[Change, ...]:
    event = read(payload).event
    assert event is not None
    return event.changes


def test_an_opened_issue_is_an_item_and_an_event() -> None:
    reading = read(an_issue_payload(labels=["bug"]))

    assert reading.sighting is not None
    assert reading.event is not None
    assert reading.sighting.key == "github:acme/shop#12"
    assert reading.sighting.labels == ("bug",)
    assert reading.sighting.at == NOON
    assert reading.event.kind == "github.issues.opened"


def test_labels_an_issue_is_opened_with_are_the_openers() -> None:
    assert Change("label:bug", None, "bug") in changes(an_issue_payload(labels=["bug"]))


def test_the_same_change_has_one_key_through_any_hook() -> None:
    payload = an_issue_payload("labeled", label="bug", labels=["bug"])

    one = parse(a_delivery(payload, id_="repository-hook")).event
    other = parse(a_delivery(payload, id_="app-hook")).event

    assert one is not None
    assert other is not None
    assert one.key == other.key


@pytest.mark.parametrize(
    ("payload", "change"),
    [
        (an_issue_payload("labeled", label="bug"), Change("label:bug", None, "bug")),
        (an_issue_payload("unlabeled", label="bug"), Change("label:bug", "bug", None)),
        (an_issue_payload("closed", state="closed"), Change("state", "open", "closed")),
        (an_issue_payload("reopened"), Change("state", "closed", "open")),
        (
            an_issue_payload("edited", title="New", changes={"title": {"from": "Old"}}),
            Change("title", "Old", "New"),
        ),
        (
            an_issue_payload("unassigned", assignee={"login": "bo"}),
            Change("assignees", ("bo",), ()),
        ),
        (
            an_issue_payload("demilestoned", milestone={"title": "May"}),
            Change("milestone", "May", None),
        ),
    ],
)
def test_an_action_becomes_the_change_it_made(payload: dict[str, Any], change: Change) -> None:
    assert changes(payload) == (change,)


@pytest.mark.parametrize("action", ["pinned", "locked", "typed", "brand_new_action"])
def test_an_action_without_a_change_still_shows_the_item(action: str) -> None:
    reading = read(an_issue_payload(action))

    assert reading.sighting is not None
    assert reading.event is not None
    assert reading.event.changes == ()


@pytest.mark.parametrize("action", ["deleted", "transferred"])
def test_an_issue_that_leaves_is_a_tombstone(action: str) -> None:
    seen = read(an_issue_payload(action)).sighting

    assert seen is not None
    assert seen.deleted


def test_a_kind_nobody_listens_to_is_not_even_parsed() -> None:
    assert parse(a_delivery(b"\xff not json", kind="watch")) == Reading()


def test_a_form_body_is_read_like_json() -> None:
    body = urlencode({"payload": json.dumps(an_issue_payload())}).encode()
    sent = Delivery(
        "github", "d", "issues", body, NOON, {"content-type": "application/x-www-form-urlencoded"}
    )

    assert parse(sent).sighting == read(an_issue_payload()).sighting


def test_a_missing_sender_is_nobody() -> None:
    payload = an_issue_payload()
    del payload["sender"]
    event = read(payload).event

    assert event is not None
    assert event.actor is None


@pytest.mark.parametrize(
    ("repository", "visibility"),
    [
        ({"private": False}, "public"),
        ({"private": True}, "internal"),
        ({"private": True, "visibility": "internal"}, "internal"),
        ({"private": True, "visibility": "private"}, "internal"),
        ({"private": True, "visibility": "public"}, "restricted"),
        ({"visibility": "public"}, "public"),
        ({"private": False, "visibility": "secret"}, "restricted"),
        ({}, "restricted"),
    ],
)
def test_a_private_repository_is_the_companys_and_a_doubt_is_restricted(
    repository: dict[str, Any], visibility: str
) -> None:
    payload = an_issue_payload()
    payload["repository"] = {"full_name": "acme/shop", **repository}
    seen = read(payload).sighting

    assert seen is not None
    assert seen.visibility == visibility


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        b"42",
        b"{}",
        b'{"action": "opened", "issue": 3, "repository": {}}',
        b"[" * 500_000,
        b'{"a":' * 500_000,
        b"\xff\xfe",
        '{"action": "opened"}'.encode("utf-16"),
        json.dumps({**an_issue_payload(), "issue": None}).encode(),
    ],
)
def test_what_is_not_an_issue_is_unreadable_and_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableDelivery):
        parse(a_delivery(body))


def test_text_no_store_could_hold_is_mended() -> None:
    seen = read(an_issue_payload(title="half \ud800 pair, \x00 nul, " + "x" * 20_000)).sighting

    assert seen is not None
    assert seen.fields is not None
    title = seen.fields["title"]
    assert isinstance(title, str)
    assert title.startswith("half ? pair,  nul, ")
    assert len(title) < 10_001


def test_a_reread_is_a_sighting_without_an_event() -> None:
    reading = read(an_issue_payload(seconds=4), kind=REREAD)

    assert reading.event is None
    assert reading.sighting is not None
    assert reading.sighting.reread
    assert reading.sighting.at == at(4)


def test_a_pull_request_is_read_again_with_its_reviews() -> None:
    reviews = [
        a_review("CHANGES_REQUESTED", 1),
        a_review("APPROVED", 5),
        a_review("COMMENTED", 9),
        a_review("PENDING", 10, submitted_at=None, user={"id": 3, "login": "cy", "type": "User"}),
        a_review("COMMENTED", 9, user={"id": 4, "login": "di", "type": "User"}),
    ]
    reading = read_payload(REREAD, pull_request=a_pull(), reviews=reviews)
    pull, *words = reading.sightings

    assert pull.key == "github:acme/shop#40"
    assert [(dict(word.facets), word.at > at(0)) for word in words] == [
        ({"review/501": "approved"}, True),
        ({"review/4": "commented"}, False),
    ]
    assert reading.event is None
    assert all(each.reread for each in reading.sightings)


def test_milestones_and_releases_are_read_again_as_well() -> None:
    milestone = read_payload(REREAD, milestone=a_milestone()).sighting
    release = read_payload(REREAD, release=a_release()).sighting

    assert milestone
    assert release
    assert (milestone.type, milestone.reread) == ("milestone", True)
    assert (release.type, release.reread) == ("release", True)


@pytest.mark.parametrize("forge", ["x-gitea-event", "x-forgejo-event"])
def test_a_forge_that_only_speaks_like_github_is_not_taken_for_it(forge: str) -> None:
    sent = replace(a_delivery(), headers={"content-type": "application/json", forge: "issues"})

    assert forge in DOOR.kept
    assert parse(sent) == Reading()


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind != "ping"])
def test_no_event_can_be_made_to_fail_in_any_other_way(kind: str) -> None:
    payloads: list[dict[str, Any]] = [
        {},
        {"action": 3},
        {"action": "edited", "repository": REPOSITORY, "changes": []},
        {"action": "edited", "repository": REPOSITORY, "changes": {"title": "?"}},
        {"action": "opened", "repository": [], "issue": [], "pull_request": 7},
    ]
    for payload in payloads:
        with suppress(UnreadableDelivery):
            parse(a_delivery(payload or b"{}", kind=kind))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("issues", {"issue": an_issue()}),
        ("pull_request", {"pull_request": a_pull()}),
        ("release", {"release": a_release()}),
        ("milestone", {"milestone": a_milestone()}),
        ("repository", {}),
        ("label", {"label": {"id": 1, "name": "bug"}}),
        ("installation", {"installation": {"id": 5}}),
        ("issue_comment", {"issue": an_issue(), "comment": a_comment()}),
        ("pull_request_review", {"pull_request": a_pull(), "review": a_review("approved")}),
    ],
)
def test_an_action_that_is_new_to_us_is_an_event_without_a_change(
    name: str, parts: dict[str, Any]
) -> None:
    event = read_payload(name, "levitated", **parts).event

    assert event is not None
    assert event.kind == f"github.{name}.levitated"
    assert [change for change in event.changes if not change.facet.startswith("review/")] == []
