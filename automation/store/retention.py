"""Letting old rows go, a few at a time, and giving their space back to the disk."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)

from automation.effects import FIRED
from automation.store import schema
from automation.store.clocks import company_time
from automation.store.database import Database
from automation.store.folder import state_of
from automation.store.rows import KEEP_LONG

KEEP_DELIVERIES = timedelta(days=35)
_AT_A_TIME = 500
"""Rows in one transaction, so that nobody waits for it."""


def tidy(database: Database, *, wall: datetime) -> int:
    """Delete what is past its time; returns how many rows went."""
    with database.reading() as connection:
        now = company_time(connection)(wall)
        past = [*_past(wall, now), (schema.agenda, _fired(connection, now))]
    gone = sum(_delete(database, table, old) for table, old in past)
    box = schema.outbox
    orphan = (box.c.state == "sending", ~box.c.open, box.c.lease_until < wall)
    with database.writing() as connection:
        connection.execute(update(box).where(*orphan).values(state="unknown"))
        if connection.dialect.name == "sqlite":  # the server's own vacuum needs no asking
            connection.execute(text("PRAGMA incremental_vacuum(200)"))
    return gone


def _past(wall: datetime, now: datetime) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """What is past its time: by the clock it was stamped with."""
    for table in (
        *(schema.body, schema.event, schema.history, schema.outbox, schema.budget),
        *(schema.tick, schema.edition),
    ):
        yield table, table.c.kept_until < wall
    yield schema.tap, ~exists().where(schema.edition.c.id == schema.tap.c.edition)
    yield schema.shadow, schema.shadow.c.at < wall - KEEP_LONG
    yield schema.snooze, schema.snooze.c.until < now - KEEP_LONG
    yield schema.verdict, schema.verdict.c.at < now - KEEP_LONG
    box = schema.inbox
    yield box, and_(box.c.received_at < wall - KEEP_DELIVERIES, box.c.state != "waiting")


def _fired(connection: Connection, now: datetime) -> ColumnElement[bool]:
    """What fired for an item that was deleted, and what was due so long ago that rules take it for
    past. An item that only vanished may be seen again, and what fired for it does not fire anew.
    """
    row, item = schema.agenda, schema.item
    vanished = func.coalesce(state_of(connection)["vanished"].as_boolean(), false())
    deleted = exists().where(item.c.id == row.c.subject, item.c.deleted_at.is_not(None), ~vanished)
    return and_(row.c.due_on == FIRED, or_(row.c.due_at < now - KEEP_LONG, deleted))


def _delete(database: Database, table: Table, old: ColumnElement[bool]) -> int:
    key = tuple_(*table.primary_key)
    gone = 0
    while True:
        with database.writing() as connection:
            some = select(*table.primary_key).where(old).limit(_AT_A_TIME)
            went = connection.execute(delete(table).where(key.in_(some))).rowcount
        gone += went
        if went < _AT_A_TIME:
            return gone
