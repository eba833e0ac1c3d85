"""outbox: what must be written. planned -> sending -> an outcome, one target at a time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from automation.effects import SetLabel
from automation.model import Delivery
from automation.ports import Answer, Errand, ReRead
from automation.store import schema
from automation.store.answers import record, still_mine
from automation.store.arrivals import pack, store_deliveries
from automation.store.database import Database
from automation.store.group_commit import GroupCommit
from automation.store.leases import LEASE, MOST_ATTEMPTS
from automation.store.pace import Pace, within_pace
from automation.store.reasons import Due, postpone, put_on_agenda, strike
from automation.store.rows import KEEP_LONG


class Outbox:
    """deliver's table. Its small writes share commits, so that many senders cost few fsyncs."""

    def __init__(self, database: Database, paces: Mapping[str, Pace]) -> None:
        """`paces` is the pace of writes of each connection by name; one not named has none."""
        self._database = database
        self._paces = paces
        self._writes: GroupCommit[Callable[[Connection], bool], bool] = GroupCommit(database, _each)

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Errand]:
        """Lease due rows of different targets, within the pace of their connections."""
        with self._database.reading() as connection:
            if not _claimable(connection, wall, limit=1):
                return ()
        with self._database.writing() as connection:
            found = _claimable(connection, wall, limit=limit)
            chosen = self._chosen(connection, found, wall=wall)
            _lease(connection, [row.id for row in chosen], owner=owner, wall=wall)
            return [_errand(row) for row in chosen]

    def introduce(self, connection: str, actor_id: str) -> None:
        """Remember the account we write as: an echo of ours carries it."""
        site = schema.connection
        with self._database.writing() as opened:
            opened.execute(update(site).where(site.c.name == connection).values(actor_id=actor_id))

    def begin(self, errand: Errand, *, owner: str, wall: datetime) -> bool:
        """Mark the row as being sent; False if its lease or its seq has moved on."""
        return self._write(lambda connection: _begin(connection, errand, owner=owner, wall=wall))

    def settle(self, errand: Errand, answer: Answer, *, owner: str, wall: datetime) -> bool:
        """Record what became of it; False if the row belongs to somebody else by now."""
        return self._write(
            lambda connection: record(connection, errand, answer, owner=owner, wall=wall)
        )

    def give_back(self, errand: Errand, *, owner: str) -> None:
        """Return an unstarted row without an attempt."""
        self._write(lambda connection: _give_back(connection, errand, owner=owner))

    def rereads(self, *, wall: datetime, limit: int) -> Sequence[ReRead]:
        """Items that are due to be read again. Two readers of one item do no harm."""
        table, item = schema.agenda, schema.item
        query = (
            select(table.c.subject, table.c.seq, item.c.connection, item.c.key)
            .join(item, item.c.id == table.c.subject)
            .where(table.c.reason == "reread", table.c.due_at <= wall, table.c.dead.is_(False))
            .order_by(table.c.due_at)
            .limit(limit)
        )
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return [ReRead(s, seq, site, key.removeprefix(f"{site}:")) for s, seq, site, key in found]

    def seen(self, wish: ReRead, delivery: Delivery) -> None:
        """Put the answer into the inbox and strike the wish."""
        arrival = pack(delivery)
        with self._database.writing() as connection:
            store_deliveries(connection, [arrival])
            strike(connection, [(wish.subject, "reread", wish.seq)])

    def unseen(self, wish: ReRead, *, gone: bool, wall: datetime) -> None:
        """Put the wish off, or strike it where the tracker says that the item is gone."""
        with self._database.writing() as connection:
            if gone:
                strike(connection, [(wish.subject, "reread", wish.seq)])
            else:
                postpone(connection, wish.subject, "reread", wall=wall)

    def replay(self, id_: int, *, wall: datetime) -> int:
        """Give a dead wish up and decide anew whether it is still wanted; rows touched."""
        box = schema.outbox
        with self._database.writing() as connection:
            row = connection.execute(
                select(box.c.subject).where(box.c.id == id_, box.c.state == "dead")
            ).one_or_none()
            if row is None:
                return 0
            connection.execute(update(box).where(box.c.id == id_).values(state="withdrawn"))
            put_on_agenda(
                connection, [Due(row.subject, "look", wall, frozenset({"any"}))], wall=wall
            )
        return 1

    def _write(self, operation: Callable[[Connection], bool]) -> bool:
        return self._writes.put(operation, timeout=LEASE.total_seconds())

    def _chosen(
        self, connection: Connection, found: Sequence[Any], *, wall: datetime
    ) -> Sequence[Any]:
        """The rows that may go now: a suspect alone, else one a target and within the pace."""
        suspects = [row for row in found if row.lease_until is not None or row.alone]
        if suspects:
            return [] if _buried(connection, suspects[0], wall=wall) else suspects[:1]
        first_of = {row.target: row for row in reversed(found)}
        rows = sorted(first_of.values(), key=lambda row: (row.due_at, row.id))
        return within_pace(connection, rows, self._paces, wall=wall)


def _each(
    connection: Connection, operations: Sequence[Callable[[Connection], bool]]
) -> Sequence[bool]:
    return [operation(connection) for operation in operations]


def _claimable(connection: Connection, wall: datetime, *, limit: int) -> Sequence[Any]:
    """Open due rows whose target nobody is writing to, and whose connection is not paused."""
    box, site, item = schema.outbox, schema.connection, schema.item
    other = schema.outbox.alias("other")
    in_hand = (
        select(other.c.id)
        .where(other.c.target == box.c.target, other.c.id != box.c.id, other.c.lease_until >= wall)
        .exists()
    )
    query = (
        select(box, site.c.failures, site.c.free_at, site.c.actor_id, item.c.key)
        .join(item, item.c.id == box.c.target)
        .outerjoin(site, site.c.name == box.c.connection)
        .where(box.c.open, box.c.due_at <= wall, ~in_hand)
        .where(or_(box.c.lease_until.is_(None), box.c.lease_until < wall))
        .where(or_(site.c.paused_until.is_(None), site.c.paused_until <= wall))
        .order_by(box.c.due_at, box.c.id)
        .limit(limit)
    )
    return connection.execute(query).all()


def _lease(connection: Connection, ids: Sequence[int], *, owner: str, wall: datetime) -> None:
    box = schema.outbox
    if ids:
        connection.execute(
            update(box)
            .where(box.c.id.in_(ids))
            .values(owner=owner, lease_until=wall + LEASE, alone=box.c.lease_until.is_not(None))
        )


def _buried(connection: Connection, row: Any, *, wall: datetime) -> bool:  # noqa: ANN401 - a result row
    """Count a crash against a row that was alone when its sender died; True if it is dead now."""
    if row.lease_until is None or not row.alone:
        return False
    box, attempts = schema.outbox, int(row.attempts) + 1
    dead = attempts >= MOST_ATTEMPTS
    change: dict[str, object] = {"attempts": attempts}
    if dead:
        change |= {
            "state": "dead",
            "open": False,
            "said": "the sender died each time it wrote this",
            "done_at": wall,
            "kept_until": wall + KEEP_LONG,
            "owner": None,
            "lease_until": None,
        }
    connection.execute(update(box).where(box.c.id == row.id).values(**change))
    return dead


def _begin(connection: Connection, errand: Errand, *, owner: str, wall: datetime) -> bool:
    box = schema.outbox
    begun = connection.execute(
        update(box)
        .where(still_mine(errand, owner=owner, wall=wall))
        .values(state="sending", sent_at=wall, tries=box.c.tries + 1, lease_until=wall + LEASE)
    )
    if begun.rowcount != 1:
        return False
    # What stands is unknown from here on until this is settled, which it may never be.
    last, effect = schema.written, errand.effect
    connection.execute(
        delete(last).where(last.c.target == effect.target, last.c.field == effect.field)
    )
    return True


def _give_back(connection: Connection, errand: Errand, *, owner: str) -> bool:
    box = schema.outbox
    given = connection.execute(
        update(box)
        .where(box.c.id == errand.id, box.c.owner == owner)
        .values(owner=None, lease_until=None, alone=False)
    )
    return given.rowcount == 1


def _errand(row: Any) -> Errand:  # noqa: ANN401 - a result row
    return Errand(
        id=row.id,
        seq=row.seq,
        effect=SetLabel(
            connection=row.connection,
            target=row.target,
            field=row.field,
            slot=tuple(row.wish["slot"]),
            value=row.wish["value"],
            basis=tuple(row.wish["basis"]),
        ),
        key=row.key.removeprefix(f"{row.connection}:"),
        attempts=row.attempts,
        tries=row.tries,
        sent=row.sent_at is not None,
        introduced=row.actor_id is not None,
    )
