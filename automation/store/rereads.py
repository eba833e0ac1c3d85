"""Wishes to see an item again, as the agenda holds them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, select

from automation.ports import ReRead
from automation.store import schema
from automation.store.names import nodes
from automation.store.types import Instant


def due_rereads() -> Select[Any]:
    """Those that are due at `wall`, the soonest first, and at `most` so many."""
    table, item = schema.agenda, schema.item
    due = table.c.due_at <= bindparam("wall", type_=Instant())
    return (
        select(table.c.subject, table.c.seq, item.c.connection, item.c.key)
        .outerjoin(item, item.c.id == table.c.subject)
        .where(table.c.due_on == "wall", due, ~table.c.dead, table.c.reason == "reread")
        .order_by(table.c.due_at)
        .limit(bindparam("most", type_=Integer()))
    )


def rereads_of(connection: Connection, found: Sequence[Any]) -> Sequence[ReRead]:
    """What these rows ask for, each with the node of its item."""
    node_of = nodes(connection, [row.subject for row in found])
    return [_wish(row, node_of.get(row.subject, "")) for row in found]


def _wish(row: Any, node: str) -> ReRead:  # noqa: ANN401 - a result row
    """An item nobody knows yet is asked for by the name it was called by."""
    site = row.connection or row.subject.partition(":")[0]
    key = (row.key or row.subject).removeprefix(f"{site}:")
    return ReRead(row.subject, row.seq, site, key, node)
