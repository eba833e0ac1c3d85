"""agenda: who must be looked at, and when. The lease is on the subject, seq sees a late wake-up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, or_, select, update

from automation.effects import Plan
from automation.graph import Graph
from automation.ports import NO_BOUNDS, ByRule, Case, Instants, Reason
from automation.store import rows, schema
from automation.store.advisory import Lock, is_free, wait_for
from automation.store.around import around
from automation.store.database import Database
from automation.store.fuse import fuse
from automation.store.leases import LEASE, MOST_ATTEMPTS, backoff
from automation.store.plans import keep_plans, woken
from automation.store.reasons import put_on_agenda, put_wakes, strike
from automation.store.upsert import insert

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
        self, *, owner: str, instants: Instants, limit: int, reach: int = 0
    ) -> Sequence[Case]:
        """Lease due subjects with all their due rows; an expired lease is claimed alone.

        `reach` is how many links away from a subject its case shows the items around it.
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
            return cases_of(connection, _with_events(connection, reasons), reach)

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
            keep_plans(connection, plans, wall=wall, way=fused.way)
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


def _is_due(instants: Instants) -> Any:  # noqa: ANN401 - an SQL expression
    table = schema.agenda
    return and_(
        table.c.dead.is_(False),
        table.c.reason.not_in(DELIVERED),
        table.c.reason.not_like(TICKS),
        or_(
            and_(table.c.due_on == "wall", table.c.due_at <= instants.wall),
            and_(table.c.due_on == "company", table.c.due_at <= instants.now),
        ),
    )


def _due(connection: Connection, instants: Instants, *, limit: int) -> Sequence[Any]:
    """Due subjects nobody holds, oldest first, with the lease a dead worker may have left."""
    table, holder = schema.agenda, schema.subject
    query = (
        select(table.c.subject, holder.c.lease_until, holder.c.alone)
        .outerjoin(holder, holder.c.id == table.c.subject)
        .where(_is_due(instants))
        .where(or_(holder.c.lease_until.is_(None), holder.c.lease_until < instants.wall))
        .group_by(table.c.subject, holder.c.lease_until, holder.c.alone)
        .order_by(func.min(table.c.due_at))
        .limit(limit)
    )
    return connection.execute(query).all()


def lease_subjects(
    connection: Connection, due: Sequence[Any], *, owner: str, wall: datetime
) -> Sequence[str]:
    """Take the leases. A subject whose worker died is taken alone, and then blamed if it recurs."""
    suspects = [row for row in due if row.lease_until is not None]
    chosen = suspects[:1] or list(due)
    if not chosen:
        return ()
    if suspects and suspects[0].alone and _count_crash(connection, suspects[0].subject):
        return ()
    statement = insert(schema.subject, connection)
    lease = {"owner": owner, "lease_until": wall + LEASE, "alone": bool(suspects)}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_=lease),
        [{"id": row.subject, **lease} for row in chosen],
    )
    return [row.subject for row in chosen]


def _count_crash(connection: Connection, subject: str) -> bool:
    """Blame the subject's rows for a crash while they were alone; True once they are dead."""
    table = schema.agenda
    connection.execute(
        update(table)
        .where(table.c.subject == subject)
        .values(
            attempts=table.c.attempts + 1,
            dead=table.c.attempts + 1 >= MOST_ATTEMPTS,
            error="the worker died while it decided about this item",
        )
    )
    alive = select(table.c.reason).where(table.c.subject == subject, table.c.dead.is_(False))
    if connection.execute(alive).first() is not None:
        return False
    release(connection, [subject])
    return True


def _reasons(
    connection: Connection, subjects: Sequence[str], instants: Instants
) -> Mapping[str, tuple[Reason, ...]]:
    table = schema.agenda
    query = select(
        table.c.subject, table.c.reason, table.c.seq, table.c.attempts, table.c.changed
    ).where(table.c.subject.in_(subjects), _is_due(instants))
    found: dict[str, tuple[Reason, ...]] = dict.fromkeys(subjects, ())
    for subject, name, seq, attempts, changed in connection.execute(query):
        facets = frozenset(changed.split(",")) - {""}
        found[subject] = (*found[subject], Reason(name, seq, attempts, facets))
    return found


_OCCASION = "occasion:"


def _with_events(
    connection: Connection, reasons: Mapping[str, tuple[Reason, ...]]
) -> Mapping[str, tuple[Reason, ...]]:
    """The same rows, each occasion with the event it is about."""
    keys = {
        r.name.removeprefix(_OCCASION)
        for mine in reasons.values()
        for r in mine
        if r.name.startswith(_OCCASION)
    }
    if not keys:
        return reasons
    table = schema.event
    query = select(table).where(table.c.key.in_(sorted(keys)))
    found = {f"{_OCCASION}{r['key']}": rows.event(r) for r in connection.execute(query).mappings()}
    return {
        subject: tuple(replace(reason, event=found.get(reason.name)) for reason in mine)
        for subject, mine in reasons.items()
    }


def cases_of(
    connection: Connection, reasons: Mapping[str, tuple[Reason, ...]], reach: int
) -> Sequence[Case]:
    """These subjects with all that deciding about them needs."""
    ids = list(reasons)
    items = {
        r["id"]: rows.item(r)
        for r in connection.execute(select(schema.item).where(schema.item.c.id.in_(ids))).mappings()
    }
    derived = _by_item(connection, schema.derived, ids, key="item")
    overrides = _by_item(connection, schema.override, ids, key="item")
    written = _by_item(connection, schema.written, ids, key="target")
    graphs = around(connection, items, ids, reach)
    return [
        Case(
            subject=id_,
            reasons=reasons[id_],
            item=items.get(id_),
            derived={f: rows.derived(r) for f, r in derived.get(id_, {}).items()},
            overrides={f: rows.override(r) for f, r in overrides.get(id_, {}).items()},
            written={f: rows.written(r) for f, r in written.get(id_, {}).items()},
            around=graphs.get(id_, Graph()),
        )
        for id_ in ids
    ]


def _by_item(
    connection: Connection,
    table: Table,
    ids: Sequence[str],
    *,
    key: str,
) -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(select(table).where(table.c[key].in_(ids))).mappings():
        found.setdefault(row[key], {})[row["field"]] = row
    return found


def still_ours(
    connection: Connection, subjects: Sequence[str], *, owner: str, wall: datetime
) -> frozenset[str]:
    """Those of these subjects whose lease this owner still holds."""
    table = schema.subject
    query = select(table.c.id).where(
        table.c.id.in_(subjects), table.c.owner == owner, table.c.lease_until > wall
    )
    query = query.order_by(table.c.id).with_for_update()
    return frozenset(connection.scalars(query))


def release(connection: Connection, subjects: Sequence[str]) -> None:
    """Give subjects back that are decided."""
    if subjects:
        connection.execute(delete(schema.subject).where(schema.subject.c.id.in_(subjects)))
