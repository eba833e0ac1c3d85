"""An issue as Jira's messages show it, Cloud's and Data Center's."""

from typing import Any

import pytest

from automation.errors import UnreadableDelivery
from automation.model import Actor, Change
from automation.trackers.jira.kinds import REREAD
from tests.builders import NOON, at
from tests.trackers.jira_payloads import (
    BLOCKS,
    DATA_CENTER,
    DONE,
    ISSUE,
    KEY,
    a_message,
    an_entry,
    an_issue,
    cloud_user,
    half_an_issue,
    read,
    seen,
    server_user,
    told,
    updated,
)


def created(*, labels: list[str]) -> dict[str, Any]:
    return a_message("jira:issue_created", user=cloud_user(), issue=an_issue(labels=labels))


def test_a_created_issue_is_an_item_and_an_event() -> None:
    reading = read(created(labels=["bug"]))

    assert reading.sighting is not None
    assert reading.event is not None
    assert (reading.sighting.item_id, reading.sighting.key) == (ISSUE, KEY)
    assert reading.sighting.labels == ("bug",)
    assert reading.event.kind == "jira.issue.created"
    assert reading.event.changes == (
        Change("state", None, "open"),
        Change("status", None, "To Do"),
        Change("label:bug", None, "bug"),
    )


def test_an_event_is_of_its_message_and_a_sighting_of_the_issue() -> None:
    reading = read(updated())

    assert reading.event is not None
    assert reading.sighting is not None
    assert reading.event.at == at(0.25)
    assert reading.sighting.at == NOON


def test_who_did_it_is_known_by_an_id_that_stays() -> None:
    cloud, server = updated(), {**updated(), "user": server_user()}

    assert told(cloud).actor == Actor("5c5f-ann", "Ann Lee")
    assert told(server).actor == Actor("JIRAUSER10100", "Bo Ray")


def test_an_app_is_a_bot() -> None:
    by_app = {**updated(), "user": cloud_user("Automation", accountType="app")}

    assert told(by_app).actor == Actor("5c5f-ann", "Automation", is_bot=True)


def test_the_page_of_an_issue_is_one_of_its_names() -> None:
    cloud = seen(updated())
    server = seen(a_message(issue=an_issue(site=DATA_CENTER)))

    assert cloud.url == "https://acme.example/browse/PAY-12"
    assert cloud.aliases == ("url:https://acme.example/browse/PAY-12",)
    assert server.url == "http://jira.acme.example:8080/jira/browse/PAY-12"


@pytest.mark.parametrize(
    "site", ["https://api.atlassian.com/ex/jira/1a2b", "javascript:alert(1)//"]
)
def test_an_address_that_no_browser_should_open_is_no_page(site: str) -> None:
    assert seen(a_message(issue=an_issue(site=site))).url == ""


def test_half_an_issue_dates_nothing_so_it_shows_no_fields() -> None:
    shown = seen(a_message(issue=half_an_issue(), changelog={"id": "9", "items": []}))

    assert shown.key == KEY
    assert shown.fields is None
    assert shown.labels is None
    assert shown.links == {}
    assert shown.visibility == "restricted"


@pytest.mark.parametrize("level", [{"id": "10000", "name": "Staff"}, "10001"])
def test_an_issue_with_a_security_level_is_restricted(level: object) -> None:
    assert seen(updated(security=level)).visibility == "restricted"
    assert seen(updated(security=None)).visibility == "internal"


def test_a_deleted_issue_is_seen_deleted() -> None:
    reading = read(a_message("jira:issue_deleted", user=cloud_user(), issue=an_issue()))

    assert reading.sighting is not None
    assert reading.sighting.deleted
    assert reading.event is not None
    assert reading.event.key == f"{ISSUE}/issue.deleted"


def test_a_deleted_issue_without_a_time_of_its_own_is_dated_by_its_message() -> None:
    gone = seen(a_message("jira:issue_deleted", issue=half_an_issue()))

    assert gone.deleted
    assert gone.at == at(0.25)


def test_a_deleted_issue_speaks_for_no_other() -> None:
    link = {"type": BLOCKS, "outwardIssue": {"id": "10013", "key": "PAY-13"}}
    gone = a_message("jira:issue_deleted", issue=an_issue(issuelinks=[link]))

    assert len(read(gone).sightings) == 1


def test_a_moved_issue_keeps_its_id_and_its_former_key() -> None:
    moved = updated(
        an_entry("project", "Payments", "Shop", **{"from": "10000", "to": "10001"}),
        an_entry("Key", "OLD-3", "PAY-12"),
    )

    assert seen(moved).item_id == ISSUE
    assert seen(moved).aliases == ("jira:OLD-3", "url:https://acme.example/browse/PAY-12")
    assert told(moved).changes == (
        Change("project", "Payments", "Shop"),
        Change("key", "OLD-3", "PAY-12"),
    )


def test_an_issue_we_asked_for_is_seen_and_is_no_event() -> None:
    reading = read({"issue": an_issue(status=DONE)}, kind=REREAD)

    assert reading.event is None
    assert reading.sighting is not None
    assert reading.sighting.reread
    assert reading.sighting.at == NOON


def test_the_same_change_has_one_key_through_any_webhook() -> None:
    one, other = updated(), {**updated(), "timestamp": 1, "matchedWebhookIds": [4]}

    assert told(one).key == told(other).key == f"{ISSUE}/issue.updated/changelog.501"


def test_an_edit_without_a_changelog_is_known_by_its_time() -> None:
    one, again = updated(changelog=None), updated(changelog=None)
    later = {**one, "timestamp": one["timestamp"] + 1}

    assert told(one).key == told(again).key
    assert told(one).key != told(later).key


def test_a_comment_is_not_told_twice() -> None:
    commented = {**updated(changelog=None), "comment": {"id": "900", "body": "Waiting."}}

    event = told(commented)

    assert event.kind == "jira.issue.updated"
    assert event.changes == ()
    assert event.about == {}


@pytest.mark.parametrize(
    "event",
    [
        "jira:worklog_updated",
        "worklog_created",
        "board_created",
        "project_created",
        "project_updated",
        "user_updated",
        "attachment_created",
        "issue_property_set",
        "option_voting_changed",
        "a_brand_new_event",
        "",
        None,
        7,
    ],
)
def test_what_nobody_listens_to_is_an_empty_reading(event: object) -> None:
    reading = read({"timestamp": 1, "webhookEvent": event})

    assert reading.event is None
    assert reading.sightings == ()
    assert reading.stale == ()


def test_a_project_with_another_key_makes_its_issues_stale() -> None:
    renamed = a_message("project_updated", changelog={"items": [an_entry("key", "PAY", "CASH")]})

    (stale,) = read(renamed).stale

    assert (stale.connection, stale.project) == ("jira", "PAY")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b'{"webhookEvent": "jira:issue_updated"}',
        b'{"webhookEvent": "jira:issue_updated", "issue": 5}',
        b'{"webhookEvent": "jira:issue_updated", "issue": {"id": {}, "key": "A-1"}}',
        b'{"webhookEvent": "jira:issue_updated", "issue": {"id": "1", "key": null}}',
        b'{"webhookEvent": "comment_created", "comment": {"id": "1", "self": "nowhere"}}',
        b'{"webhookEvent": "issuelink_created", "issueLink": {"id": 1}}',
        b'{"webhookEvent": "jira:version_released", "version": []}',
        b'{"webhookEvent": "sprint_closed"}',
        b'{"webhookEvent": "sprint_closed", "timestamp": 1e300, "sprint": {}}',
        b'{"webhookEvent": "sprint_closed", "timestamp": NaN, "sprint": {}}',
        b"[" * 100_000,
    ],
)
def test_a_body_of_another_shape_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDelivery):
        read(body)


def test_text_that_no_store_can_hold_is_mended() -> None:
    shown = seen(updated(summary="a\x00b\ud800c" + "x" * 20_000))

    assert shown.fields is not None
    assert str(shown.fields["title"]).startswith("ab?cx")
    assert len(str(shown.fields["title"])) < 10_001
