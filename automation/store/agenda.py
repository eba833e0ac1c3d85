"""agenda: who must be looked at, and when. The lease is on the subject, seq sees a late wake-up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
    update,
)

from automation.effects import Plan
from automation.ports import (
    NO_BOUNDS,
    ByRule,
    Case,
    Instants,
    Picks,
    Reason,
    nothing,
)
from automation.store import rows, schema
from automation.store.advisory import Lock, is_free, wait_for
from automation.store.aftermath import forget, woken
from automation.store.cases import cases_of
from automation.store.composed import once, one_of, rows_of
from automation.store.database import Database
from automation.store.fuse import fuse
from automation.store.leases import MOST_ATTEMPTS, backoff
from automation.store.plans import keep_plans, keep_statuses
from automation.store.reasons import put_on_agenda, put_wakes, strike
from automation.store.subjects import lease_subjects, release, still_ours
from automation.store.types import Instant

DELIVERED = ("reread", "recover")
"""Reasons that are I/O and are worked by the deliver queue."""

TICKS = "tick:%"
"""Reasons that stand for all items of a rule and are worked page by page."""


class Agenda:
    """decide's table."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def claim(
        self,
        *,
        owner: str,
        instants: Instants,
        limit: int,
        reach: int = 0,
        appraised: Picks = nothing,
    ) -> Sequence[Case]:
        """Lease due subjects with all their due rows; an expired lease is claimed alone.

        `reach` is how many links away from a subject its case shows the items around it, and
        `appraised` says which items have a status of their own: their cases have a background.
        """
        with self._database.reading() as connection:
            if not _due(connection, instants, limit=1):
                return ()
        with self._database.writing() as connection:
            if not is_free(connection, Lock.SUBJECTS):
                return ()
            due = _due(connection, instants, limit=limit)
            subjects = lease_subjects(connection, due, owner=owner, wall=instants.wall)
            reasons = _reasons(connection, subjects, instants)
        with self._database.reading() as connection:
            whole = _with_events(connection, reasons)
            return cases_of(connection, whole, now=instants.now, reach=reach, appraised=appraised)

    def decided(
        self,
        cases: Sequence[tuple[Case, Plan]],
        *,
        owner: str,
        wall: datetime,
        bounds: ByRule = NO_BOUNDS,
    ) -> None:
        """Commit plans; a subject whose lease has moved on is left to its new owner.

        What is over the `bounds` of its rule is held.
        """
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            ours = still_ours(connection, [c.subject for c, _ in cases], owner=owner, wall=wall)
            kept = [(c, plan) for c, plan in cases if c.subject in ours]
            fused = fuse(connection, kept, bounds, wall=wall)
            plans = [*(plan for _, plan in fused.decided), *fused.letters]
            forget(connection, kept, wall=wall)
            keep_plans(connection, plans, wall=wall, way=fused.way, bounds=bounds)
            keep_statuses(connection, kept)
            put_on_agenda(connection, woken(connection, kept, wall), wall=wall)
            strike(connection, [(c.subject, r.name, r.seq) for c, _ in kept for r in c.reasons])
            put_wakes(connection, [wake for _, plan in kept for wake in plan.wakes], wall=wall)
            release(connection, [c.subject for c, _ in kept])

    def blame(self, case_: Case, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against the subject's rows; the eighth makes them dead."""
        table = schema.agenda
        with self._database.writing() as connection:
            if not still_ours(connection, [case_.subject], owner=owner, wall=wall):
                return
            for reason in case_.reasons:
                attempts = reason.attempts + 1
                connection.execute(
                    update(table)
                    .where(
                        table.c.subject == case_.subject,
                        table.c.reason == reason.name,
                        table.c.seq == reason.seq,
                    )
                    .values(
                        attempts=attempts,
                        dead=attempts >= MOST_ATTEMPTS,
                        error=error,
                        due_on="wall",
                        due_at=wall + backoff(attempts),
                    )
                )
            release(connection, [case_.subject])

    def release(self, subjects: Sequence[str], *, owner: str) -> None:
        """Give subjects back as they were, without an attempt."""
        table = schema.subject
        with self._database.writing() as connection:
            connection.execute(
                update(table)
                .where(table.c.id.in_(subjects), table.c.owner == owner)
                .values(owner=None, lease_until=None)
            )

    def replay(self, subject: str, *, wall: datetime) -> int:
        """Let the dead rows of a subject live again; rows touched."""
        table = schema.agenda
        with self._database.writing() as connection:
            again = connection.execute(
                update(table)
                .where(table.c.subject == subject, table.c.dead)
                .values(dead=False, attempts=0, error=None, due_on="wall", due_at=wall)
            )
        return again.rowcount


def _due_by_clock() -> Iterator[Sequence[Any]]:
    """What is true of a row that is due, by the wall clock and by the company's."""
    table = schema.agenda
    for clock, name in (("wall", "wall"), ("company", "now")):
        yield (
            ~table.c.dead,
            table.c.due_on == clock,
            table.c.due_at <= bindparam(name, type_=Instant()),
            ~one_of(table.c.reason, DELIVERED),
            table.c.reason.not_like(TICKS),
        )


def _due(connection: Connection, instants: Instants, *, limit: int) -> Sequence[Any]:
    """Due subjects nobody holds, oldest first, with the lease a dead worker may have left."""
    asked = {"wall": instants.wall, "now": instants.now, "most": limit}
    return connection.execute(_due_subjects(connection), asked).all()


@once
def _due_subjects(_connection: Connection) -> Select[Any]:
    table, holder = schema.agenda, schema.subject
    # Each clock for itself: of both at once SQLite reads the whole table, timers of years to come
    # included, and not the index on due times.
    clocks = (select(table.c.subject, table.c.due_at).where(*each) for each in _due_by_clock())
    due = union_all(*clocks).subquery("due")
    return (
        select(due.c.subject, holder.c.lease_until, holder.c.alone)
        .outerjoin(holder, holder.c.id == due.c.subject)
        .where(or_(holder.c.lease_until.is_(None), holder.c.lease_until < bindparam("wall")))
        .group_by(due.c.subject, holder.c.lease_until, holder.c.alone)
        .order_by(func.min(due.c.due_at))
        .limit(bindparam("most", type_=Integer()))
    )


def _reasons(
    connection: Connection, subjects: Sequence[str], instants: Instants
) -> Mapping[str, tuple[Reason, ...]]:
    found: dict[str, tuple[Reason, ...]] = dict.fromkeys(subjects, ())
    if not subjects:
        return found
    asked = {"ids": subjects, "wall": instants.wall, "now": instants.now}
    for subject, name, seq, attempts, changed in connection.execute(_due_rows(connection), asked):
        facets = frozenset(changed.split(",")) - {""}
        found[subject] = (*found[subject], Reason(name, seq, attempts, facets))
    return found


@once
def _due_rows(_connection: Connection) -> Select[Any]:
    table = schema.agenda
    return select(
        table.c.subject, table.c.reason, table.c.seq, table.c.attempts, table.c.changed
    ).where(
        # Spelt out, or SQLite goes through all that is due instead.
        table.c.subject.in_(bindparam("ids", expanding=True)),
        or_(*(and_(*each) for each in _due_by_clock())),
    )


def _with_events(
    connection: Connection, reasons: Mapping[str, tuple[Reason, ...]]
) -> Mapping[str, tuple[Reason, ...]]:
    """The same rows, each that speaks of an event with that event."""
    keys = {r.name: key for mine in reasons.values() for r in mine if (key := _event_key(r.name))}
    if not keys:
        return reasons
    asked = {"ids": sorted({*keys.values()})}
    read = connection.execute(rows_of(connection, schema.event, "key"), asked).mappings()
    found = {row["key"]: rows.event(row) for row in read}

    def whole(each: Reason) -> Reason:
        key = keys.get(each.name)
        return each if key is None else replace(each, event=found.get(key))

    return {subject: tuple(map(whole, mine)) for subject, mine in reasons.items()}


def _event_key(reason: str) -> str | None:
    """The event a reason speaks of: `occasion:<event>`, or `waiting:` or `wake:<rule>:<event>`."""
    kind, _, rest = reason.partition(":")
    if kind == "occasion":
        return rest
    return rest.partition(":")[2] if kind in {"waiting", "wake"} else None
