"""Putting a record back to a moment of its past, in another database: where a replay begins."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, Update, bindparam, insert, select, update

from automation.model import Item
from automation.store import rows, schema
from automation.store.agenda import DELIVERED
from automation.store.composed import once, one_of
from automation.store.names import led
from automation.store.reasons import Due, put_on_agenda
from automation.store.record import Record
from automation.store.recorded import Recorded, Remembered, older_marks

_BATCH: Final = 5_000
_REPORTS: Final = "tick:report:%"
_HISTORY: Final = (
    "INSERT INTO history (item, facet, at, hash, mark, kept_until) VALUES (?, ?, ?, ?, ?, ?)"
)


def open_at(scratch: Record, live: Record, past: Recorded) -> None:
    """Fill an empty record with everything as it was when the window opened."""
    there = [each for each in past.items.values() if each.then is not None]
    with scratch.database.writing() as connection:
        _put(connection, schema.connection, [dict(site) for site in past.sites])
        _put(connection, schema.item, (_item_row(each, past.since) for each in there))
        _put(connection, schema.alias, (row for each in there for row in _names(each)))
        _put(connection, schema.link, _links(connection, there, past.since))
        _put(connection, schema.written, _written(live, past.since))
        _put(connection, schema.ruleset, [_rules(past)])
        with live.database.reading() as source:
            for some in older_marks(source, past.since):
                connection.exec_driver_sql(_HISTORY, some)


def look_at_all(record: Record, ids: Sequence[str], at: datetime) -> None:
    """Wish for a look at each of these items."""
    looks = [Due(id_, "look", at, frozenset({"any"})) for id_ in ids]
    with record.database.writing() as connection:
        put_on_agenda(connection, looks, wall=at)


def expect(record: Record, first: int, many: int, owner: str, at: datetime) -> None:
    """Make room in the inbox for so many deliveries from this id on, all held by `owner`."""
    row = {"connection": "replay", "kind": "", "received_at": at, "state": "waiting"}
    row |= {"due_at": at, "owner": owner, "lease_until": at}
    with record.database.writing() as connection:
        letters = ({"id": n, "delivery": str(n), **row} for n in range(first, first + many))
        _put(connection, schema.inbox, letters)


def next_due(record: Record) -> datetime | None:
    """When the next row of the agenda is due that deciding works; None: there is none.

    Rows on neither clock only remember: a timer that fired, how far arming has come.
    """
    with record.database.reading() as connection:
        found = [connection.scalar(_due(connection, clock)) for clock in ("wall", "company")]
    return min((at for at in found if at is not None), default=None)


@once
def _due(_connection: Connection, clock: str) -> Select[Any]:
    """One clock at a time: the first row in the order of the index, and no other is read."""
    table = schema.agenda
    return (
        select(table.c.due_at)
        .where(~table.c.dead, table.c.due_on == clock, ~one_of(table.c.reason, DELIVERED))
        .where(table.c.reason.not_like(_REPORTS))
        .order_by(table.c.due_at)
        .limit(1)
    )


def next_opening(record: Record, *, after: datetime) -> datetime | None:
    """When the next wish may be said that waits for the hours of its rule."""
    with record.database.reading() as connection:
        found: datetime | None = connection.scalar(_opening(connection), {"after": after})
    return found


@once
def _opening(_connection: Connection) -> Select[Any]:
    box = schema.outbox
    waits = (box.c.open, box.c.state == "waiting", box.c.opens_at > bindparam("after"))
    return select(box.c.opens_at).where(*waits).order_by(box.c.opens_at).limit(1)


def put_off(record: Record, *, now: datetime, until: datetime) -> None:
    """Let whatever has a status wait for its look until then."""
    with record.database.writing() as connection:
        connection.execute(_putting_off(connection), {"now": now, "until": until})


@once
def _putting_off(_connection: Connection) -> Update:
    table = schema.agenda
    tall = select(schema.status.c.item)
    waits = (table.c.reason == "look", table.c.due_on == "wall", table.c.due_at <= bindparam("now"))
    late = update(table).where(~table.c.dead, *waits, table.c.subject.in_(tall))
    return late.values(due_at=bindparam("until"))


def _put(connection: Connection, table: Table, values: Any) -> None:  # noqa: ANN401 - any iterable of rows
    some: list[dict[str, Any]] = []
    for value in values:
        some.append(value)
        if len(some) == _BATCH:
            connection.execute(insert(table), some)
            some = []
    if some:
        connection.execute(insert(table), some)


def _item_row(each: Remembered, at: datetime) -> dict[str, Any]:
    item = _known(each)
    created = item.fields.get("created")
    return {
        **{name: getattr(item, name) for name in _PLAIN},
        "state": rows.item_state(item),
        "version": 1,
        "seen_at": at,
        "deleted_at": item.deleted_at,
        "born_at": created if isinstance(created, datetime) else None,
        "finished_at": each.finished_at,
    }


_PLAIN: Final = ("id", "connection", "key", "type", "project", "url", "visibility")


def _known(each: Remembered) -> Item:
    if each.then is None:
        raise ValueError(f"{each.now.id} was not there")
    return each.then


def _names(each: Remembered) -> Iterator[dict[str, Any]]:
    for name in each.aliases:
        yield {"key": name, "item": each.now.id}


def _links(
    connection: Connection, there: Sequence[Remembered], at: datetime
) -> Iterator[dict[str, Any]]:
    told = [(each.now.id, link) for each in there for link in sorted(_known(each).links)]
    to = led(connection, {link.to for _, link in told})
    for source, link in told:
        row = {"source": source, "kind": link.kind.value, "reference": link.to}
        yield {**row, "origin": link.origin, "target": to.get(link.to), "since": at}


def _written(live: Record, at: datetime) -> Sequence[dict[str, Any]]:
    """What we had written by then, where nothing was written over it."""
    table = schema.written
    with live.database.reading() as source:
        found = source.execute(select(table).where(table.c.at <= at)).mappings()
        return [dict(row) for row in found]


def _rules(past: Recorded) -> dict[str, Any]:
    """A set without files, for since when each rule is live: none since later than the window."""
    since = {rule: min(at, past.since) for rule, at in past.live_since.items()}
    row = {"hash": "before", "files": {}, "live_since": since, "active": True}
    return {**row, "activated_at": past.since}
