"""Committing what absorb made of a batch: rows closed, items renewed, history kept, looks wanted.

All of it in one transaction, or nothing of it where a lease or a version has moved on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, update
from sqlalchemy.dialects.sqlite import insert

from automation.ports import Absorbed, Renewed
from automation.store import rows, schema
from automation.store.reasons import Due, put_on_agenda


def keep_absorbed(
    connection: Connection,
    absorbed: Sequence[Absorbed],
    items: Sequence[Renewed],
    *,
    owner: str,
    wall: datetime,
) -> bool:
    """Write a batch inside a savepoint; False, and nothing written, if something moved on."""
    with connection.begin_nested() as batch:
        if not (_finish(connection, absorbed, owner=owner) and _renew(connection, items, wall)):
            batch.rollback()
            return False
        _remember(connection, absorbed, items, wall=wall)
        _wake(connection, items, wall=wall)
    return True


def _finish(connection: Connection, absorbed: Sequence[Absorbed], *, owner: str) -> bool:
    """Close the claimed rows, counting that every one of them is still ours."""
    box, ours = schema.inbox, 0
    for ignored in (False, True):
        ids = [row.mail.id for row in absorbed if row.ignored is ignored]
        if ids:
            closed = connection.execute(
                update(box)
                .where(box.c.id.in_(ids), box.c.owner == owner, box.c.state == "waiting")
                .values(
                    state="ignored" if ignored else "absorbed",
                    owner=None,
                    lease_until=None,
                    error=None,
                )
            )
            ours += closed.rowcount
    return ours == len(absorbed)


def _renew(connection: Connection, items: Sequence[Renewed], wall: datetime) -> bool:
    """Write items, each only over the version it was read at."""
    table = schema.item
    fresh = [_item_row(r, wall) for r in items if r.version is None]
    known = [_item_row(r, wall) for r in items if r.version is not None]
    written = 0
    if fresh:
        born = connection.execute(
            insert(table).on_conflict_do_nothing().returning(table.c.id), fresh
        ).all()
        written += len(born)
    if known:
        statement = update(table).where(
            table.c.id == bindparam("this"), table.c.version == bindparam("read_at")
        )
        written += connection.execute(statement, known).rowcount
    return written == len(items)


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
    }
    return (
        {**row, "id": item.id} if read_at is None else {**row, "this": item.id, "read_at": read_at}
    )


def _remember(
    connection: Connection,
    absorbed: Sequence[Absorbed],
    items: Sequence[Renewed],
    *,
    wall: datetime,
) -> None:
    events = [rows.event_row(r.event, mail=r.mail.id, wall=wall) for r in absorbed if r.event]
    marks = [
        {
            "item": r.item.id,
            "facet": facet,
            "at": mark.at,
            "hash": mark.event or f"seen:{mark.value}",
            "mark": rows.mark_row(mark),
            "kept_until": wall + rows.KEEP_LONG,
        }
        for r in items
        for facet, mark in r.marks
    ]
    aliases = [{"key": r.item.key, "item": r.item.id} for r in items]
    for table, values in ((schema.event, events), (schema.history, marks), (schema.alias, aliases)):
        if values:
            connection.execute(insert(table).on_conflict_do_nothing(), values)


def _wake(connection: Connection, items: Sequence[Renewed], *, wall: datetime) -> None:
    looks = [
        Due(r.item.id, "look", wall + timedelta(seconds=r.settle), r.changed)
        for r in items
        if r.changed
    ]
    rereads = [Due(r.item.id, "reread", wall) for r in items if r.reread]
    put_on_agenda(connection, [*looks, *rereads], wall=wall)
