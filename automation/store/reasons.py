"""Agenda rows in and out: a subject, a reason, when it is due, and what changed meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Delete, and_, bindparam, case, delete, func, or_, update

from automation.effects import ARM, FIRED, Wake
from automation.store import schema
from automation.store.composed import once
from automation.store.upsert import Insert, insert

_LONGEST_CHANGED = 500
"""Characters of gathered facets; what waits longer than that is looked at as a whole."""


@dataclass(frozen=True, slots=True)
class Due:
    """A wish to have a subject looked at, on the wall clock. `changed` names facets, or "any"."""

    subject: str
    reason: str
    at: datetime
    changed: frozenset[str] = frozenset()


def put_on_agenda(connection: Connection, wishes: Sequence[Due], *, wall: datetime) -> None:
    """Add or coalesce rows due on the wall clock.

    A row that stands keeps the earlier due time, so settle is counted from the first event and
    never pushed later; it gathers what changed; its seq moves, so a decision under way does not
    strike it.
    """
    values = [
        {
            "subject": wish.subject,
            "reason": wish.reason,
            "due_on": "wall",
            "due_at": wish.at,
            "changed": _listed(wish.changed),
            "seq": 1,
            "since": wall,
        }
        for wish in _gathered(wishes)
    ]
    _upsert(connection, values)


def _gathered(wishes: Sequence[Due]) -> Iterable[Due]:
    """Each row once, and in one order everywhere, so that two writers never wait for each other."""
    found: dict[tuple[str, str], Due] = {}
    for wish in wishes:
        row = (wish.subject, wish.reason)
        other = found.get(row)
        found[row] = (
            wish
            if other is None
            else Due(*row, min(wish.at, other.at), wish.changed | other.changed)
        )
    return (found[row] for row in sorted(found))


def _listed(changed: frozenset[str]) -> str:
    """Facets in one text. A name with a comma in it cannot stand there: then it is about all."""
    found = ",".join(sorted(changed))
    long = len(found) > _LONGEST_CHANGED or found.count(",") >= max(len(changed), 1)
    return "any" if long else found


def put_wakes(connection: Connection, wakes: Sequence[Wake], *, wall: datetime) -> None:
    """Add or move the later looks that plans ask for."""
    values = [
        {
            "subject": w.subject,
            "reason": w.reason,
            "due_on": w.due_on,
            "due_at": w.due_at,
            "changed": w.since,
            "seq": 1,
            "since": wall,
        }
        for w in wakes
    ]
    _upsert(connection, values)


def _upsert(connection: Connection, values: Sequence[Mapping[str, object]]) -> None:
    if values:
        connection.execute(_coalescing(connection), values)


@once
def _coalescing(connection: Connection) -> Insert:
    table, statement = schema.agenda, insert(schema.agenda, connection)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["subject", "reason"],
        set_={
            "seq": table.c.seq + 1,
            "due_at": case(
                (
                    and_(
                        table.c.due_on == new.due_on,
                        or_(table.c.reason == "look", table.c.reason == "reread"),
                        table.c.due_at < new.due_at,
                    ),
                    table.c.due_at,
                ),
                else_=new.due_at,
            ),
            "due_on": new.due_on,
            "changed": case(
                (and_(table.c.reason.like("timer:%"), table.c.reason != ARM), new.changed),
                (func.length(table.c.changed) > _LONGEST_CHANGED, "any"),
                else_=table.c.changed + "," + new.changed,
            ),
            "dead": False,
            "attempts": 0,
        },
        # What a timer waits for counts once: only what began later is news.
        where=or_(table.c.due_on != FIRED, table.c.changed < new.changed),
    )


def strike(connection: Connection, rows_: Sequence[tuple[str, str, int]]) -> None:
    """Remove (subject, reason, seq) rows that were worked, each only if its seq is as read."""
    if rows_:
        worked = [{"s": subject, "r": reason, "q": seq} for subject, reason, seq in rows_]
        connection.execute(_striking(connection), worked)


@once
def _striking(_connection: Connection) -> Delete:
    table = schema.agenda
    return delete(table).where(
        table.c.subject == bindparam("s"),
        table.c.reason == bindparam("r"),
        table.c.seq == bindparam("q"),
    )


def postpone(
    connection: Connection,
    subject: str,
    reason: str,
    *,
    wall: datetime,
    said: str = "",
    after: float | None = None,
) -> None:
    """Put a row off for a while without blaming it: an outage, not a fault.

    `after` are the seconds somebody asked us to wait, an hour at most.
    """
    table = schema.agenda
    connection.execute(
        update(table)
        .where(table.c.subject == subject, table.c.reason == reason)
        .values(
            due_at=wall + max(_OUTAGE, timedelta(seconds=min(after or 0, 3600))), error=said or None
        )
    )


_OUTAGE = timedelta(seconds=30)
