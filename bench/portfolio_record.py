"""A record with a portfolio in it: epics, the work under them, and what happened in 56 weeks.

Everything follows from the numbers of an epic and of its part, so that each record is the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Table, insert

from automation.model import Actor, Guard, Item, Link, LinkKind, Mark, Value
from automation.store import rows, schema
from automation.store.reasons import Due, put_on_agenda
from automation.store.record import Record

WEEKS: Final = 56
PROJECTS: Final = ("PAY", "LOG", "SEC", "LOY")
BATCH: Final = 5_000
"""Rows in one statement."""

_STATUSES: Final = (("To Do", "new"), ("In Progress", "indeterminate"), ("Done", "done"))
_DONE: Final = 2
_TYPED: Final = ("customfield_10050", "customfield_10051")
"""The fields in which a status was typed by hand, as rules/mapping.yaml has them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How much there is: `parts` under each of the `epics`, `changes` of each part."""

    epics: int = 200
    parts: int = 49
    changes: int = 20


@dataclass(frozen=True, slots=True)
class _Past:
    item: Item
    marks: tuple[tuple[str, Mark], ...]


def fill(record: Record, shape: Shape, now: datetime) -> None:
    """Put the portfolio on record, and a look at each of its epics on the agenda."""
    put(record, schema.item, (_item_row(each.item, now) for each in _every(shape, now)))
    put(record, schema.alias, (row for each in _every(shape, now) for row in _names(each.item)))
    put(record, schema.link, (row for each in _every(shape, now) for row in _links(each.item, now)))
    put(record, schema.history, (row for each in _every(shape, now) for row in _changes(each)))
    look_at(record, [_id(number, 0) for number in range(shape.epics)], now)


def look_at(record: Record, ids: Iterable[str], now: datetime) -> None:
    """Wish for a look at each of these items."""
    looks = [Due(id_, "look", now, frozenset({"any"})) for id_ in ids]
    with record.database.writing() as connection:
        put_on_agenda(connection, looks, wall=now)


def put(record: Record, table: Table, values: Iterable[dict[str, Any]]) -> None:
    """Write rows, as many at a time as one statement takes well."""
    left = iter(values)
    while some := list(islice(left, BATCH)):
        with record.database.writing() as connection:
            connection.execute(insert(table), some)


def _every(shape: Shape, now: datetime) -> Iterator[_Past]:
    for number in range(shape.epics):
        yield _epic(number, now)
        for part in range(1, shape.parts + 1):
            yield _part(number, part, shape, now)


def _epic(number: int, now: datetime) -> _Past:
    begun = now - timedelta(weeks=WEEKS - number % 30)
    typed = tuple(
        (field, _mark(now - timedelta(weeks=week, hours=number % 9), "typed by hand", field))
        for week in range(1, 52)
        for field in _TYPED
    )
    due = now + timedelta(days=number % 90 - 20)
    marks = (("status", _mark(begun, "In Progress", "status")), *typed)
    title = f"Epic number {number} of the year"
    fields: dict[str, Value] = {"title": title, "kind": "Epic", "due": due}
    return _Past(_item(number, 0, 1, begun, fields=fields, marks=dict(marks)), marks)


def _part(number: int, part: int, shape: Shape, now: datetime) -> _Past:
    later = timedelta(days=part % 200 if part % 5 == 0 else 0)
    begun = now - timedelta(weeks=WEEKS - number % 30) + later
    done = part % 3 != 0 and begun + timedelta(days=40) < now
    parent = f"link:{LinkKind.PARENT}:{_id(number, 0)}"
    moves = (
        (parent, _mark(begun, _id(number, 0), "parent")),
        ("status", _mark(begun + timedelta(days=3), "In Progress", "status")),
        *((("status", _mark(begun + timedelta(days=30), "Done", "status")),) if done else ()),
    )
    other = (
        (f"field {day % 3}", _mark(begun + timedelta(days=day, hours=1), f"value {day}", "field"))
        for day in range(shape.changes - len(moves))
    )
    marks = (*moves, *other)
    fields = {"title": f"Part {part} of epic number {number}", "kind": "Story"}
    stage = _DONE if done else part % 2
    return _Past(_item(number, part, stage, begun, fields=fields, marks=dict(marks)), marks)


def _item(
    number: int,
    part: int,
    stage: int,
    begun: datetime,
    *,
    fields: Mapping[str, Value],
    marks: Mapping[str, Mark],
) -> Item:
    status, category = _STATUSES[stage]
    project, key = _project(number), f"{_project(number)}-{number * 1_000 + part + 1}"
    told: dict[str, Value] = {"status": status, "status_category": category, "created": begun}
    told["state"] = "closed" if stage == _DONE else "open"
    told |= {"closed": begun + timedelta(days=30)} if stage == _DONE else {}
    up = frozenset({Link(LinkKind.PARENT, _id(number, 0), "field")}) if part else frozenset()
    return Item(
        id=_id(number, part),
        connection="jira",
        key=f"jira:{key}",
        type="issue",
        project=project,
        url=f"https://jira.example.com/browse/{key}",
        visibility="internal",
        fields={**told, **fields, "reporter": "ann-moss"},
        labels=frozenset({"objective:refunds"} if not part and number % 2 else ()),
        links=up,
        guards={"fields": Guard(begun, "1"), "labels": Guard(begun, "1")},
        marks=marks,
    )


def _mark(at: datetime, value: str, what: str) -> Mark:
    url = "https://jira.example.com/browse/PAY-1?focusedId=1"
    text = f"ann-moss set {what} to {value}"
    return Mark(at, value, text, url, f"jira:{at:%m%d%H%M%S}", Actor("501", "ann-moss"))


def _item_row(item: Item, now: datetime) -> dict[str, Any]:
    return {
        **{name: getattr(item, name) for name in _PLAIN},
        "state": rows.item_state(item),
        "version": 1,
        "seen_at": now,
        "born_at": item.fields["created"],
        "finished_at": item.fields.get("closed"),
    }


_PLAIN: Final = ("id", "connection", "key", "type", "project", "url", "visibility")


def _names(item: Item) -> Iterator[dict[str, Any]]:
    for name in (item.id, item.key, f"*:{item.key.partition(':')[2]}", item.url):
        yield {"key": name, "item": item.id}


def _links(item: Item, now: datetime) -> Iterator[dict[str, Any]]:
    for each in item.links:
        told = {"kind": each.kind, "reference": each.to, "origin": each.origin}
        yield {"source": item.id, **told, "target": each.to, "since": now}


def _changes(past: _Past) -> Iterator[dict[str, Any]]:
    for number, (facet, mark) in enumerate(past.marks):
        yield {
            "item": past.item.id,
            "facet": facet,
            "at": mark.at,
            "hash": f"{number:064}",
            "mark": rows.mark_row(mark),
            "kept_until": mark.at + rows.KEEP_LONG,
        }


def _id(number: int, part: int) -> str:
    return f"jira:{100_000 + number * 1_000 + part}"


def _project(number: int) -> str:
    return PROJECTS[number % len(PROJECTS)]
