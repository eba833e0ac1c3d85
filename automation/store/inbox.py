"""inbox: what arrived. Group-committed in, claimed by lease, absorbed in one transaction."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from automation.model import Delivery
from automation.ports import Absorbed, Account, Known, Mail, OwnWrite, Renewed
from automation.store import rows, schema
from automation.store.agenda import Due, put_on_agenda
from automation.store.database import Database
from automation.store.group_commit import GroupCommit
from automation.store.leases import LEASE, MOST_ATTEMPTS, backoff

KEEP_BODIES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery handed in: stored now, or known before."""

    duplicate: bool


class Inbox:
    """The receiver's and absorb's table."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database
        self._arrivals = GroupCommit(database, store_deliveries)

    def receive(self, delivery: Delivery, *, timeout: float) -> Receipt:
        """Return once it is on disk. Raises SettingsError or TimeoutError if it is not."""
        return self._arrivals.put(_arrival(delivery), timeout=timeout)

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Mail]:
        """Lease the oldest due rows; one whose lease ran out, or that failed before, goes alone."""
        if not self._due(wall):
            return ()
        with self._database.writing() as connection:
            ids = _claim(connection, owner=owner, wall=wall, limit=limit)
        return self._mail(ids)

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        """The items of these ids that are on record."""
        query = select(schema.item).where(schema.item.c.id.in_(ids))
        with self._database.reading() as connection:
            return {row["id"]: rows.known(row) for row in connection.execute(query).mappings()}

    def own_writes(self, targets: Sequence[str], *, since: datetime) -> frozenset[OwnWrite]:
        """The labels our wishes of that time put on or took off these targets."""
        box = schema.outbox
        query = select(box.c.target, box.c.wish).where(
            box.c.target.in_(targets),
            box.c.sent_at >= since,
        )
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return frozenset(write for target, wish in found for write in _writes(target, wish))

    def accounts(self) -> Mapping[str, Account]:
        """Every connection by name."""
        table = schema.connection
        with self._database.reading() as connection:
            found = connection.execute(select(table)).mappings().all()
        return {r["name"]: Account(r["name"], r["actor_id"], r["live_since"]) for r in found}

    def absorbed(
        self, rows_: Sequence[Absorbed], items: Sequence[Renewed], *, owner: str, wall: datetime
    ) -> bool:
        """Commit a batch whole; False, and nothing written, if a lease or a version moved on."""
        with self._database.writing() as connection, connection.begin_nested() as batch:
            if not (_finish(connection, rows_, owner=owner) and _renew(connection, items, wall)):
                batch.rollback()
                return False
            _remember(connection, rows_, items, wall=wall)
            _wake(connection, items, wall=wall)
        return True

    def release(self, mail: Sequence[Mail], *, owner: str) -> None:
        """Give rows back as they were, without an attempt."""
        box = schema.inbox
        with self._database.writing() as connection:
            connection.execute(
                update(box)
                .where(box.c.id.in_([m.id for m in mail]), box.c.owner == owner)
                .values(owner=None, lease_until=None)
            )

    def blame(self, mail: Mail, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against the row; it comes back alone, and the eighth makes it dead."""
        box, attempts = schema.inbox, mail.attempts + 1
        with self._database.writing() as connection:
            connection.execute(
                update(box)
                .where(box.c.id == mail.id, box.c.owner == owner)
                .values(
                    attempts=attempts,
                    state="dead" if attempts >= MOST_ATTEMPTS else "waiting",
                    alone=True,
                    error=error,
                    due_at=wall + backoff(attempts),
                    owner=None,
                    lease_until=None,
                )
            )

    def replay(self, delivery: str, *, wall: datetime) -> int:
        """Make a delivery wait again with a clean slate, whatever became of it; rows touched."""
        box = schema.inbox
        with self._database.writing() as connection:
            again = connection.execute(
                update(box)
                .where(box.c.delivery == delivery)
                .where(box.c.state.in_(("dead", "absorbed", "ignored")))
                .values(state="waiting", attempts=0, alone=True, error=None, due_at=wall)
            )
        return again.rowcount

    def _due(self, wall: datetime) -> bool:
        box = schema.inbox
        with self._database.reading() as connection:
            query = select(box.c.id).where(_claimable(wall)).limit(1)
            return connection.execute(query).first() is not None

    def _mail(self, ids: Sequence[int]) -> Sequence[Mail]:
        box, body = schema.inbox, schema.body
        query = (
            select(box, body.c.headers, body.c.content)
            .join(body, body.c.inbox == box.c.id)
            .where(box.c.id.in_(ids))
            .order_by(box.c.id)
        )
        with self._database.reading() as connection:
            return [_as_mail(row) for row in connection.execute(query).mappings()]


def _as_mail(row: Mapping[Any, Any]) -> Mail:
    delivery = Delivery(
        connection=row["connection"],
        id=row["delivery"],
        kind=row["kind"],
        body=zlib.decompress(row["content"]),
        received_at=row["received_at"],
        headers=row["headers"],
    )
    return Mail(row["id"], delivery, row["attempts"])


def _arrival(delivery: Delivery) -> tuple[Delivery, bytes]:
    # Compressed here, in the thread of the request, not under the lock.
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


def _claimable(wall: datetime) -> Any:  # noqa: ANN401 - an SQL expression
    box = schema.inbox
    free = or_(box.c.lease_until.is_(None), box.c.lease_until < wall)
    return and_(box.c.state == "waiting", box.c.due_at <= wall, free)


def _claim(connection: Connection, *, owner: str, wall: datetime, limit: int) -> list[int]:
    box = schema.inbox
    query = (
        select(box.c.id, box.c.lease_until, box.c.alone, box.c.attempts)
        .where(_claimable(wall))
        .order_by(box.c.due_at, box.c.id)
        .limit(limit)
    )
    found = connection.execute(query).all()
    suspects = [row for row in found if row.lease_until is not None or row.alone]
    if suspects:
        return _claim_alone(connection, suspects[0], owner=owner, wall=wall)
    ids = [row.id for row in found]
    connection.execute(
        update(box).where(box.c.id.in_(ids)).values(owner=owner, lease_until=wall + LEASE)
    )
    return ids


def _claim_alone(connection: Connection, row: Any, *, owner: str, wall: datetime) -> list[int]:  # noqa: ANN401 - a result row
    """A row that may have killed its worker; a crash counts only if it was alone then too."""
    box = schema.inbox
    crashed_alone = row.lease_until is not None and row.alone
    attempts = row.attempts + crashed_alone
    dead = attempts >= MOST_ATTEMPTS
    connection.execute(
        update(box)
        .where(box.c.id == row.id)
        .values(
            alone=True,
            attempts=attempts,
            state="dead" if dead else "waiting",
            error="the worker died while it read this delivery" if crashed_alone else box.c.error,
            owner=None if dead else owner,
            lease_until=None if dead else wall + LEASE,
        )
    )
    return [] if dead else [row.id]


def _writes(target: str, wish: Mapping[str, Any]) -> list[OwnWrite]:
    return [OwnWrite(target, f"label:{name}", name == wish["value"]) for name in wish["slot"]]


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
