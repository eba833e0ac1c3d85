"""How long work has been due: what the clock looks at all day, in one statement composed once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from automation.store import schema
from automation.store.agenda import DELIVERED
from automation.store.clocks import tempo_of
from automation.store.composed import once
from automation.store.tempo import SYSTEM, Tempo
from automation.store.types import Instant, micros

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SYSTEM: Final = Tempo(_LONG_AGO, _LONG_AGO)
"""The clock of a company that lives in the system's time: nobody ever turned it."""

_NEVER: Final = 2**62
"""Microseconds: later than any time."""


@dataclass(frozen=True, slots=True)
class Due:
    """Seconds the oldest due work of each queue has waited; None where nothing is due."""

    line: float | None
    deliver: float | None


def due(connection: Connection, *, wall: datetime) -> Due:
    """How long the oldest due work of each queue has waited, in seconds of the system's."""
    found = connection.execute(_oldest(connection), instants(connection, wall)).one()
    line = [found.inbox, found.by_wall, found.by_company]
    return Due(_longest(line, wall), _longest([found.outbox, found.delivered], wall))


def instants(connection: Connection, wall: datetime) -> dict[str, object]:
    """What every statement here is bound to: both times, and how the company's passed."""
    tempo = tempo_of(connection) or _SYSTEM
    end = tempo.until if tempo.arrival else None
    return {
        "wall": wall,
        "now": tempo.at(wall),
        "begun": micros(tempo.anchor_company),
        "begun_at": micros(tempo.anchor_wall),
        "rate": max(SYSTEM, tempo.rate),
        "end": _NEVER if end is None else micros(end),
        "end_at": micros(tempo.arrival or wall),
        "after": max(SYSTEM, tempo.after_rate),
    }


def waits_since() -> ColumnElement[datetime]:
    """Since when a due row of the agenda waits, in the system's time, whatever clock it is due on.

    A row of the company's clock waits since that read its time, and never since before it was put
    there. When the clock read a time before it was last turned is not known: it waits at least
    since then.
    """
    table, number = schema.agenda, BigInteger
    due_at, put_at = type_coerce(table.c.due_at, number), type_coerce(table.c.since, number)
    names = ("begun", "begun_at", "rate", "end", "end_at", "after")
    begun, begun_at, rate, end, end_at, after = (bindparam(each, type_=number) for each in names)
    read_at = case(
        (due_at <= begun, begun_at),
        (due_at <= end, begun_at + (due_at - begun) // rate),
        else_=end_at + (due_at - end) // after,
    )
    by_company = case((put_at > read_at, put_at), else_=read_at)
    return type_coerce(case((table.c.due_on == "company", by_company), else_=due_at), Instant())


@once
def _oldest(_connection: Connection) -> Select[Any]:
    """When the oldest due work of each table became due."""
    oldest = {
        "inbox": _inbox_due(),
        "by_wall": _agenda_due("wall", "wall"),
        "by_company": _agenda_due("company", "now"),
        "outbox": _outbox_due(),
        "delivered": _delivered_due(),
    }
    return select(*(query.scalar_subquery().label(name) for name, query in oldest.items()))


def _inbox_due() -> Select[Any]:
    box = schema.inbox
    return select(func.min(box.c.due_at)).where(
        box.c.state == "waiting", box.c.due_at <= _at("wall"), _free(box.c.lease_until)
    )


def _agenda_due(clock: str, name: str) -> Select[Any]:
    table, holder = schema.agenda, schema.subject
    return (
        select(func.min(waits_since(), type_=Instant()))
        .outerjoin(holder, holder.c.id == table.c.subject)
        .where(table.c.due_on == clock, table.c.due_at <= _at(name), ~table.c.dead)
        .where(table.c.reason.not_in(DELIVERED), _free(holder.c.lease_until))
    )


def _outbox_due() -> Select[Any]:
    box, site = schema.outbox, schema.connection
    return (
        select(func.min(box.c.due_at))
        .outerjoin(site, site.c.name == box.c.connection)
        .where(box.c.open, box.c.due_at <= _at("wall"), _free(box.c.lease_until))
        .where(_free(site.c.paused_until))
    )


def _delivered_due() -> Select[Any]:
    table = schema.agenda
    return select(func.min(table.c.due_at)).where(
        table.c.due_on == "wall",
        table.c.due_at <= _at("wall"),
        ~table.c.dead,
        table.c.reason.in_(DELIVERED),
    )


def _at(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=Instant())


def _free(until: Column[Any]) -> ColumnElement[bool]:
    return or_(until.is_(None), until < _at("wall"))


def _longest(found: Sequence[datetime | None], wall: datetime) -> float | None:
    oldest = min((at for at in found if at is not None), default=None)
    return None if oldest is None else max(0.0, (wall - oldest).total_seconds())
