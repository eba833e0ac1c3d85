"""Jira's messages, composed after the contract: Cloud's unless they say Data Center."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from automation.model import Change, Delivery, Event, Reading, Sighting
from automation.trackers.jira.parse import parse
from tests.builders import NOON, at

SITE = "https://acme.example"
DATA_CENTER = "http://jira.acme.example:8080/jira"
ISSUE = "jira:10012"
KEY = "jira:PAY-12"
TO_DO = {"id": "10000", "name": "To Do", "statusCategory": {"id": 2, "key": "new"}}
DOING = {"id": "3", "name": "In Progress", "statusCategory": {"id": 4, "key": "indeterminate"}}
DONE = {"id": "10002", "name": "Done", "statusCategory": {"id": 3, "key": "done"}}
FIXED = {"id": "10100", "name": "Fixed"}
UPDATED = "2026-10-02T12:00:00.000+0000"
BLOCKS = {"id": "10003", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
DUPLICATE = {"name": "Duplicate", "inward": "is duplicated by", "outward": "duplicates"}
RELATES = {"name": "Relates", "inward": "relates to", "outward": "relates to"}
OLD_SPRINT = (
    "com.atlassian.greenhopper.service.sprint.Sprint@1f2e3d[id=7,rapidViewId=2,state=ACTIVE,"
    "name=Sprint 7, the short one,startDate=2026-10-01T09:00:00.000Z,endDate=<null>,goal=]"
)


def cloud_user(name: str = "Ann Lee", *, id_: str = "5c5f-ann", **more: str) -> dict[str, Any]:
    return {"accountId": id_, "displayName": name, "accountType": "atlassian", **more}


def server_user(name: str = "Bo Ray", *, key: str = "JIRAUSER10100") -> dict[str, Any]:
    return {"name": "bray", "key": key, "displayName": name}


def an_issue(
    *,
    id_: str = "10012",
    key: str = "PAY-12",
    site: str = SITE,
    **fields: object,
) -> dict[str, Any]:
    """An issue as webhooks show it whole; `fields` stand above what an empty one reads."""
    return {
        "id": id_,
        "self": f"{site}/rest/api/2/issue/{id_}",
        "key": key,
        "fields": {
            "summary": "Checkout hangs",
            "description": None,
            "issuetype": {"id": "10001", "name": "Story", "subtask": False, "hierarchyLevel": 0},
            "project": {"id": "10000", "key": key.rpartition("-")[0], "name": "Payments"},
            "status": TO_DO,
            "resolution": None,
            "resolutiondate": None,
            "priority": {"id": "3", "name": "Medium"},
            "assignee": None,
            "creator": cloud_user(),
            "reporter": cloud_user(),
            "labels": [],
            "fixVersions": [],
            "components": [],
            "issuelinks": [],
            "subtasks": [],
            "duedate": None,
            "created": "2026-10-01T09:00:00.000+0200",
            "updated": UPDATED,
            **fields,
        },
    }


def half_an_issue() -> dict[str, Any]:
    """What a comment brings along on Cloud."""
    whole = an_issue()
    shown = ("summary", "issuetype", "project", "assignee", "priority", "status")
    return {**whole, "fields": {name: whole["fields"][name] for name in shown}}


def a_message(event: str = "jira:issue_updated", **more: object) -> dict[str, Any]:
    """Any message, 250 ms after what it tells of was written down."""
    return {"timestamp": milliseconds(at(0.25)), "webhookEvent": event, **more}


def updated(
    *items: Mapping[str, Any],
    changelog: str | None = "501",
    **fields: Any,  # noqa: ANN401 - a payload's part is anything
) -> dict[str, Any]:
    """Cloud's message about an edited issue, with these entries in its changelog."""
    told: dict[str, Any] = {"changelog": {"id": changelog, "items": list(items)}}
    return a_message(
        issue_event_type_name="issue_generic",
        user=cloud_user(),
        issue=an_issue(**fields),
        **(told if changelog is not None else {}),
    )


def an_entry(field: str, old: str | None, new: str | None, **more: str) -> dict[str, Any]:
    """One entry of a changelog as Data Center before 9 writes it; `fieldId` makes it Cloud's."""
    told = {"field": field, "fieldtype": "jira", "fromString": old, "toString": new}
    return {"from": None, "to": None, **told, **more}


def a_comment(
    event: str = "comment_created", *, issue: bool = True, **more: object
) -> dict[str, Any]:
    said = {
        "self": f"{SITE}/rest/api/2/issue/10012/comment/900",
        "id": "900",
        "author": cloud_user(),
        "updateAuthor": cloud_user(),
        "body": "Waiting for the bank.",
        "created": UPDATED,
        "updated": UPDATED,
        **more,
    }
    shown = {"issue": half_an_issue()} if issue else {}
    return a_message(event, comment=said, **shown)


def a_link(event: str = "issuelink_created", type_: Mapping[str, Any] = BLOCKS) -> dict[str, Any]:
    """A message about a link from issue 10012 to issue 10013: two ids, and the type."""
    return a_message(
        event,
        issueLink={
            "id": 77,
            "sourceIssueId": 10012,
            "destinationIssueId": 10013,
            "issueLinkType": {
                "id": 10003,
                "name": type_["name"],
                "outwardName": type_["outward"],
                "inwardName": type_["inward"],
                "isSubTaskLinkType": False,
                "isSystemLinkType": False,
            },
            "systemLink": False,
        },
    )


def a_version(event: str = "jira:version_released", **more: object) -> dict[str, Any]:
    version = {
        "self": f"{SITE}/rest/api/2/version/10200",
        "id": "10200",
        "name": "2026.10",
        "archived": False,
        "released": event == "jira:version_released",
        "releaseDate": "2026-10-20",
        "projectId": 10000,
        **more,
    }
    return a_message(event, version=version)


def a_sprint(event: str = "sprint_started", **more: object) -> dict[str, Any]:
    sprint = {
        "id": 7,
        "self": f"{SITE}/rest/agile/1.0/sprint/7",
        "state": "active",
        "name": "Sprint 7",
        "startDate": "2026-10-01T09:00:00.000Z",
        "endDate": "2026-10-15T09:00:00.000Z",
        "originBoardId": 5,
        "goal": "Cards first",
        **more,
    }
    return a_message(event, sprint=sprint)


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def a_delivery(payload: Mapping[str, Any] | bytes, *, kind: str = "", id_: str = "1") -> Delivery:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Delivery("jira", id_, kind, body, NOON, {"content-type": "application/json"})


def read(payload: Mapping[str, Any] | bytes, *, kind: str = "") -> Reading:
    return parse(a_delivery(payload, kind=kind))


def seen(payload: Mapping[str, Any], *, kind: str = "") -> Sighting:
    found = read(payload, kind=kind).sighting
    assert found is not None
    return found


def told(payload: Mapping[str, Any]) -> Event:
    found = read(payload).event
    assert found is not None
    return found


def changes(
    *items: Mapping[str, Any],
    **fields: Any,  # noqa: ANN401 - a payload's part is anything
) -> Sequence[Change]:
    """What these entries of a changelog become."""
    return told(updated(*items, **fields)).changes


def field(name: str, **fields: Any) -> object:  # noqa: ANN401 - a payload's part is anything
    """How this field of such an issue reads."""
    shown = seen(updated(**fields)).fields
    assert shown is not None
    return shown.get(name)
