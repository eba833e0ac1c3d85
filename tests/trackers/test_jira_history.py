"""An issue that we asked for brings its past along: the events its messages would have been."""

from typing import Any

from automation.model import Actor, Change, Event
from automation.trackers.jira.kinds import REREAD
from tests.builders import at
from tests.trackers.jira_payloads import (
    DONE,
    FIXED,
    ISSUE,
    TO_DO,
    an_entry,
    an_issue,
    cloud_user,
    read,
    told,
    updated,
)

BO = cloud_user("Bo Ray", id_="bo")


def a_page(id_: str, created: str, *items: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"id": id_, "created": created, "author": BO, "items": list(items), **more}


STARTED = a_page(
    "501", "2026-10-02T12:00:00.000+0000", an_entry("status", "To Do", "Doing", fieldId="status")
)
FINISHED = a_page(
    "502",
    "2026-10-02T13:00:00.000+0000",
    an_entry("status", "Doing", "Done", fieldId="status"),
    an_entry("resolution", None, "Fixed", fieldId="resolution"),
)
REOPENED = a_page(
    "503",
    "2026-10-02T14:00:00.000+0000",
    an_entry("status", "Done", "To Do", fieldId="status"),
    an_entry("resolution", "Fixed", None, fieldId="resolution"),
)


def past(*pages: dict[str, Any], total: int | None = None, **fields: Any) -> tuple[Event, ...]:  # noqa: ANN401 - a payload's part is anything
    record = {"histories": list(pages), "total": len(pages) if total is None else total}
    return read({"issue": {**an_issue(**fields), "changelog": record}}, kind=REREAD).past


def test_each_page_is_the_event_that_its_message_would_have_been() -> None:
    *_, finished = past(STARTED, FINISHED, status=DONE, resolution=FIXED)

    assert finished.key == f"{ISSUE}/issue.updated/changelog.502"
    assert finished.kind == "jira.issue.updated"
    assert finished.at == at(3600)
    assert finished.actor == Actor("bo", "Bo Ray")
    assert finished.changes == (
        Change("status", "Doing", "Done"),
        Change("resolution", None, "Fixed"),
        Change("state", "open", "closed"),
    )


def test_a_page_and_its_message_have_one_key() -> None:
    heard = told(updated(*STARTED["items"], changelog="501"))

    assert heard.key in {event.key for event in past(STARTED)}


def test_the_past_begins_with_the_creation_and_goes_on_in_order() -> None:
    events = past(REOPENED, FINISHED, STARTED, status=TO_DO)

    assert [event.kind for event in events] == ["jira.issue.created", *["jira.issue.updated"] * 3]
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert events[0].key == f"{ISSUE}/issue.created"
    assert events[0].actor == Actor("5c5f-ann", "Ann Lee")
    assert events[0].changes == (Change("state", None, "open"), Change("status", None, "To Do"))


def test_an_issue_finished_and_reopened_went_through_both() -> None:
    states = [
        (change.old, change.new)
        for event in past(STARTED, FINISHED, REOPENED, status=TO_DO)
        for change in event.changes
        if change.facet == "state"
    ]

    assert states == [(None, "open"), ("open", "closed"), ("closed", "open")]


def test_a_past_that_is_cut_off_has_no_beginning() -> None:
    assert [event.kind for event in past(FINISHED, total=101)] == ["jira.issue.updated"]


def test_versions_of_today_are_not_those_of_the_past() -> None:
    added = a_page("501", "2026-10-02T12:00:00.000+0000", an_entry("Fix Version", None, "1.0"))
    today = [{"id": "1", "name": "1.0"}, {"id": "2", "name": "2.0"}]

    assert past(added, fixVersions=today)[-1].changes == (Change("versions", (), ("1.0",)),)


def test_a_change_without_an_author_is_nobodys() -> None:
    assert past({**STARTED, "author": None})[-1].actor is None


def test_an_answer_without_a_changelog_tells_only_of_its_beginning() -> None:
    (begun,) = read({"issue": an_issue()}, kind=REREAD).past

    assert begun.key == f"{ISSUE}/issue.created"
