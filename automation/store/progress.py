"""How far errands have come: begun, answered or given back, many of them in a few statements.

A dozen senders report at the same moment, and a statement costs more than a row. So the rows are
read once, each sender's claim is judged here, and what is true of many is written as one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    select,
    update,
)

from automation.ports import Answer, Errand, OwnWrite
from automation.store import schema
from automation.store.answers import Settled, settle
from automation.store.clocks import CompanyTime, company_time
from automation.store.composed import among, once
from automation.store.leases import LEASE


@dataclass(frozen=True, slots=True)
class Begun:
    """A sender is about to write. `echo` is what will come back, beside what the row tells."""

    errand: Errand
    owner: str
    wall: datetime
    echo: tuple[OwnWrite, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A sender knows what became of its errand."""

    errand: Errand
    owner: str
    wall: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A sender did not come to it."""

    errand: Errand
    owner: str


Progress = Begun | Answered | GivenBack


def keep_progress(connection: Connection, news: Sequence[Progress]) -> Sequence[bool]:
    """Write down what senders report; for each whether the row was still theirs.

    Nothing is written about a row that is somebody else's by now.
    """
    rows = _rows(connection, [each.errand.id for each in news])
    held = [_holds(rows.get(each.errand.id), each) for each in news]
    ours = [each for each, holds in zip(news, held, strict=True) if holds]
    company = company_time(connection)
    begun = [each for each in ours if isinstance(each, Begun)]
    _begin(connection, begun, company)
    for each in begun:
        if each.echo:
            _foretell(connection, each)
    settle(
        connection,
        [
            Settled(rows[each.errand.id], each.errand, each.answer, each.wall, company(each.wall))
            for each in ours
            if isinstance(each, Answered)
        ],
    )
    _give_back(connection, [each for each in ours if isinstance(each, GivenBack)])
    return held


def _rows(connection: Connection, ids: Sequence[int]) -> Mapping[int, Any]:
    found = connection.execute(_held(connection), {"ids": ids})
    return {row.id: row for row in found}


@once
def _held(connection: Connection) -> Select[Any]:
    box = schema.outbox
    return (
        select(
            *(box.c.id, box.c.seq, box.c.open, box.c.owner, box.c.lease_until, box.c.state),
            *(box.c.attempts, box.c.tries, box.c.connection, box.c.subject, box.c.target),
            *(box.c.kind, box.c.planned_at),
        )
        .where(among(connection, box.c.id))
        .order_by(box.c.id)
        .with_for_update()
    )


def _holds(row: Any, news: Progress) -> bool:  # noqa: ANN401 - a result row
    """Whether the row is its sender's; to begin it must also be as it was claimed."""
    if row is None or row.owner != news.owner:
        return False
    if not isinstance(news, Begun):
        return True
    return bool(row.open and row.seq == news.errand.seq and row.lease_until > news.wall)


def _begin(connection: Connection, begun: Sequence[Begun], company: CompanyTime) -> None:
    if not begun:
        return
    connection.execute(
        _beginning(connection),
        [
            {
                "this": b.errand.id,
                "began": b.wall,
                "now": company(b.wall),
                "until": b.wall + LEASE,
            }
            for b in begun
        ],
    )
    # What stands is unknown from here on until this is settled, which it may never be. The id of
    # a comment stays: by it the comment is found again.
    names = [{"on": b.errand.effect.target, "in": b.errand.effect.field} for b in begun]
    connection.execute(_striking(connection), names)
    connection.execute(_blanking(connection), names)


@once
def _beginning(_connection: Connection) -> Update:
    box = schema.outbox
    return (
        update(box)
        .where(box.c.id == bindparam("this"))
        .values(
            state="sending",
            sent_at=bindparam("began"),
            company_at=bindparam("now"),
            tries=box.c.tries + 1,
            lease_until=bindparam("until"),
        )
    )


@once
def _striking(_connection: Connection) -> Delete:
    return delete(schema.written).where(_stood(), schema.written.c.source.is_(None))


@once
def _blanking(_connection: Connection) -> Update:
    return update(schema.written).where(_stood()).values(value=None)


def _stood() -> ColumnElement[bool]:
    last = schema.written
    return and_(last.c.target == bindparam("on"), last.c.field == bindparam("in"))


def _foretell(connection: Connection, begun: Begun) -> None:
    """Keep what the write will come back as before it is made: its echo may be the quicker one."""
    box = schema.outbox
    mine = box.c.id == begun.errand.id
    wish: Any = connection.scalar(select(box.c.wish).where(mine))
    echo = [[each.target, each.facet, each.stands, each.value] for each in begun.echo]
    connection.execute(update(box).where(mine).values(wish={**wish, "echo": echo}))


def _give_back(connection: Connection, given: Sequence[GivenBack]) -> None:
    if not given:
        return
    box = schema.outbox
    connection.execute(
        update(box)
        .where(box.c.id.in_([each.errand.id for each in given]))
        .values(owner=None, lease_until=None, alone=False)
    )
