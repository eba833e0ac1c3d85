"""What Jira's changelog says was changed, whatever its dialect calls the field."""

from typing import Any

import pytest

from automation.model import Change
from tests.trackers.jira_payloads import DOING, DONE, FIXED, TO_DO, an_entry, changes

CATEGORY_CHANGED = "statuscategorychangedate"
STARTED = {"from": "10000", "to": "3"}
MORNING = "2026-10-02T12:00:00.180+0000"
WEEKS_AGO = "2026-09-10T12:00:00.180+0000"
FIXED_VERSIONS = [{"id": "10200", "name": "1.0"}, {"id": "10201", "name": "1.1"}]


@pytest.mark.parametrize(
    "entry",
    [
        an_entry("Status", "To Do", "In Progress", fieldId="status", **STARTED),
        an_entry("Workflow-Zustand", "To Do", "In Progress", fieldId="status", **STARTED),
        an_entry("status", "To Do", "In Progress", **STARTED),
        an_entry("STATUS", "To Do", "In Progress", **STARTED),
        an_entry("Статус", "To Do", "In Progress", **STARTED),
        an_entry("Estado", "To Do", "In Progress", **STARTED),
        an_entry("Zustand der Dinge", "To Do", "In Progress", **STARTED),
    ],
    ids=["by id", "id before name", "by name", "any case", "Russian", "Spanish", "by its value"],
)
def test_a_status_is_known_by_its_id_its_name_or_its_value(entry: dict[str, Any]) -> None:
    assert changes(entry, status=DOING) == (Change("status", "To Do", "In Progress"),)


def test_a_field_that_only_looks_like_the_status_is_not_it() -> None:
    entry = an_entry("Phase", "To Do", "In Progress", **{"from": "1", "to": "4"})

    assert changes(entry, status=DOING) == (Change("phase", "To Do", "In Progress"),)


@pytest.mark.parametrize(
    ("entry", "change"),
    [
        (an_entry("summary", "Old", "New"), Change("title", "Old", "New")),
        (an_entry("Betreff", "Old", "New", fieldId="summary"), Change("title", "Old", "New")),
        (an_entry("assignee", "Ann Lee", None), Change("assignees", ("Ann Lee",), ())),
        (an_entry("assignee", None, "Bo Ray"), Change("assignees", (), ("Bo Ray",))),
        (an_entry("priority", "Low", "High"), Change("priority", "Low", "High")),
        (an_entry("resolution", None, "Fixed"), Change("resolution", None, "Fixed")),
        (an_entry("issuetype", "Task", "Bug"), Change("kind", "Task", "Bug")),
        (an_entry("reporter", "Ann Lee", "Bo Ray"), Change("reporter", "Ann Lee", "Bo Ray")),
        (an_entry("description", "long", "longer"), Change("description", None, None)),
        (an_entry("Sprint", "", "Sprint 7", to="7"), Change("sprint", None, "Sprint 7")),
        (an_entry("Спринты", "", "7th", to="7", fieldId="Sprint"), Change("sprint", None, "7th")),
        (an_entry("Flagged", "", "Impediment"), Change("flagged", old=False, new=True)),
        (an_entry("Flagged", "Impediment", ""), Change("flagged", old=True, new=False)),
        (an_entry("security", None, "Staff"), Change("security", None, "Staff")),
        (an_entry("Version", None, "1.0", to="9"), Change("affected_versions", (), ("1.0",))),
    ],
)
def test_an_entry_becomes_the_change_it_tells_of(entry: dict[str, Any], change: Change) -> None:
    assert changes(entry) == (change,)


@pytest.mark.parametrize(
    "field", ["Attachment", "Comment", "timespent", "WorklogId", "Rank", "RemoteIssueLink"]
)
def test_an_entry_that_changes_no_field_is_not_told(field: str) -> None:
    assert changes(an_entry(field, "a", "b")) == ()


def test_a_custom_field_may_be_called_like_an_entry_that_is_not_told() -> None:
    entry = an_entry("Votes", "1", "2", fieldtype="custom", fieldId="customfield_10050")
    rank = an_entry("Rank", "", "Ranked higher", fieldtype="custom", fieldId="customfield_10019")

    assert changes(entry, rank) == (Change("customfield_10050", "1", "2"),)


def test_a_due_date_is_the_beginning_of_its_day() -> None:
    entry = an_entry("duedate", "2026-10-02 00:00:00.0", "2026-10-09 00:00:00.0")

    (change,) = changes({**entry, "from": "2026-10-02", "to": "2026-10-09"})

    assert [f"{each:%Y-%m-%d %H:%M %Z}" for each in (change.old, change.new)] == [
        "2026-10-02 00:00 UTC",
        "2026-10-09 00:00 UTC",
    ]


def test_each_label_is_put_on_or_taken_off_by_itself() -> None:
    assert changes(an_entry("labels", "bad kept", "good kept new")) == (
        Change("label:bad", "bad", None),
        Change("label:good", None, "good"),
        Change("label:new", None, "new"),
    )


def test_several_entries_about_versions_are_one_change() -> None:
    told = changes(
        an_entry("Fix Version", "0.9", None, **{"from": "10199"}),
        an_entry("Fix Version", None, "1.1", to="10201"),
        fixVersions=FIXED_VERSIONS,
    )

    assert told == (Change("versions", ("1.0", "0.9"), ("1.0", "1.1")),)


def test_versions_that_have_moved_on_since_are_not_asked() -> None:
    told = changes(an_entry("Fix Version", "0.9", "2.0"), fixVersions=FIXED_VERSIONS)

    assert told == (Change("versions", ("0.9",), ("2.0",)),)


def test_a_sprint_change_leads_to_the_sprint_the_issue_is_in() -> None:
    entry = an_entry("Sprint", "Sprint 6", "Sprint 6, Cards, first", **{"from": "6", "to": "6, 7"})
    sprints = [
        {"id": 6, "name": "Sprint 6", "state": "closed"},
        {"id": 7, "name": "Cards, first", "state": "active"},
    ]

    told = changes(entry, customfield_10020=sprints)

    assert told == (Change("sprint", "Sprint 6", "Cards, first"),)


def test_a_custom_field_is_known_by_its_number() -> None:
    entry = an_entry("Risk", "Low", "High", fieldtype="custom", fieldId="customfield_10050")

    assert changes(entry) == (Change("customfield_10050", "Low", "High"),)


def test_a_custom_field_without_a_number_is_known_by_its_name() -> None:
    assert changes(an_entry("Risk Level", "Low", "High", fieldtype="custom")) == (
        Change("risk level", "Low", "High"),
    )


def test_a_custom_field_that_calls_itself_status_is_not_the_status() -> None:
    entry = an_entry("Status", "Amber", "Red", fieldtype="custom", fieldId="customfield_10050")

    assert changes(entry) == (Change("customfield_10050", "Amber", "Red"),)


@pytest.mark.parametrize(
    ("now", "old", "new", "change"),
    [
        (8, "5", "8", (5, 8)),
        (0.5, None, "0.5", (None, 0.5)),
        ([{"value": "Red"}, {"value": "Blue"}], "Red", "Red,Blue", (("Red",), ("Red", "Blue"))),
        ({"value": "Red"}, "Blue", "Red", ("Blue", "Red")),
    ],
)
def test_a_changed_custom_field_reads_as_it_does_among_the_fields(
    now: object, old: str | None, new: str, change: tuple[object, object]
) -> None:
    entry = an_entry("Size", old, new, fieldtype="custom", fieldId="customfield_10050")

    (found,) = changes(entry, customfield_10050=now)

    assert (found.old, found.new) == change


def resolving(old: str | None, new: str | None) -> dict[str, Any]:
    return an_entry("resolution", old, new, fieldId="resolution")


def moving(old: str, new: str) -> dict[str, Any]:
    return an_entry("status", old, new, fieldId="status")


OPENED, CLOSED = ("closed", "open"), ("open", "closed")


@pytest.mark.parametrize(
    ("entries", "fields", "state"),
    [
        ([moving("In Progress", "Done"), resolving(None, "Fixed")], {"status": DONE}, CLOSED),
        ([moving("In Progress", "Done")], {"status": DONE}, CLOSED),
        ([moving("In QA", "Done")], {"status": DONE, CATEGORY_CHANGED: MORNING}, CLOSED),
        (
            [moving("Offen", "Erledigt"), resolving(None, "Fixed")],
            {"status": {"name": "Erledigt"}, "resolution": FIXED},
            CLOSED,
        ),
        ([moving("Done", "To Do"), resolving("Fixed", None)], {"status": TO_DO}, OPENED),
        ([moving("Shipped", "To Do"), resolving("Fixed", None)], {"status": TO_DO}, OPENED),
        ([moving("Done", "To Do")], {"status": TO_DO}, OPENED),
    ],
)
def test_a_change_of_status_that_ends_or_reopens_the_work_changes_the_state(
    entries: list[dict[str, Any]], fields: dict[str, Any], state: tuple[str, str]
) -> None:
    assert Change("state", *state) in changes(*entries, **fields)


@pytest.mark.parametrize(
    ("entries", "fields"),
    [
        ([moving("To Do", "In Progress")], {"status": DOING}),
        ([moving("Resolved", "Done")], {"status": DONE}),
        ([moving("Archive", "Done")], {"status": DONE, CATEGORY_CHANGED: WEEKS_AGO}),
        ([moving("To Do", "In Progress")], {"status": DONE}),
        ([resolving(None, "Fixed")], {"status": DOING, "resolution": FIXED}),
    ],
    ids=["start", "done to done", "category stayed", "moved on since", "no transition"],
)
def test_a_change_that_neither_ends_nor_reopens_the_work_leaves_the_state(
    entries: list[dict[str, Any]], fields: dict[str, Any]
) -> None:
    assert "state" not in {change.facet for change in changes(*entries, **fields)}


def test_an_epic_link_is_told_as_the_fields_tell_it() -> None:
    entry = an_entry(
        "Epic Link",
        "PAY-1",
        "PAY-2",
        fieldtype="custom",
        fieldId="customfield_10014",
        **{"from": "10001", "to": "10002"},
    )

    by_key = changes(entry, customfield_10014="PAY-2")
    by_id = changes(entry, parent={"id": "10002", "key": "PAY-2"})

    assert by_key == (
        Change("link:parent:jira:PAY-1", "jira:PAY-1", None),
        Change("link:parent:jira:PAY-2", None, "jira:PAY-2"),
    )
    assert by_id[-1] == Change("link:parent:jira:10002", None, "jira:10002")


@pytest.mark.parametrize("field", ["IssueParentAssociation", "Parent", "Parent Issue"])
def test_a_parent_is_told_by_its_id(field: str) -> None:
    entry = an_entry(field, None, "PAY-2", to="10002")

    assert changes(entry) == (Change("link:parent:jira:10002", None, "jira:10002"),)


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("This issue is blocked by PAY-2", "link:blocked_by:jira:10002"),
        ("Diese Aufgabe wird blockiert durch PAY-2", "link:blocked_by:jira:10002"),
        ("This issue duplicates PAY-9", "link:duplicates:jira:PAY-9"),
    ],
)
def test_a_link_that_starts_here_is_told(said: str, change: str) -> None:
    linked = {"type": {"name": "Blocks"}, "inwardIssue": {"id": "10002", "key": "PAY-2"}}
    key = said.rpartition(" ")[2]

    (made,) = changes(an_entry("Link", None, said, to=key), issuelinks=[linked])
    (gone,) = changes(an_entry("Link", said, None, **{"from": key}), issuelinks=[linked])

    assert (made.facet, made.old) == (change, None)
    assert (gone.facet, gone.new) == (change, None)


@pytest.mark.parametrize("said", ["This issue blocks PAY-2", "This issue sits near PAY-2", "PAY-2"])
def test_a_link_that_starts_elsewhere_is_left_to_its_own_message(said: str) -> None:
    assert changes(an_entry("Link", None, said, to="PAY-2")) == ()
