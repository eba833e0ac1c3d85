"""The agenda as people look at it: what is due, what comes soon, timers, what gave up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from automation.store import schema
from automation.store.dues import instants, waits_since
from automation.store.recoveries import RECOVER
from automation.store.types import Instant

Row = Mapping[str, Any]

COUNTED: Final = ("waiting", "soon", "timers", "dead")
"""What a row of the agenda is: due and not done yet, due within a while by the system's clock, due
later by the company's, or given up.
"""


@dataclass(frozen=True, slots=True)
class Timers:
    """The rows of one reason that are not due yet: how many, and when the next one is due, in the
    company's time. `key` is its item where there is one alone, "" otherwise.
    """

    reason: str
    count: int
    next: datetime
    key: str = ""


def counts(connection: Connection, *, wall: datetime) -> dict[str, int]:
    """How many rows there are of each kind; what every connection is asked again and again is no
    work that waits.
    """
    table = schema.agenda
    kind = case(
        (table.c.dead, "dead"), (_is_due(), "waiting"), (_by_company(), "timers"), else_="soon"
    )
    query = select(kind, func.count()).where(_counts()).group_by(kind)
    found: dict[str, int] = dict(connection.execute(query, instants(connection, wall)).all())
    return {name: found.get(name, 0) for name in COUNTED}


def waiting(connection: Connection, *, wall: datetime, limit: int) -> Sequence[Row]:
    """The rows that are due, and those that are soon, longest first. `waits_since` is in the
    system's time, None for what is not due yet.
    """
    table, item, holder = schema.agenda, schema.item, schema.subject
    since = case((_is_due(), type_coerce(waits_since(), Instant()))).label("waits_since")
    query = (
        select(table, item.c.key, holder.c.lease_until, since)
        .outerjoin(item, item.c.id == table.c.subject)
        .outerjoin(holder, holder.c.id == table.c.subject)
        .where(~table.c.dead, _counts(), or_(_is_due(), ~_by_company()))
        .order_by(since.is_(None), since, table.c.due_at)
        .limit(limit)
    )
    return _all(connection, query, wall)


def timers(connection: Connection, *, wall: datetime, limit: int) -> Sequence[Timers]:
    """What waits for its time by the company's clock, by reason, the next one first."""
    table, item = schema.agenda, schema.item
    soonest = func.min(table.c.due_at, type_=Instant())
    key = case((func.count() == 1, func.min(item.c.key)), else_="")
    query = (
        select(table.c.reason, func.count().label("count"), soonest.label("next"), key.label("key"))
        .outerjoin(item, item.c.id == table.c.subject)
        .where(~table.c.dead, _counts(), _by_company(), ~_is_due())
        .group_by(table.c.reason)
        .order_by(soonest)
        .limit(limit)
    )
    rows = _all(connection, query, wall)
    return [Timers(row["reason"], row["count"], row["next"], row["key"] or "") for row in rows]


def _counts() -> ColumnElement[bool]:
    table = schema.agenda
    return and_(table.c.reason != RECOVER, table.c.due_on.in_(("wall", "company")))


def _by_company() -> ColumnElement[bool]:
    return schema.agenda.c.due_on == "company"


def _is_due() -> ColumnElement[bool]:
    table = schema.agenda
    company = and_(_by_company(), table.c.due_at <= _at("now"))
    wall = and_(table.c.due_on == "wall", table.c.due_at <= _at("wall"))
    return or_(company, wall)


def _at(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=Instant())


def _all(connection: Connection, query: Select[Any], wall: datetime) -> Sequence[Row]:
    found = connection.execute(query, instants(connection, wall))
    return [dict(row) for row in found.mappings()]
