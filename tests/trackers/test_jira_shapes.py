"""Whatever Jira puts in a place, a message is read or it is refused, and nothing else happens."""

import copy
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest

from automation.errors import UnreadableDelivery
from automation.model import Reading, Value
from automation.trackers.jira.kinds import REREAD
from automation.trackers.jira.parse import parse
from tests.trackers.jira_payloads import (
    BLOCKS,
    OLD_SPRINT,
    a_comment,
    a_delivery,
    a_link,
    a_sprint,
    a_version,
    an_entry,
    an_issue,
    server_user,
    updated,
)

Path = tuple[str | int, ...]

STRANGE: tuple[Any, ...] = (
    None, 0, -7, 10**30, 1e308, float("nan"), True, "", "x", "\x00\ud800", "PAY-2",
    [], [None], ["x"], [[]], {}, {"id": 1}, {"id": None, "name": "x"}, {"total": 10**30},
    {"type": "doc", "content": {"content": 5}},
)  # fmt: skip
FULL = updated(
    an_entry("status", "To Do", "Done", fieldId="status"),
    an_entry("Sprint", "A", "A, B", **{"from": "1", "to": "1, 2"}),
    an_entry("Link", None, "This issue is blocked by PAY-2", to="PAY-2"),
    an_entry("Fix Version", None, "1.0", to="1"),
    an_entry("duedate", "2026-10-02", "x", **{"from": "2026-10-02", "to": "x"}),
    an_entry("Size", "1", "2", fieldtype="custom", fieldId="customfield_10060"),
    an_entry("Key", "OLD-1", "PAY-12"),
    assignee=server_user(),
    labels=["bug"],
    duedate="2026-10-02",
    parent={"id": "10002", "key": "PAY-2"},
    fixVersions=[{"id": "1", "name": "1.0"}],
    issuelinks=[{"type": BLOCKS, "outwardIssue": {"id": "10013", "key": "PAY-13"}}],
    customfield_10020=[OLD_SPRINT, {"id": 7, "name": "Sprint 7", "state": "active"}],
    customfield_10018={"hasEpicLinkFieldDependency": False, "data": {"key": "GOAL-1"}},
    comment={"total": 4},
    customfield_10060=2,
)
PAST = {
    "total": 1,
    "histories": [
        {
            "id": "501",
            "created": "2026-10-02T12:00:00.000+0000",
            "author": server_user(),
            "items": [an_entry("status", "To Do", "Done", fieldId="status")],
        }
    ],
}
MESSAGES: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "updated": (FULL, ""),
    "created": ({**updated(labels=["bug"]), "webhookEvent": "jira:issue_created"}, ""),
    "reread": ({"issue": {**an_issue(labels=["bug"]), "changelog": PAST}}, REREAD),
    "comment": (a_comment(visibility=None), ""),
    "link": (a_link(), ""),
    "version": ({**a_version(), "mergedTo": {"id": 1}}, ""),
    "sprint": ({**a_sprint("sprint_updated"), "oldValue": {"name": "x"}}, ""),
    "project": (
        {"webhookEvent": "project_updated", "changelog": {"items": [{"field": "key"}]}},
        "",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_read_or_refused_whatever_stands_in_any_place(name: str) -> None:
    message, kind = MESSAGES[name]
    read = 0
    for path in _paths(message):
        for strange in STRANGE:
            try:
                reading = parse(a_delivery(_with(message, path, strange), kind=kind))
            except UnreadableDelivery:
                continue
            read += 1
            assert [value for value in _values(reading) if not _is_plain(value)] == []
    assert read > 0


def _paths(node: object, path: Path = ()) -> Iterator[Path]:
    """The way to every place in a message."""
    nodes: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(node, Mapping):
        nodes = iter(node.items())
    elif isinstance(node, list):
        nodes = iter(enumerate(node))
    for name, below in nodes:
        yield (*path, name)
        yield from _paths(below, (*path, name))


def _with(message: Mapping[str, Any], path: Path, strange: object) -> Mapping[str, Any]:
    changed: Any = copy.deepcopy(message)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = strange
    return dict(changed)


def _values(reading: Reading) -> Iterator[Value]:
    event = reading.event
    if event is not None:
        yield from event.about.values()
        yield from (value for change in event.changes for value in (change.old, change.new))
        yield from (event.key, event.item_id, event.url)
    for told in reading.past:
        yield from (told.key, *(value for each in told.changes for value in (each.old, each.new)))
    for seen in reading.sightings:
        yield from (seen.fields or {}).values()
        yield from (*(seen.labels or ()), *seen.aliases, seen.key, seen.url, seen.project)


def _is_plain(value: object) -> bool:
    """Whether every store can hold it."""
    if isinstance(value, tuple):
        return all(_is_plain(each) for each in value)
    if isinstance(value, str):
        return "\x00" not in value and "\ud800" not in value
    if isinstance(value, int | float):
        return abs(value) < 2**63
    return value is None or isinstance(value, datetime)
