"""How the fields of an issue read, whatever Jira or its site calls them."""

import pytest

from tests.builders import at
from tests.trackers.jira_payloads import (
    DOING,
    DONE,
    FIXED,
    OLD_SPRINT,
    cloud_user,
    field,
    seen,
    server_user,
    updated,
)

TEXT = {"type": "text", "text": "Ask "}
MENTION = {"type": "mention", "attrs": {"text": "@Ann"}}
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [
        {"type": "paragraph", "content": [TEXT, MENTION]},
        {"type": "listItem", "content": [{"type": "text", "text": "one"}]},
    ],
}


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("title", {"summary": "Checkout hangs"}, "Checkout hangs"),
        ("title", {"summary": None}, ""),
        ("status", {"status": DOING}, "In Progress"),
        ("status_category", {"status": DOING}, "indeterminate"),
        ("state", {"status": DOING}, "open"),
        ("state", {"status": DONE}, "closed"),
        ("state", {"status": {"name": "Closed"}, "resolution": FIXED}, "closed"),
        ("state", {"status": {"name": "Closed"}, "resolution": None}, "open"),
        ("state", {"status": DOING, "resolution": FIXED}, "open"),
        ("state_reason", {"resolution": FIXED}, "Fixed"),
        ("resolution", {"resolution": FIXED}, "Fixed"),
        ("kind", {"issuetype": {"name": "[System] Service request"}}, "[System] Service request"),
        ("author", {"creator": cloud_user("Ann Lee")}, "Ann Lee"),
        ("reporter", {"reporter": None}, None),
        ("assignees", {"assignee": server_user("Bo Ray")}, ("Bo Ray",)),
        ("assignees", {"assignee": None}, ()),
        ("created", {"created": "2026-10-02T14:00:00.000+0200"}, at(0)),
        ("closed", {"resolutiondate": "2026-10-02T12:00:00.000+0000"}, at(0)),
        ("due", {"duedate": "2026-10-02"}, at(-12 * 3600)),
        ("due", {"duedate": None}, None),
        ("priority", {"priority": {"name": "High"}}, "High"),
        ("priority", {"priority": None}, None),
        ("points", {}, None),
        ("versions", {"fixVersions": [{"id": "1", "name": "1.0"}]}, ("1.0",)),
        ("components", {"components": [{"id": "1", "name": "Cards"}]}, ("Cards",)),
        ("comments", {"comment": {"comments": [], "total": 4}}, None),
        ("flagged", {"customfield_10021": [{"id": "1", "value": "Impediment"}]}, True),
        ("flagged", {"customfield_10021": None}, False),
    ],
)
def test_a_field_reads_as_every_tracker_names_it(
    name: str, raw: dict[str, object], value: object
) -> None:
    assert field(name, **raw) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("High", "High"),
        (3.0, 3.0),
        (0, 0),
        (True, True),
        ({"self": "x", "value": "Red", "id": "1"}, "Red"),
        ({"value": "Europe", "child": {"value": "Oslo"}}, "Europe - Oslo"),
        ([{"value": "Red"}, {"value": "Blue"}], ("Red", "Blue")),
        (["a", "b"], ("a", "b")),
        (cloud_user("Ann Lee"), "Ann Lee"),
        ([server_user("Bo Ray")], ("Bo Ray",)),
        ({"name": "1.0", "id": "7"}, "1.0"),
        ({"requestType": {"id": "1", "name": "Ask for a card"}, "_links": {}}, "Ask for a card"),
        (DOCUMENT, "Ask @Ann\none"),
        ("2026-10-02", "2026-10-02"),
        ("{panel:title=Risk}late{panel}", "{panel:title=Risk}late{panel}"),
    ],
)
def test_a_custom_field_reads_as_people_see_it(raw: object, value: object) -> None:
    assert field("customfield_10050", customfield_10050=raw) == value


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        [],
        {},
        [None],
        "0|i0000n:",
        "0|hzzzzz:zr",
        "{}",
        "{summaryBean=com.acme.SummaryBean@1f2e[summary={}]}",
        "{pullrequest={dataType=pullrequest, state=OPEN}}",
        "3_*:*_1_*:*_78475_*|*_10002_*:*_1_*:*_0",
        "com.atlassian.acme.Bean@1f2e",
        {"hasEpicLinkFieldDependency": False, "showField": False},
        {"ongoingCycle": {"breached": False}, "completedCycles": []},
        [{"id": "1", "value": "Impediment"}],
        [OLD_SPRINT],
        float("nan"),
        10**400,
        [["nested"]],
    ],
)
def test_what_no_person_wrote_into_a_custom_field_is_left_out(raw: object) -> None:
    assert field("customfield_10050", customfield_10050=raw) is None


def test_a_long_document_in_a_custom_field_is_cut() -> None:
    long = {"type": "doc", "content": [{"type": "text", "text": "word " * 1000}]}

    assert len(str(field("customfield_10050", customfield_10050=long))) <= 500


def test_only_the_first_hundred_custom_fields_are_taken() -> None:
    many = {f"customfield_{number}": "x" for number in range(10_000, 10_150)}

    shown = seen(updated(**many)).fields

    assert shown is not None
    taken = sorted(name for name in shown if name.startswith("customfield_"))
    assert len(taken) == 100
    assert taken[-1] == "customfield_10099"


@pytest.mark.parametrize(
    ("sprints", "name"),
    [
        ([OLD_SPRINT], "Sprint 7, the short one"),
        (
            [
                {"id": 8, "name": "Next", "state": "future", "boardId": 5},
                {"id": 7, "name": "Now", "state": "active", "boardId": 5},
                {"id": 9, "name": "Old", "state": "closed", "boardId": 5},
            ],
            "Now",
        ),
        (
            [
                {"id": 10, "name": "Later one", "state": "closed"},
                {"id": 9, "name": "Earlier one", "state": "closed"},
            ],
            "Later one",
        ),
        ([{"state": "active"}], None),
        (["com.atlassian.greenhopper.service.sprint.Sprint@1[rubbish]"], None),
    ],
)
def test_an_issue_is_in_the_sprint_that_runs_or_else_in_its_newest(
    sprints: list[object], name: str | None
) -> None:
    assert field("sprint", customfield_10020=sprints) == name


@pytest.mark.parametrize(
    ("issue_type", "type_"),
    [
        ({"name": "Story", "hierarchyLevel": 0}, "issue"),
        ({"name": "Sub-task", "subtask": True, "hierarchyLevel": -1}, "issue"),
        ({"name": "Epic"}, "epic"),
        ({"name": "Эпик"}, "epic"),
        ({"name": "ÉPICA"}, "epic"),
        ({"name": "Feature", "hierarchyLevel": 1}, "epic"),
        ({"name": "Initiative"}, "initiative"),
        ({"name": "Theme", "hierarchyLevel": 2}, "initiative"),
        ({"name": "Service Request"}, "issue"),
        (None, "issue"),
    ],
)
def test_the_type_of_an_item_is_its_level_or_its_name(issue_type: object, type_: str) -> None:
    assert seen(updated(issuetype=issue_type)).type == type_


def test_a_document_of_endless_depth_is_no_trouble() -> None:
    deep: dict[str, object] = {"type": "text", "text": "bottom"}
    for _ in range(300):
        deep = {"type": "paragraph", "content": [deep]}

    assert field("customfield_10050", customfield_10050={"type": "doc", "content": [deep]}) is None
