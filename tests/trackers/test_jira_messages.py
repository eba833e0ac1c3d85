"""Jira's messages about what is no issue: comments, versions and sprints."""

from datetime import UTC, datetime
from typing import Any

import pytest

from automation.model import Actor, Change, Sighting
from automation.trackers.shapes import time
from tests.trackers.jira_payloads import (
    DATA_CENTER,
    ISSUE,
    KEY,
    a_comment,
    a_sprint,
    a_version,
    cloud_user,
    read,
    seen,
    server_user,
    told,
)

VERSION = "jira:version:10200"
SPRINT = "jira:sprint:7"


def shown(sighting: Sighting, *names: str) -> list[object]:
    assert sighting.fields is not None
    return [sighting.fields[name] for name in names]


def test_a_comment_is_told_with_its_words_and_its_author() -> None:
    event = told(a_comment())

    assert event.kind == "jira.comment.created"
    assert event.item_id == ISSUE
    assert event.actor == Actor("5c5f-ann", "Ann Lee")
    assert event.about == {"comment_id": "900", "comment": "Waiting for the bank."}
    assert event.url == "https://acme.example/browse/PAY-12?focusedCommentId=900"


def test_a_comment_shows_half_an_issue_that_overwrites_nothing() -> None:
    reading = read(a_comment())

    assert reading.sighting is not None
    assert (reading.sighting.key, reading.sighting.fields) == (KEY, None)


def test_data_center_names_the_issue_only_in_the_comments_address() -> None:
    address = f"{DATA_CENTER}/rest/api/2/issue/10012/comment/900"
    reading = read(a_comment(issue=False, self=address, updateAuthor=server_user()))

    assert reading.event is not None
    assert reading.sighting is not None
    assert reading.event.item_id == reading.sighting.item_id == ISSUE
    assert (reading.sighting.key, reading.sighting.fields) == ("", None)
    assert reading.event.actor == Actor("JIRAUSER10100", "Bo Ray")


def test_an_edited_comment_is_its_editors_and_each_edit_is_an_event() -> None:
    one = told(a_comment("comment_updated", updateAuthor=cloud_user("Cy Fox", id_="cy")))
    other = told(a_comment("comment_updated", updated="2026-10-02T12:05:00.000+0000"))

    assert one.actor == Actor("cy", "Cy Fox")
    assert one.about == {"comment_id": "900"}
    assert one.key != other.key


def test_nobody_knows_who_deleted_a_comment() -> None:
    assert told(a_comment("comment_deleted")).actor is None


def test_unless_the_message_says_it() -> None:
    deleted = {**a_comment("comment_deleted"), "user": server_user()}

    assert told(deleted).actor == Actor("JIRAUSER10100", "Bo Ray")


def test_a_comment_for_one_group_is_told_without_its_words() -> None:
    for_staff = a_comment(visibility={"type": "role", "value": "Staff"})

    assert told(for_staff).about == {"comment_id": "900"}


def test_a_persons_new_comment_is_a_change_of_the_issue_and_an_edit_or_a_bots_is_none() -> None:
    app = {**cloud_user(), "accountType": "app"}
    reading, when = read(a_comment()), time(a_comment()["comment"]["created"])

    assert told(a_comment()).changes == (Change("commented", None, when),)
    assert [(one.at, one.facets) for one in reading.sightings[1:]] == [(when, {"commented": when})]
    assert told(a_comment("comment_updated")).changes == ()
    assert told(a_comment("comment_deleted")).changes == ()
    assert told(a_comment(author=app, updateAuthor=app)).changes == ()


def test_a_comment_for_one_group_is_no_change_that_all_may_hear_of() -> None:
    reading = read(a_comment(visibility={"type": "role", "value": "Staff"}))

    assert reading.event is not None
    assert reading.event.changes == ()
    assert len(reading.sightings) == 1


def test_a_long_comment_is_cut() -> None:
    assert len(str(told(a_comment(body="x" * 20_000)).about["comment"])) == 10_000


def test_a_version_is_a_release() -> None:
    version = seen(a_version())

    assert (version.item_id, version.type) == (VERSION, "release")
    assert version.key == "jira:10000/version/10200"
    assert version.visibility == "internal"
    assert shown(version, "title", "state", "status", "closed") == [
        "2026.10",
        "closed",
        "released",
        datetime(2026, 10, 20, tzinfo=UTC),
    ]


def test_a_version_that_names_its_project_is_keyed_by_it() -> None:
    version = seen(a_version(project="PAY"))

    assert version.key == "jira:PAY/version/10200"
    assert version.project == "PAY"
    assert version.url == "https://acme.example/projects/PAY/versions/10200"


@pytest.mark.parametrize(
    ("event", "changes"),
    [
        ("jira:version_created", [("state", None, "open")]),
        ("jira:version_updated", []),
        ("jira:version_moved", []),
        (
            "jira:version_released",
            [("state", "open", "closed"), ("status", "unreleased", "released")],
        ),
        (
            "jira:version_unreleased",
            [("state", "closed", "open"), ("status", "released", "unreleased")],
        ),
    ],
)
def test_what_is_done_to_a_version_is_told(event: str, changes: list[Any]) -> None:
    made = told(a_version(event))

    assert made.kind == event.replace("jira:version_", "jira.version.")
    assert made.changes == tuple(Change(*change) for change in changes)
    assert made.about == {"version": "2026.10", "tag": "2026.10"}


@pytest.mark.parametrize("into", [10201, "10201", {"id": "10201", "name": "2026.11"}])
def test_a_version_merged_into_another_is_gone(into: object) -> None:
    reading = read({**a_version("jira:version_deleted"), "mergedTo": into})

    assert reading.sighting is not None
    assert reading.event is not None
    assert reading.sighting.deleted
    assert reading.event.about["merged_into"] == "jira:version:10201"


def test_a_sprint_is_a_milestone() -> None:
    sprint = seen(a_sprint())

    assert (sprint.item_id, sprint.key, sprint.type) == (SPRINT, SPRINT, "milestone")
    assert sprint.url == "https://acme.example/secure/RapidBoard.jspa?rapidView=5"
    assert shown(sprint, "title", "state", "status") == ["Sprint 7", "open", "active"]


@pytest.mark.parametrize(
    ("event", "state", "changes"),
    [
        ("sprint_created", "future", [("state", None, "open")]),
        ("sprint_started", "active", [("status", "future", "active")]),
        ("sprint_closed", "closed", [("state", "open", "closed"), ("status", "active", "closed")]),
        ("sprint_updated", "active", []),
    ],
)
def test_what_is_done_to_a_sprint_is_told(event: str, state: str, changes: list[Any]) -> None:
    made = told(a_sprint(event, state=state))

    assert made.kind == event.replace("sprint_", "jira.sprint.")
    assert made.changes == tuple(Change(*change) for change in changes)


def test_an_edited_sprint_tells_what_it_read_before() -> None:
    edited = {**a_sprint("sprint_updated"), "oldValue": {"name": "Sprint seven"}}

    assert told(edited).changes == (Change("title", "Sprint seven", "Sprint 7"),)


def test_a_time_that_nobody_can_read_is_none() -> None:
    assert shown(seen(a_sprint(endDate="15/Oct/26 9:00 AM")), "due") == [None]


def test_a_deleted_sprint_is_gone() -> None:
    assert seen(a_sprint("sprint_deleted")).deleted
    assert not seen(a_sprint("sprint_closed", state="closed")).deleted


def test_a_version_released_twice_is_two_events() -> None:
    once = a_version()
    again = {**once, "timestamp": once["timestamp"] + 86_400_000}

    assert told(once).key != told(again).key
    assert told(once).key == told(a_version()).key


def _document(*blocks: object) -> dict[str, object]:
    return {"type": "doc", "version": 1, "content": list(blocks)}


def _block(kind: str, *texts: str, marks: tuple[str, ...] = ()) -> dict[str, object]:
    marked = [{"type": each} for each in marks]
    return {"type": kind, "content": [{"type": "text", "text": t, "marks": marked} for t in texts]}


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ("/pitboard snooze 5 days", "snooze 5 days"),
        ("{quote}\n/pitboard help\n{quote}", None),
        ("bq. /pitboard help", None),
        (_document(_block("paragraph", "/pitboard ", "help")), "help"),
        (_document(_block("codeBlock", "/pitboard help")), None),
        (_document(_block("paragraph", "/pitboard help", marks=("code",))), None),
        (_document({"type": "blockquote", "content": [_block("paragraph", "/pitboard")]}), None),
        (_document(_block("paragraph", "so"), _block("paragraph", "/pitboard help")), None),
        ({"content": "/pitboard help"}, None),
    ],
)
def test_a_first_line_that_asks_is_a_command(body: object, command: str | None) -> None:
    assert told(a_comment(body=body)).about.get("command") == command


def test_what_only_a_group_reads_and_what_an_app_says_asks_for_nothing() -> None:
    asked = "/pitboard help"
    apps = {**cloud_user("A program", id_="app"), "accountType": "app"}
    among = {"type": "group", "value": "admins"}

    assert "command" not in told(a_comment(body=asked, visibility=among)).about
    assert "command" not in told(a_comment(body=asked, author=apps, updateAuthor=apps)).about
    assert "command" not in told(a_comment("comment_updated", body=asked)).about
