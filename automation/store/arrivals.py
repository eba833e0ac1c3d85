"""Putting deliveries into the inbox: once each, with their bodies apart and compressed."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, update
from sqlalchemy.dialects.sqlite import insert

from automation.model import Delivery
from automation.store import schema

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
    """Insert deliveries with their compressed bodies; those known before are duplicates."""
    box = schema.inbox
    fresh = connection.execute(
        insert(box)
        .on_conflict_do_nothing(index_elements=["connection", "delivery"])
        .returning(box.c.id, box.c.connection, box.c.delivery),
        [
            {
                "connection": d.connection,
                "delivery": d.id,
                "kind": d.kind,
                "received_at": d.received_at,
                "state": "waiting",
                "due_at": d.received_at,
            }
            for d, _ in arrivals
        ],
    ).all()
    stored = {(where, delivery): id_ for id_, where, delivery in fresh}
    receipts, bodies = [], []
    for delivery, content in arrivals:
        id_ = stored.pop((delivery.connection, delivery.id), None)
        receipts.append(Receipt(duplicate=id_ is None))
        if id_ is None:
            _revive(connection, delivery)
        else:
            bodies.append(_body(id_, delivery, content))
    if bodies:
        connection.execute(insert(schema.body), bodies)
    return receipts


def _body(id_: int, delivery: Delivery, content: bytes) -> dict[str, object]:
    return {
        "inbox": id_,
        "headers": dict(delivery.headers),
        "content": content,
        "kept_until": delivery.received_at + KEEP_BODIES,
    }


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
