"""inbox: what arrived. Group-committed in, claimed by lease, absorbed in one transaction."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Update,
    bindparam,
    func,
    or_,
    select,
    update,
)

from automation.changes import anything_of
from automation.model import Delivery, Stale
from automation.ports import Absorbed, Account, Known, Mail, OwnWrite, Renewed
from automation.store import schema
from automation.store.absorption import MovedOn, keep_absorbed
from automation.store.advisory import Lock, wait_for
from automation.store.arrivals import Receipt, pack, store_deliveries
from automation.store.composed import among, once
from automation.store.database import Database
from automation.store.group_commit import GroupCommit
from automation.store.items import known_of
from automation.store.leases import LEASE, MOST_ATTEMPTS, backoff
from automation.store.names import led
from automation.store.reasons import Due, put_on_agenda
from automation.store.types import Instant
from automation.store.waking import gone_stale
from automation.store.wishes import writes

KEEP_BODIES = timedelta(days=30)

_ASKED_AGAIN = timedelta(hours=1)
"""After which a delivery that waits for an item asks for it once more."""


class Inbox:
    """The receiver's and absorb's table."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database
        self._arrivals = GroupCommit(database, store_deliveries)

    def receive(self, delivery: Delivery, *, timeout: float) -> Receipt:
        """Return once it is on disk. Raises SettingsError or TimeoutError if it is not."""
        return self._arrivals.put(pack(delivery), timeout=timeout)

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Mail]:
        """Lease the oldest due rows; one whose lease ran out, or that failed before, goes alone."""
        if not self._due(wall):
            return ()
        with self._database.writing() as connection:
            ids = _claim(connection, owner=owner, wall=wall, limit=limit)
        return self._mail(ids)

    def resolve(self, references: Sequence[str]) -> Mapping[str, str]:
        """The ids of the items that these references lead to; one that leads nowhere is absent."""
        with self._database.reading() as connection:
            return led(connection, references)

    def park(self, mail: Mail, reference: str, *, owner: str, wall: datetime) -> None:
        """Let a delivery wait until an item is known by this name, and ask for a re-read of it."""
        box = schema.inbox
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            here = bool(led(connection, [reference]))
            parked = connection.execute(
                update(box)
                .where(box.c.id == mail.id, box.c.owner == owner)
                .values(
                    waits_for=None if here else reference,
                    due_at=wall if here else wall + _ASKED_AGAIN,
                    owner=None,
                    lease_until=None,
                )
            )
            if parked.rowcount and not here:
                put_on_agenda(connection, [Due(reference, "reread", wall)], wall=wall)

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        """The items of these ids that are on record."""
        with self._database.reading() as connection:
            return known_of(connection, ids)

    def own_writes(
        self, targets: Sequence[str], *, since: datetime, told: datetime
    ) -> frozenset[OwnWrite]:
        """What our wishes of that time wrote to these targets, as it would come back.

        Sent after `since` by our clock, or after `told` by the company's, as its trackers tell it.
        """
        new = {anything_of(each.partition(":")[0]) for each in targets}
        asked = {"ids": [*targets, *sorted(new)], "since": since, "told": told}
        with self._database.reading() as connection:
            found = connection.execute(_sent(connection), asked).all()
        return frozenset(write for row in found for write in writes(row))

    def accounts(self) -> Mapping[str, Account]:
        """Every connection by name."""
        with self._database.reading() as connection:
            found = connection.execute(_accounts(connection)).mappings().all()
        return {r["name"]: Account(r["name"], r["actor_id"], r["live_since"]) for r in found}

    def absorbed(
        self,
        rows_: Sequence[Absorbed],
        items: Sequence[Renewed],
        *,
        owner: str,
        wall: datetime,
        stale: Sequence[Stale] = (),
    ) -> bool:
        """Commit a batch whole; False, and nothing written, if a lease or a version moved on."""
        again: Sequence[str] = ()
        if stale:
            with self._database.reading() as connection:
                again = gone_stale(connection, stale)
        try:
            with self._database.writing() as connection:
                wait_for(connection, Lock.LINE)
                keep_absorbed(connection, rows_, items, owner=owner, wall=wall, stale=again)
        except MovedOn:
            return False
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
                .where(box.c.id.in_(select(schema.body.c.inbox)))
                .values(state="waiting", attempts=0, alone=True, error=None, due_at=wall)
            )
        return again.rowcount

    def _due(self, wall: datetime) -> bool:
        with self._database.reading() as connection:
            found = connection.execute(_due(connection), {"wall": wall, "most": 1})
            return found.first() is not None

    def _mail(self, ids: Sequence[int]) -> Sequence[Mail]:
        with self._database.reading() as connection:
            found = connection.execute(_whole(connection), {"ids": ids}).mappings()
            return [_as_mail(row) for row in found]


@once
def _accounts(_connection: Connection) -> Select[Any]:
    site = schema.connection
    return select(site.c.name, site.c.actor_id, site.c.live_since)


@once
def _sent(connection: Connection) -> Select[Any]:
    box = schema.outbox
    by_company = func.coalesce(box.c.company_at, box.c.sent_at)
    told = bindparam("told", type_=Instant())
    return (
        select(*(box.c.target, box.c.kind, box.c.value, box.c.wish, box.c.after, box.c.connection))
        .where(among(connection, box.c.target), box.c.sent_at.is_not(None))
        .where(or_(box.c.sent_at >= bindparam("since", type_=Instant()), by_company >= told))
    )


@once
def _whole(connection: Connection) -> Select[Any]:
    box, body = schema.inbox, schema.body
    return (
        select(
            *(box.c.id, box.c.connection, box.c.delivery, box.c.kind, box.c.received_at),
            *(box.c.attempts, body.c.headers, body.c.content),
        )
        .join(body, body.c.inbox == box.c.id)
        .where(among(connection, box.c.id))
        .order_by(box.c.id)
    )


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


@once
def _due(_connection: Connection) -> Select[Any]:
    box = schema.inbox
    wall = bindparam("wall", type_=Instant())
    free = or_(box.c.lease_until.is_(None), box.c.lease_until < wall)
    return (
        select(box.c.id, box.c.lease_until, box.c.alone, box.c.attempts)
        .where(box.c.state == "waiting", box.c.due_at <= wall, free)
        .order_by(box.c.due_at, box.c.id)
        .limit(bindparam("most", type_=Integer()))
    )


@once
def _to_claim(connection: Connection) -> Select[Any]:
    return _due(connection).with_for_update(skip_locked=True)


@once
def _taking(connection: Connection) -> Update:
    box = schema.inbox
    return (
        update(box)
        .where(among(connection, box.c.id))
        .values(owner=bindparam("holder"), lease_until=bindparam("until"))
    )


def _claim(connection: Connection, *, owner: str, wall: datetime, limit: int) -> list[int]:
    found = connection.execute(_to_claim(connection), {"wall": wall, "most": limit}).all()
    suspects = [row for row in found if row.lease_until is not None or row.alone]
    if suspects:
        return _claim_alone(connection, suspects[0], owner=owner, wall=wall)
    ids = [row.id for row in found]
    asked = {"ids": ids, "holder": owner, "until": wall + LEASE}
    connection.execute(_taking(connection), asked)
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
