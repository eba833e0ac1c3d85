"""How long work has been due: what the clock looks at all day, in one statement composed once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    or_,
    select,
)

from automation.store import schema
from automation.store.agenda import DELIVERED
from automation.store.composed import once
from automation.store.types import Instant


@dataclass(frozen=True, slots=True)
class Due:
    """Seconds the oldest due work of each queue has waited; None where nothing is due."""

    line: float | None
    deliver: float | None


def due(connection: Connection, *, wall: datetime, now: datetime, rate: int = 1) -> Due:
    """How long the oldest due work of each queue has waited, in seconds of the system's.

    `rate` is how many times as fast the company's time passes.
    """
    found = connection.execute(_oldest(connection), {"wall": wall, "now": now}).one()
    by_company = found.by_company and wall - (now - found.by_company) / max(1, rate)
    line = [found.inbox, found.by_wall, by_company]
    return Due(_longest(line, wall), _longest([found.outbox, found.delivered], wall))


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
        select(func.min(table.c.due_at))
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
    return None if oldest is None else (wall - oldest).total_seconds()
