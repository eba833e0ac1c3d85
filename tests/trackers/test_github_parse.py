import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from automation.errors import UnreadableDelivery
from automation.model import Change, Delivery, Reading
from automation.trackers.github.parse import REREAD, parse
from tests.builders import NOON, a_delivery, an_issue_payload, at


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
    assert reading.event.kind == "issues.opened"


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
            an_issue_payload("assigned", assignee={"login": "bo"}),
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
        ({"private": True}, "restricted"),
        ({"private": True, "visibility": "internal"}, "internal"),
        ({"private": True, "visibility": "private"}, "restricted"),
        ({}, "restricted"),
    ],
)
def test_a_doubt_about_visibility_is_restricted(
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


SHARED = Path(__file__).parents[3] / "shared" / "data" / "github"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the real payloads beside this checkout")
def test_every_real_issues_payload_is_understood() -> None:
    files = sorted(SHARED.rglob("issues/*.json")) + sorted(SHARED.rglob("issues-*.json"))

    read_ = [parse(a_delivery(file.read_bytes())) for file in files]

    assert len(read_) > 20
    assert all(reading.sighting and reading.event for reading in read_)
