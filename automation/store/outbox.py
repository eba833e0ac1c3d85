"""outbox: what must be written. planned -> sending -> an outcome, one target at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    or_,
    select,
    update,
)

from automation.model import Delivery
from automation.ports import Answer, Errand, OwnWrite, ReRead
from automation.store import schema, wishes
from automation.store.advisory import Lock, is_free
from automation.store.answers import too_late
from automation.store.arrivals import pack, store_deliveries
from automation.store.composed import among, once
from automation.store.database import Database
from automation.store.group_commit import GroupCommit
from automation.store.leases import LEASE, MOST_ATTEMPTS
from automation.store.pace import Pace, within_pace
from automation.store.progress import Answered, Begun, GivenBack, Progress, keep_progress
from automation.store.reasons import Due, postpone, put_on_agenda, strike
from automation.store.rereads import due_rereads, rereads_of
from automation.store.rows import KEEP_LONG
from automation.store.types import Instant

PATIENCE = 0.002
"""Seconds: senders set out together, so the others are about to report as well."""


class Outbox:
    """deliver's table. Its small writes share commits, so that many senders cost few fsyncs."""

    def __init__(self, database: Database, paces: Mapping[str, Pace]) -> None:
        """`paces` is the pace of writes of each connection by name; one not named has none."""
        self._database = database
        self._paces = paces
        self._progress: GroupCommit[Progress, bool] = GroupCommit(
            database, keep_progress, patience=PATIENCE
        )
        self._claimable, self._rereads = _claimable(), due_rereads()
        self._locking = self._claimable.with_for_update(skip_locked=True, of=schema.outbox)

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Errand]:
        """Lease due rows of different targets, within the pace of their connections."""
        with self._database.reading() as connection:
            if not self._due(connection, wall, limit=1):
                return ()
        with self._database.writing() as connection:
            if not is_free(connection, Lock.TARGETS):
                return ()
            found = connection.execute(self._locking, {"wall": wall, "most": limit}).all()
            chosen = self._chosen(connection, found, wall=wall)
            _lease(connection, [row.id for row in chosen], owner=owner, wall=wall)
            return [_errand(row) for row in chosen]

    def introduce(self, connection: str, actor_id: str, directory: Mapping[str, str]) -> None:
        """Remember the account we write as, and the ids of the site's fields by their names."""
        site = schema.connection
        known = update(site).where(site.c.name == connection)
        with self._database.writing() as opened:
            opened.execute(known.values(actor_id=actor_id, directory=dict(directory)))

    def begin(
        self, errand: Errand, *, owner: str, wall: datetime, echo: Sequence[OwnWrite] = ()
    ) -> bool:
        """Mark the row as being sent; False if its lease or its seq has moved on."""
        return self._keep(Begun(errand, owner, wall, tuple(echo)))

    def settle(self, errand: Errand, answer: Answer, *, owner: str, wall: datetime) -> bool:
        """Record what became of it; False if the row belongs to somebody else by now."""
        return self._keep(Answered(errand, owner, wall, answer))

    def give_back(self, errand: Errand, *, owner: str) -> None:
        """Return an unstarted row without an attempt."""
        self._keep(GivenBack(errand, owner))

    def rereads(self, *, wall: datetime, limit: int) -> Sequence[ReRead]:
        """Items that are due to be read again. Two readers of one item do no harm."""
        with self._database.reading() as connection:
            found = connection.execute(self._rereads, {"wall": wall, "most": limit}).all()
            return rereads_of(connection, found)

    def seen(self, wish: ReRead, delivery: Delivery) -> None:
        """Put the answer into the inbox and strike the wish."""
        arrival = pack(delivery)
        with self._database.writing() as connection:
            store_deliveries(connection, [arrival])
            strike(connection, [(wish.subject, "reread", wish.seq)])

    def unseen(
        self,
        wish: ReRead,
        *,
        gone: bool,
        wall: datetime,
        said: str = "",
        after: float | None = None,
    ) -> None:
        """Put the wish off, or strike it where the tracker says that the item is gone.

        `said` is why; `after` are the seconds that were asked for, None where nobody asked.
        """
        with self._database.writing() as connection:
            if gone:
                strike(connection, [(wish.subject, "reread", wish.seq)])
            else:
                postpone(connection, wish.subject, "reread", wall=wall, said=said, after=after)

    def replay(self, id_: int, *, wall: datetime) -> int:
        """Give a dead wish up and decide anew whether it is still wanted; rows touched."""
        box = schema.outbox
        with self._database.writing() as connection:
            row = connection.execute(
                select(box.c.subject, box.c.effect, box.c.kind).where(
                    box.c.id == id_, box.c.state == "dead"
                )
            ).one_or_none()
            if row is None:
                return 0
            later = select(box.c.id).where(box.c.effect == row.effect, box.c.id > id_)
            overtaken = connection.execute(later).first() is not None
            again = {
                "state": "planned",
                "open": True,
                "seq": box.c.seq + 1,
                "attempts": 0,
                "tries": 0,
                "due_at": wall,
                "planned_at": wall,
                "done_at": None,
                "kept_until": None,
            }
            reopen = row.kind in wishes.SPOKEN and not overtaken
            change = again if reopen else {"state": "withdrawn"}
            connection.execute(update(box).where(box.c.id == id_).values(**change))
            put_on_agenda(
                connection, [Due(row.subject, "look", wall, frozenset({"any"}))], wall=wall
            )
        return 1

    def _keep(self, news: Progress) -> bool:
        return self._progress.put(news, timeout=LEASE.total_seconds())

    def _due(self, connection: Connection, wall: datetime, *, limit: int) -> Sequence[Any]:
        return connection.execute(self._claimable, {"wall": wall, "most": limit}).all()

    def _chosen(
        self, connection: Connection, found: Sequence[Any], *, wall: datetime
    ) -> Sequence[Any]:
        """The rows that may go now: a suspect alone, else one a target and within the pace."""
        found = _still_worth_saying(connection, found, wall=wall)
        suspects = [row for row in found if row.lease_until is not None or row.alone]
        if suspects:
            return [] if _buried(connection, suspects[0], wall=wall) else suspects[:1]
        return within_pace(connection, _parcels(found), self._paces, wall=wall)


def _claimable() -> Select[Any]:
    """Open due rows whose target nobody is writing to, and whose connection is not paused.

    At `wall`, and at `most` so many. Made once: composing it costs five times what it takes.
    """
    box, site, item = schema.outbox, schema.connection, schema.item
    last, other = schema.written, schema.outbox.alias("other")
    wall = bindparam("wall", type_=Instant())
    in_hand = (
        select(other.c.id)
        .where(other.c.target == box.c.target, other.c.id != box.c.id, other.c.lease_until >= wall)
        .exists()
    )
    return (
        select(
            *(box.c.id, box.c.seq, box.c.connection, box.c.target, box.c.field, box.c.value),
            *(box.c.wish, box.c.due_at, box.c.attempts, box.c.tries),
            or_(box.c.sent_at.is_not(None), _was_sent(last.c.source)).label("sent"),
            *(box.c.alone, box.c.lease_until, box.c.kind, box.c.state, box.c.planned_at),
            *(site.c.failures, site.c.actor_id, item.c.key),
            *(last.c.value.label("standing"), last.c.source),
        )
        .outerjoin(item, item.c.id == box.c.target)
        .outerjoin(site, site.c.name == box.c.connection)
        .outerjoin(last, and_(last.c.target == box.c.target, last.c.field == box.c.field))
        .where(box.c.open, box.c.due_at <= wall, ~in_hand)
        .where(or_(box.c.lease_until.is_(None), box.c.lease_until < wall))
        .where(or_(site.c.paused_until.is_(None), site.c.paused_until <= wall))
        .order_by(box.c.due_at, box.c.id)
        .limit(bindparam("most", type_=Integer()))
    )


def _was_sent(source: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Whether an older wish for the same comment, overtaken by this, may have been said already.

    Where the comment's id is known there is nothing to look for.
    """
    box, older = schema.outbox, schema.outbox.alias("older")
    sent = select(older.c.id).where(
        older.c.target == box.c.target, older.c.effect == box.c.effect, older.c.sent_at.is_not(None)
    )
    return and_(box.c.kind == "comment", source.is_(None), sent.exists())


def _still_worth_saying(
    connection: Connection, found: Sequence[Any], *, wall: datetime
) -> Sequence[Any]:
    """Leave out, and give up, what waited so long behind an outage that nobody wants to hear it."""
    late = [row.id for row in found if not row.sent and too_late(row, wall)]
    if late:
        box = schema.outbox
        given_up = {
            "state": "dead",
            "open": False,
            "said": "it waited for a day and was not said any more",
            "done_at": wall,
            "kept_until": wall + KEEP_LONG,
        }
        connection.execute(update(box).where(box.c.id.in_(late)).values(**given_up))
    return [row for row in found if row.id not in late]


def _parcels(found: Sequence[Any]) -> Sequence[Any]:
    """The oldest row of each target, and with a field all other fields of that target."""
    first_of = {row.target: row for row in reversed(found)}
    chosen = [
        row
        for row in found
        if (first := first_of[row.target]).id == row.id or (first.kind == row.kind == "field")
    ]
    return sorted(chosen, key=lambda row: (row.due_at, row.id))


def _lease(connection: Connection, ids: Sequence[int], *, owner: str, wall: datetime) -> None:
    if ids:
        asked = {"ids": ids, "holder": owner, "until": wall + LEASE}
        connection.execute(_leasing(connection), asked)


@once
def _leasing(connection: Connection) -> Update:
    box = schema.outbox
    lease: dict[str, Any] = {"owner": bindparam("holder"), "lease_until": bindparam("until")}
    return (
        update(box)
        .where(among(connection, box.c.id))
        .values(**lease, alone=box.c.lease_until.is_not(None))
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


def _errand(row: Any) -> Errand:  # noqa: ANN401 - a result row
    return Errand(
        id=row.id,
        seq=row.seq,
        effect=wishes.effect(row),
        key=(row.key or row.target).removeprefix(f"{row.connection}:"),
        attempts=row.attempts,
        tries=row.tries,
        sent=bool(row.sent),
        introduced=row.actor_id is not None,
        in_doubt=row.state == "sending",
        standing=row.standing,
        source=row.source,
    )
