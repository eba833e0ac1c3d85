"""What a record knows of its own past: everything as it was at a moment, and all that came after.

Of deliveries only 30 days of bodies are kept, and what we wrote stands in them. Changes are kept
for 400 days, each with who made it, so that our own can be told from everybody else's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select, text, type_coerce
from sqlalchemy import Text as SqlText

from automation.model import Event, Guard, Item, Mark, Value
from automation.past import as_of
from automation.store import rows, schema
from automation.store.names import parts
from automation.store.record import Record
from automation.store.related import marks_at
from automation.store.types import micros

AT_ONCE: Final = 500
"""Items whose past is read in one go."""

ENDED: Final = frozenset({"closed", "merged_at", "published"})
"""Times that no change tells of: before them they were not known."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remembered:
    """An item as it is now, as it was when the window opened, and what happened to it since.

    `then` is None for one that began later or was gone by then. `marks` are oldest first.
    """

    now: Item
    then: Item | None
    aliases: tuple[str, ...]
    marks: tuple[tuple[str, Mark], ...] = ()
    events: tuple[Event, ...] = ()
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is on record of a window of time, and of the moment it opened."""

    since: datetime
    until: datetime
    items: Mapping[str, Remembered]
    sites: Sequence[Row]
    live_since: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def events(self) -> int:
        """How many events are in the window."""
        return sum(len(each.events) for each in self.items.values())


def recorded(record: Record, since: datetime, until: datetime) -> Recorded:
    """Everything on record from `since` until `until`, in the company's time. Only reads."""
    with record.database.reading() as connection:
        sites = [dict(r) for r in connection.execute(select(schema.connection)).mappings()]
        events = _events(connection, since, until)
        marks = _marks(connection, since, until)
        items = dict(_items(connection, since, marks, events))
        active = connection.execute(select(schema.ruleset).where(schema.ruleset.c.active)).first()
    return Recorded(since, until, items, sites, active.live_since if active else {})


def _events(
    connection: Connection, since: datetime, until: datetime
) -> Mapping[str, tuple[Event, ...]]:
    table = schema.event
    query = select(table).where(table.c.at > since, table.c.at <= until)
    found: dict[str, list[Event]] = {}
    for row in connection.execute(query.order_by(table.c.at, table.c.key)).mappings():
        found.setdefault(row["item"], []).append(rows.event(row))
    return {item: tuple(each) for item, each in found.items()}


def _marks(
    connection: Connection, since: datetime, until: datetime
) -> Mapping[str, tuple[tuple[str, Mark], ...]]:
    table = schema.history
    query = select(table.c.item, table.c.facet, type_coerce(table.c.mark, SqlText)).where(
        table.c.at > since, table.c.at <= until
    )
    read = connection.execute(query.order_by(table.c.at, table.c.hash)).all()
    found: dict[str, list[tuple[str, Mark]]] = {}
    marks = rows.marks_of([text_ for _, _, text_ in read])
    for (item, facet, _), mark in zip(read, marks, strict=True):
        found.setdefault(item, []).append((facet, mark))
    return {item: tuple(each) for item, each in found.items()}


def _items(
    connection: Connection,
    since: datetime,
    marks: Mapping[str, tuple[tuple[str, Mark], ...]],
    events: Mapping[str, tuple[Event, ...]],
) -> Iterator[tuple[str, Remembered]]:
    table = schema.item
    ids = list(connection.scalars(select(table.c.id).order_by(table.c.id)))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        known = connection.execute(select(table).where(table.c.id.in_(some))).mappings().all()
        past, names = marks_at(connection, some, since), _names(connection, some)
        for row in known:
            now, id_ = rows.item(row), row["id"]
            done = row["finished_at"]
            yield (
                id_,
                Remembered(
                    now=now,
                    then=_then(now, past[id_], since),
                    aliases=names.get(id_, ()),
                    marks=marks.get(id_, ()),
                    events=events.get(id_, ()),
                    finished_at=done if done is not None and done <= since else None,
                ),
            )


def _names(connection: Connection, ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    alias = schema.alias
    found: dict[str, tuple[str, ...]] = {}
    for some in parts(ids):
        query = select(alias.c.item, alias.c.key).where(alias.c.item.in_(some))
        for item, key in connection.execute(query.order_by(alias.c.key)):
            found[item] = (*found.get(item, ()), key)
    return found


def _then(now: Item, past: Mapping[str, Sequence[Mark]], at: datetime) -> Item | None:
    """The item as it was, with the marks it had."""
    read = as_of(now, past, at)
    if read is None:
        return None
    marks = {facet: each[-1] for facet, each in past.items() if each[-1].at <= at}
    guards = {name: Guard(min(g.at, at), g.hash) for name, g in now.guards.items()}
    return replace(read, marks=marks, guards=guards, fields=known_at(read.fields, at))


def known_at(fields: Mapping[str, Value], at: datetime) -> Mapping[str, Value]:
    """Fields without what had not ended yet, and last touched no later than then."""
    found = dict(fields)
    for name in (*ENDED, "updated"):
        value = found.get(name)
        if isinstance(value, datetime) and value > at:
            found[name] = at if name == "updated" else None
    return found


def older_marks(connection: Connection, at: datetime) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of all changes until then, as the database has them, some thousands at a time."""
    query = text(
        "SELECT item, facet, at, hash, mark, kept_until FROM history WHERE at <= :at"
    ).execution_options(yield_per=10_000)
    for some in connection.execute(query, {"at": micros(at)}).partitions():
        yield [tuple(row) for row in some]
