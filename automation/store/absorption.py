"""Committing what absorb made of a batch: rows closed, items renewed, links led, looks wanted.

All of it in one transaction, or nothing of it where a lease or a version has moved on.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Update, bindparam, update
from sqlalchemy.sql.dml import ReturningInsert

from automation.model import Mark, Value
from automation.ports import Absorbed, Renewed
from automation.store import rows, schema, waking
from automation.store.composed import among, once
from automation.store.linking import relink, retarget
from automation.store.names import learn
from automation.store.reasons import put_on_agenda
from automation.store.upsert import adding, insert


class MovedOn(Exception):  # noqa: N818 - no error: somebody else was faster
    """A lease or a version is not any more as it was read."""


def keep_absorbed(
    connection: Connection,
    absorbed: Sequence[Absorbed],
    items: Sequence[Renewed],
    *,
    owner: str,
    wall: datetime,
    stale: Sequence[str] = (),
) -> None:
    """Write a batch. `stale` are items that it calls for to be read again.

    Raises MovedOn, and then nothing of it may be committed.
    """
    if not (_finish(connection, absorbed, owner=owner) and _renew(connection, items, wall)):
        raise MovedOn
    fresh = _happened(connection, absorbed, wall)
    _remember(connection, items, wall)
    above = waking.uprooted(connection, items)
    names = learn(connection, items)
    relink(connection, items, wall=wall)
    moved = retarget(connection, names)
    waking.let_in(connection, names, wall)
    wishes = [
        *waking.looks(connection, items, above, wall),
        *waking.led_anew(connection, moved, wall),
        *waking.occasions(absorbed, fresh, items, wall),
        *waking.rereads(items, stale, wall),
    ]
    put_on_agenda(connection, wishes, wall=wall)


def _finish(connection: Connection, absorbed: Sequence[Absorbed], *, owner: str) -> bool:
    """Close the claimed rows, counting that every one of them is still ours."""
    ours = 0
    for ignored in (False, True):
        ids = [row.mail.id for row in absorbed if row.ignored is ignored]
        if ids:
            asked = {"ids": ids, "holder": owner, "outcome": "ignored" if ignored else "absorbed"}
            ours += connection.execute(_closing(connection), asked).rowcount
    return ours == len(absorbed)


@once
def _closing(connection: Connection) -> Update:
    box = schema.inbox
    return (
        update(box)
        .where(among(connection, box.c.id))
        .where(box.c.owner == bindparam("holder"), box.c.state == "waiting")
        .values(
            state=bindparam("outcome"), owner=None, lease_until=None, error=None, waits_for=None
        )
    )


def _renew(connection: Connection, items: Sequence[Renewed], wall: datetime) -> bool:
    """Write items, each only over the version it was read at."""
    fresh = [_item_row(r, wall) for r in items if r.version is None]
    known = [_item_row(r, wall) for r in items if r.version is not None]
    written = 0
    if fresh:
        written += len(connection.execute(_bearing(connection), fresh).all())
    if known:
        written += connection.execute(_overwriting(connection), known).rowcount
    return written == len(items)


@once
def _bearing(connection: Connection) -> ReturningInsert[Any]:
    table = schema.item
    return insert(table, connection).on_conflict_do_nothing().returning(table.c.id)


@once
def _overwriting(_connection: Connection) -> Update:
    table = schema.item
    return update(table).where(
        table.c.id == bindparam("this"), table.c.version == bindparam("read_at")
    )


def _item_row(renewed: Renewed, wall: datetime) -> dict[str, object]:
    item, read_at = renewed.item, renewed.version
    row = {
        "connection": item.connection,
        "key": item.key,
        "type": item.type,
        "project": item.project,
        "url": item.url,
        "visibility": item.visibility,
        "state": rows.item_state(item),
        "version": (read_at or 0) + 1,
        "seen_at": wall,
        "deleted_at": item.deleted_at,
        "born_at": _time(item.fields.get("created")),
        "finished_at": renewed.finished_at,
    }
    return (
        {**row, "id": item.id} if read_at is None else {**row, "this": item.id, "read_at": read_at}
    )


def _time(value: Value) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _happened(
    connection: Connection, absorbed: Sequence[Absorbed], wall: datetime
) -> AbstractSet[str]:
    """Keep events, each once; the keys of those among the occasions that were not on record."""
    told = [(event, occasion, r.mail.id) for r in absorbed for event, occasion in r.told]
    quiet = [rows.event_row(e, mail=id_, wall=wall) for e, occasion, id_ in told if not occasion]
    heard = [rows.event_row(e, mail=id_, wall=wall) for e, occasion, id_ in told if occasion]
    if quiet:
        connection.execute(adding(connection, schema.event), quiet)
    if not heard:
        return frozenset()
    return frozenset(connection.scalars(_telling(connection), heard))


@once
def _telling(connection: Connection) -> ReturningInsert[Any]:
    table = schema.event
    return insert(table, connection).on_conflict_do_nothing().returning(table.c.key)


def _remember(connection: Connection, items: Sequence[Renewed], wall: datetime) -> None:
    marks = [
        {
            "item": r.item.id,
            "facet": facet,
            "at": mark.at,
            "hash": mark.event or _seen(mark),
            "mark": rows.mark_row(mark),
            "kept_until": wall + rows.KEEP_LONG,
        }
        for r in items
        for facet, mark in r.marks
    ]
    if marks:
        connection.execute(adding(connection, schema.history), marks)


def _seen(mark: Mark) -> str:
    """The key of a change of which no event told. An index holds no long text."""
    said = f"seen:{mark.value}"
    return said if len(said) <= _LONGEST_KEY else f"seen:{sha256(said.encode()).hexdigest()}"


_LONGEST_KEY: Final = 200
