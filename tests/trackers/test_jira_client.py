"""The jira library against a pretend Jira; every call is judged by Atlassian's contract."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.errors import ServiceError
from automation.ports import Missed
from automation.sandbox.jira.acts import CreateIssue
from automation.sandbox.jira.app import room_of
from automation.sandbox.jira.entry import Via
from automation.trackers.jira.client import JiraClient, open_client
from automation.trackers.jira.kinds import REREAD
from automation.trackers.jira.parse import parse
from tests.sandbox.jira.world import ADVICE, BUG, EPIC, STORY, TOKEN, Site, site_in
from tests.trackers.jira_site import FLAGGED, HEALTH, LINE, MARA, POINTS, SPRINT


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def issue_in(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)["issue"]
    return found


def test_a_label_is_put_on_and_the_others_stay(jira: JiraClient) -> None:
    jira.put_on(BUG, "at-risk", timeout=6)

    assert set(jira.labels(BUG, timeout=6)) == {"receipt", "at-risk"}


def test_a_label_is_taken_off_and_the_others_stay(jira: JiraClient) -> None:
    jira.put_on(BUG, "at-risk", timeout=6)
    jira.take_off(BUG, "receipt", timeout=6)

    assert jira.labels(BUG, timeout=6) == ("at-risk",)


def test_taking_off_a_label_that_is_not_there_is_no_error(jira: JiraClient) -> None:
    jira.take_off(BUG, "at-risk", timeout=6)


def test_we_know_our_own_account(jira: JiraClient, site: Site) -> None:
    assert jira.actor_id(timeout=6) == site.api("GET", "myself").json["accountId"]


def test_fields_read_as_the_values_people_see(jira: JiraClient) -> None:
    names = (HEALTH, LINE, "duedate", "assignee", "labels", "priority", "status")

    assert jira.fields(EPIC, names, timeout=6) == {
        HEALTH: "On track",
        LINE: None,
        "duedate": "2026-12-11",
        "assignee": MARA,
        "labels": ("customer:acme",),
        "priority": "Medium",
        "status": "To Do",
    }


def test_a_number_a_flag_and_a_version_are_read(jira: JiraClient) -> None:
    read = jira.fields(STORY, (POINTS, FLAGGED, "fixVersions", SPRINT), timeout=6)

    assert read == {
        POINTS: 5,
        FLAGGED: None,
        "fixVersions": ("Autumn release",),
        SPRINT: ("PAY Sprint 7",),
    }


def test_all_fields_are_set_in_one_request(jira: JiraClient, site: Site) -> None:
    jira.set_fields(
        EPIC,
        {
            HEALTH: "At risk",
            LINE: "blocked since 2 Oct",
            POINTS: 8,
            "duedate": datetime(2027, 1, 15, tzinfo=UTC),
            "assignee": None,
            FLAGGED: ("Impediment",),
            "labels": ("a", "b"),
        },
        timeout=6,
    )

    assert jira.fields(
        EPIC, (HEALTH, LINE, POINTS, "duedate", "assignee", FLAGGED, "labels"), timeout=6
    ) == {
        HEALTH: "At risk",
        LINE: "blocked since 2 Oct",
        POINTS: 8,
        "duedate": "2027-01-15",
        "assignee": None,
        FLAGGED: ("Impediment",),
        "labels": ("a", "b"),
    }
    assert [write["request"] for write in site.writes()] == [f"PUT /rest/api/2/issue/{EPIC}"]


def test_a_person_is_set_by_account(jira: JiraClient) -> None:
    jira.set_fields(BUG, {"assignee": MARA, "priority": "Low"}, timeout=6)

    read = jira.fields(BUG, ("assignee", "priority"), timeout=6)
    assert read == {"assignee": MARA, "priority": "Low"}


def test_a_select_is_emptied(jira: JiraClient) -> None:
    jira.set_fields(EPIC, {HEALTH: None}, timeout=6)

    assert jira.fields(EPIC, (HEALTH,), timeout=6) == {HEALTH: None}


def test_a_wrong_option_blames_the_row_and_names_the_field(jira: JiraClient) -> None:
    with pytest.raises(ServiceError, match=f"400: {HEALTH}: Option value 'Fine'") as refused:
        jira.set_fields(EPIC, {HEALTH: "Fine"}, timeout=6)

    assert not refused.value.retryable


def test_the_schemas_of_fields_are_asked_for_once(jira: JiraClient, site: Site) -> None:
    jira.set_fields(EPIC, {HEALTH: "At risk"}, timeout=6)
    site.fails(kind="503", calls=1, writes=False)
    with pytest.raises(ServiceError):
        jira.set_fields(EPIC, {HEALTH: "Off track"}, timeout=6)

    assert site.call("GET", "/_sandbox/faults").json == []
    assert jira.fields(EPIC, (HEALTH,), timeout=6) == {HEALTH: "At risk"}


def test_the_directory_gives_the_id_of_a_field_by_its_name(jira: JiraClient) -> None:
    found = jira.directory(timeout=6)

    assert (found["Health"], found["Status line"], found["Due date"]) == (HEALTH, LINE, "duedate")


def test_an_issue_read_again_is_shaped_as_in_a_webhook(jira: JiraClient) -> None:
    seen = jira.read(BUG, timeout=6)

    issue = issue_in(seen.body)
    assert (seen.connection, seen.kind) == ("jira", REREAD)
    assert (issue["key"], issue["fields"]["description"]) == (
        BUG,
        "A shop's name ends up as markup.",
    )
    assert issue["fields"]["parent"]["key"] == EPIC
    assert "comment" not in issue["fields"]


def test_an_issue_read_again_is_understood_by_its_parser_with_its_past(
    jira: JiraClient,
) -> None:
    reading = parse(jira.read(STORY, timeout=6))

    (seen, *_) = reading.sightings
    assert (seen.key, seen.reread) == (f"jira:{STORY}", True)
    assert [event.kind for event in reading.past] == [
        "jira.issue.created",
        "jira.issue.updated",
        "jira.issue.updated",
    ]


def test_what_changed_since_is_read_page_by_page(jira: JiraClient, site: Site) -> None:
    created = [CreateIssue("PAY", {"summary": f"Number {number}"}) for number in range(120)]
    room_of(site.app).do(*created, by=MARA, via=Via.PAGE)

    seen = [*jira.changed_since(an_hour_ago(), projects=("PAY",), timeout=6)]

    keys = [issue_in(one.body)["key"] for one in seen]
    assert keys == [f"PAY-{number}" for number in range(1, 125)]
    assert len({one.id for one in seen}) == len(seen)


def test_what_changed_since_is_asked_of_every_project_where_none_is_named(
    jira: JiraClient,
) -> None:
    seen = jira.changed_since(an_hour_ago(), projects=(), timeout=6)

    assert {issue_in(one.body)["key"] for one in seen} >= {EPIC, ADVICE}


def test_time_is_told_in_minutes_ago_by_our_own_clock(tmp_path: Path) -> None:
    late = datetime.now(UTC) + timedelta(hours=3)
    with site_in(tmp_path) as site:
        jira = open_client("jira", url=site.url, token=TOKEN, clock=lambda: late)

        since_then = jira.changed_since(an_hour_ago(), projects=("PAY",), timeout=6)
        assert len([*since_then]) == 4


def test_what_was_missed_is_read_on_where_an_earlier_turn_left_off(
    jira: JiraClient, site: Site
) -> None:
    created = [CreateIssue("PAY", {"summary": f"Number {number}"}) for number in range(120)]
    room_of(site.app).do(*created, by=MARA, via=Via.PAGE)
    wanted = Missed(an_hour_ago(), ("PAY",))

    first = next(iter(jira.missed(wanted, timeout=6)))
    (rest,) = jira.missed(replace(wanted, cursor=first.cursor), timeout=6)

    keys = [issue_in(one.body)["key"] for one in (*first.deliveries, *rest.deliveries)]
    assert keys == [f"PAY-{number}" for number in range(1, 125)]
    assert [*jira.missed(replace(wanted, cursor=rest.cursor), timeout=6)] == []


def test_an_issue_seen_again_unchanged_has_the_same_id(jira: JiraClient) -> None:
    def ids() -> dict[str, str]:
        seen = jira.changed_since(an_hour_ago(), projects=("PAY",), timeout=6)
        return {issue_in(one.body)["key"]: one.id for one in seen}

    before = ids()
    jira.put_on(BUG, "at-risk", timeout=6)
    after = ids()

    # An issue shows its parent and its links, whose own states did not change.
    assert {key for key in before if before[key] != after[key]} == {BUG}


@pytest.mark.parametrize("key", ["sprint:5", "version:7", "PAY/version/7"])
def test_what_is_no_issue_is_gone_and_jira_is_not_asked(key: str) -> None:
    nowhere = open_client(
        "jira", url="http://127.0.0.1:9", token=TOKEN, clock=lambda: datetime.now(UTC)
    )

    with pytest.raises(ServiceError, match=f"{key} is no issue") as refused:
        nowhere.read(key, timeout=1)

    assert refused.value.gone
    assert not refused.value.retryable
