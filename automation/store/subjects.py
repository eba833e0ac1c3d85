"""Leases of subjects: one worker at a time decides about each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Delete, Select, bindparam, delete, select, update

from automation.store import schema
from automation.store.composed import among, once
from automation.store.leases import LEASE, MOST_ATTEMPTS
from automation.store.upsert import Insert, insert


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
    subjects = [row.subject for row in chosen]
    put_leases(connection, subjects, owner=owner, until=wall + LEASE, alone=bool(suspects))
    return subjects


def put_leases(
    connection: Connection,
    subjects: Sequence[str],
    *,
    owner: str,
    until: datetime,
    alone: bool = False,
) -> None:
    """Lease these subjects, whoever held them."""
    lease = {"owner": owner, "lease_until": until, "alone": alone}
    if subjects:
        connection.execute(_leasing(connection), [{"id": id_, **lease} for id_ in subjects])


@once
def _leasing(connection: Connection) -> Insert:
    statement = insert(schema.subject, connection)
    new = statement.excluded
    lease = {name: new[name] for name in ("owner", "lease_until", "alone")}
    return statement.on_conflict_do_update(index_elements=["id"], set_=lease)


def _count_crash(connection: Connection, subject: str) -> bool:
    """Blame the subject's rows for a crash while they were alone; True once they are dead."""
    table = schema.agenda
    connection.execute(
        update(table)
        .where(table.c.subject == subject)
        .values(
            attempts=table.c.attempts + 1,
            dead=table.c.attempts + 1 >= MOST_ATTEMPTS,
            error=_died(subject),
        )
    )
    alive = select(table.c.reason).where(table.c.subject == subject, ~table.c.dead)
    if connection.execute(alive).first() is not None:
        return False
    release(connection, [subject])
    return True


def _died(subject: str) -> str:
    """What a worker was at when it died; a report also dies of one that hangs."""
    if subject.startswith("report:"):
        return "the worker died, or hung for longer than its lease, while it composed this report"
    deed = "swept with this rule" if subject.startswith("rule:") else "decided about this item"
    return f"the worker died while it {deed}"


def still_ours(
    connection: Connection, subjects: Sequence[str], *, owner: str, wall: datetime
) -> frozenset[str]:
    """Those of these subjects whose lease this owner still holds."""
    asked = {"ids": subjects, "owner": owner, "wall": wall}
    return frozenset(connection.scalars(_held(connection), asked))


@once
def _held(connection: Connection) -> Select[Any]:
    table = schema.subject
    query = select(table.c.id).where(
        among(connection, table.c.id),
        table.c.owner == bindparam("owner"),
        table.c.lease_until > bindparam("wall"),
    )
    return query.order_by(table.c.id).with_for_update()


def release(connection: Connection, subjects: Sequence[str]) -> None:
    """Give subjects back that are decided."""
    if subjects:
        connection.execute(_giving_back(connection), {"ids": subjects})


@once
def _giving_back(connection: Connection) -> Delete:
    table = schema.subject
    return delete(table).where(among(connection, table.c.id))
