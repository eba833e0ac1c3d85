"""Letting old rows go, a few at a time, and giving their space back to the disk."""

from datetime import datetime, timedelta

from sqlalchemy import Table, delete, select, text

from automation.store import schema
from automation.store.database import Database

KEEP_DELIVERIES = timedelta(days=35)
_AT_A_TIME = 500
"""Rows in one transaction, so that nobody waits for it."""

_DATED = (schema.body, schema.event, schema.history, schema.outbox, schema.budget)


def tidy(database: Database, *, wall: datetime) -> int:
    """Delete what is past its time; returns how many rows went."""
    gone = 0
    for table in _DATED:
        gone += _delete(database, table, table.c.kept_until < wall)
    box = schema.inbox
    gone += _delete(
        database, box, (box.c.received_at < wall - KEEP_DELIVERIES) & (box.c.state != "waiting")
    )
    with database.writing() as connection:
        connection.execute(text("PRAGMA incremental_vacuum(200)"))
    return gone


def _delete(database: Database, table: Table, old: object) -> int:
    key = next(iter(table.primary_key))
    gone = 0
    while True:
        with database.writing() as connection:
            some = select(key).where(old).limit(_AT_A_TIME)  # type: ignore[arg-type]
            went = connection.execute(delete(table).where(old, key.in_(some))).rowcount  # type: ignore[arg-type]
        gone += went
        if went < _AT_A_TIME:
            return gone
