"""An issue's comments and dates are part of its past, told once however they are heard."""

from typing import Any

from automation.model import Actor, Change, Event
from automation.trackers.jira.kinds import REREAD
from tests.trackers.jira_payloads import (
    DONE,
    FIXED,
    ISSUE,
    TO_DO,
    a_comment,
    an_issue,
    cloud_user,
    read,
    told,
)

ENDED = "2026-10-02T13:30:00.000+0000"


def past(issue: dict[str, Any]) -> tuple[Event, ...]:
    return read({"issue": issue}, kind=REREAD).past


def with_comments(*said: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part is anything
    issue = an_issue(comment={"comments": list(said)}, **more)
    return {**issue, "changelog": {"histories": [], "total": 0}}


def test_a_comment_in_a_page_and_its_message_are_one_event() -> None:
    message = a_comment()
    heard = told(message)

    (seen,) = (one for one in past(with_comments(message["comment"])) if "comment" in one.kind)

    assert (seen.key, seen.kind, seen.item_id) == (heard.key, heard.kind, heard.item_id)
    assert seen.about == heard.about
    assert seen.url == heard.url


def test_who_edited_a_comment_did_not_write_it() -> None:
    said = {**a_comment()["comment"], "updateAuthor": cloud_user("Bo Ray", id_="bo")}

    *_, seen = past(with_comments(said))

    assert seen.actor == Actor("5c5f-ann", "Ann Lee")


def test_what_was_said_stands_where_it_was_said() -> None:
    later = {**a_comment()["comment"], "id": "901", "created": "2026-10-02T15:00:00.000+0000"}
    first = a_comment()["comment"]

    events = past(with_comments(later, first))

    assert [event.at for event in events] == sorted(event.at for event in events)
    assert [event.kind for event in events] == ["jira.issue.created", *["jira.comment.created"] * 2]


def test_a_copy_without_a_changelog_was_open_until_it_was_resolved() -> None:
    copy = an_issue(status=DONE, resolution=FIXED, resolutiondate=ENDED)

    begun, over = past(copy)

    assert begun.changes == (Change("state", None, "open"),)
    assert over.changes == (Change("state", "open", "closed"),)
    assert over.key == f"{ISSUE}/issue.updated/resolved/20261002T133000.000"
    assert over.actor is None


def test_a_copy_that_was_reopened_is_open_whatever_its_dates_say() -> None:
    events = past(an_issue(status=TO_DO, resolutiondate=ENDED))

    assert [event.kind for event in events] == ["jira.issue.created"]
