"""Putting deliveries into the inbox: once each, with their bodies apart and compressed."""

import zlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Table, select, update

from automation.model import Delivery
from automation.store import schema
from automation.store.types import dumps, micros
from automation.store.upsert import insert

KEEP_BODIES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery handed in: stored now, or known before."""

    duplicate: bool


def pack(delivery: Delivery) -> tuple[Delivery, bytes]:
    """Compress the body: in the thread of whoever hands it in, not under the lock."""
    return delivery, zlib.compress(delivery.body, 1)


def store_deliveries(
    connection: Connection, arrivals: Sequence[tuple[Delivery, bytes]]
) -> Sequence[Receipt]:
    """Insert deliveries with their compressed bodies; those known before are duplicates.

    Two statements whatever the number of rows. The receiver's writer competes with hundreds of
    threads for the interpreter, and gives it up at every step of a cursor: a statement for each
    row, or one that returns rows, waited ten times as long as the disk took.
    """
    if connection.dialect.name == "postgresql":
        return _store_beside_others(connection, arrivals)
    first = 1 + (connection.exec_driver_sql("SELECT max(id) FROM inbox").scalar() or 0)
    rows = [_row(first + n, delivery) for n, (delivery, _) in enumerate(arrivals)]
    stored: Container[int] = (ids := range(first, first + len(rows)))
    if _insert(connection, schema.inbox, _INBOX, rows) < len(rows):
        stored = _among(connection, ids)
    bodies = [_body(row[0], *arrival) for row, arrival in zip(rows, arrivals, strict=True)]
    _insert(connection, schema.body, _BODY, [body for body in bodies if body[0] in stored])
    for row, (delivery, _) in zip(rows, arrivals, strict=True):
        if row[0] not in stored:
            _revive(connection, delivery)
    return [Receipt(duplicate=row[0] not in stored) for row in rows]


def _store_beside_others(
    connection: Connection, arrivals: Sequence[tuple[Delivery, bytes]]
) -> Sequence[Receipt]:
    """The same where other web processes write too, so that only the database can number rows.

    In one order everywhere: who waits for another's row must not hold one that the other wants.
    """
    if not arrivals:
        return []
    box, bodies = schema.inbox, schema.body
    mine = {_key(delivery): (delivery, content) for delivery, content in reversed(arrivals)}
    letters = [_letter(mine[key][0]) for key in sorted(mine)]
    born = connection.execute(
        insert(box, connection)
        .on_conflict_do_nothing()
        .returning(box.c.id, box.c.connection, box.c.delivery),
        letters,
    )
    fresh = {(site, id_): number for number, site, id_ in born}
    if fresh:
        contents = [_content(number, *mine[key]) for key, number in fresh.items()]
        connection.execute(insert(bodies, connection).on_conflict_do_nothing(), contents)
    receipts = []
    for delivery, _ in arrivals:
        duplicate = fresh.pop(_key(delivery), None) is None
        receipts.append(Receipt(duplicate=duplicate))
        if duplicate:
            _revive(connection, delivery)
    return receipts


def _key(delivery: Delivery) -> tuple[str, str]:
    return delivery.connection, delivery.id


def _letter(delivery: Delivery) -> Mapping[str, object]:
    return {
        "connection": delivery.connection,
        "delivery": delivery.id,
        "kind": delivery.kind,
        "received_at": delivery.received_at,
        "due_at": delivery.received_at,
        "state": "waiting",
    }


def _content(id_: int, delivery: Delivery, content: bytes) -> Mapping[str, object]:
    return {
        "inbox": id_,
        "headers": dict(delivery.headers),
        "content": content,
        "kept_until": delivery.received_at + KEEP_BODIES,
    }


_INBOX = ("id", "connection", "delivery", "kind", "received_at", "due_at", "state")
_BODY = ("inbox", "headers", "content", "kept_until")


def _insert(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> int:
    """Insert rows in one statement, leaving out those that conflict; how many went in."""
    if not rows:
        return 0
    places = ",".join([f"({','.join('?' * len(names))})"] * len(rows))
    statement = (
        f"INSERT INTO {table.name} ({','.join(names)}) VALUES {places} ON CONFLICT DO NOTHING"  # noqa: S608 - names of our own, values as parameters
    )
    values = tuple(value for row in rows for value in row)
    return connection.exec_driver_sql(statement, values).rowcount


def _among(connection: Connection, ids: range) -> frozenset[int]:
    box = schema.inbox
    return frozenset(connection.scalars(select(box.c.id).where(box.c.id.between(ids[0], ids[-1]))))


def _row(id_: int, delivery: Delivery) -> tuple[int, str, str, str, int, int, str]:
    at = micros(delivery.received_at)
    return id_, delivery.connection, delivery.id, delivery.kind, at, at, "waiting"


def _body(id_: int, delivery: Delivery, content: bytes) -> tuple[int, str, bytes, int]:
    until = micros(delivery.received_at + KEEP_BODIES)
    return id_, dumps(dict(delivery.headers)), content, until


def _revive(connection: Connection, delivery: Delivery) -> None:
    """A repeat of a dead row is a person or a tracker asking for another try."""
    box = schema.inbox
    connection.execute(
        update(box)
        .where(
            box.c.connection == delivery.connection,
            box.c.delivery == delivery.id,
            box.c.state == "dead",
        )
        .values(state="waiting", attempts=0, error=None, due_at=delivery.received_at)
    )
