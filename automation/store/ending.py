"""How a run ends: its wishes become due together, or all of them are held and the rule rests."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from automation.ports import Bounds, Page
from automation.store import schema, wishes
from automation.store.fuse import blown, letter, rest, resting, wanted
from automation.store.plans import NEVER, keep_plans, withdrawal
from automation.store.reasons import strike
from automation.store.waiting import going

DECIDED: Final = ("releasing",)
"""States of a run of which every subject is decided, while its wishes become due."""

AT_A_TIME: Final = 500
"""Wishes that become due in one transaction, so that nobody waits for it."""

SPOKEN_FOR: Final = timedelta(days=7)
"""What was to be said about something longer ago than this is withdrawn."""


def end(connection: Connection, page: Page, of: Bounds, *, wall: datetime) -> None:
    """After each page: hold the run if it wants too much; after the last, let its wishes go."""
    rests = not page.run.is_applied and _rests(connection, page, of, wall=wall)
    if not page.last:
        return
    if rests:
        _told(connection, page, of, wall=wall)
        _close(connection, page, "held", wall=wall)
        return
    some = _release(connection, page, of, wall=wall)
    if some == AT_A_TIME:
        _set(connection, page, {"state": "releasing"})
        return
    if page.run.is_applied and of.derives:
        _withdraw_rest(connection, page, wall=wall)
    _close(connection, page, "done", wall=wall)


def _rests(connection: Connection, page: Page, of: Bounds, *, wall: datetime) -> bool:
    """Hold the run as soon as it wants too much, or its rule rests for another reason."""
    box = schema.outbox
    mine = (box.c.run == page.run.id, box.c.state == "staged")
    if of.rule not in resting(connection, [of.rule]):
        over = blown(of, page.run.id, *wanted(connection, of.rule, *mine))
        if over is None:
            return False
        rest(connection, of, over, wall=wall)
    connection.execute(update(box).where(*mine).values(state="held", due_at=NEVER))
    return True


def _told(connection: Connection, page: Page, of: Bounds, *, wall: datetime) -> None:
    """Count all that the run wanted, and tell the rule's owner."""
    box = schema.outbox
    row = resting(connection, [of.rule])[of.rule]
    if row.run != page.run.id:
        return  # it rested before, and its owner knows
    counted = wanted(connection, of.rule, box.c.run == row.run, box.c.state == "held")
    over = blown(of, row.run, *counted)
    row = rest(connection, of, over, wall=wall) if over else row
    keep_plans(connection, [letter(row, of)], wall=wall)


def _release(connection: Connection, page: Page, of: Bounds, *, wall: datetime) -> int:
    """Let the next wishes of the run go; how many went."""
    box = schema.outbox
    some = connection.scalars(
        select(box.c.id).where(box.c.open, _of(page, of)).order_by(box.c.id).limit(AT_A_TIME)
    ).all()
    mine = box.c.id.in_(some)
    spoken = box.c.kind.in_(wishes.SPOKEN)
    old = and_(mine, spoken, box.c.planned_at < wall - SPOKEN_FOR)
    connection.execute(update(box).where(old).values(**withdrawal(wall)))
    gone = {**going(connection, wall), "run": page.run.id}
    connection.execute(update(box).where(mine, box.c.open).values(**gone))
    return len(some)


def _of(page: Page, of: Bounds) -> ColumnElement[bool]:
    """The wishes that this run lets go. Applied, a rule with steps says what it held, and no more.

    To go through all its items again would say about each of them what was never asked.
    """
    box = schema.outbox
    mine = and_(box.c.run == page.run.id, box.c.state == "staged")
    if not page.run.is_applied or of.derives:
        return mine
    return or_(mine, and_(box.c.rule == of.rule, box.c.state == "held"))


def _withdraw_rest(connection: Connection, page: Page, *, wall: datetime) -> None:
    """What was held before and is not wanted any more: its item is gone, or out of scope."""
    box, tick = schema.outbox, schema.tick
    began = select(tick.c.started_at).where(*_this(page)).scalar_subquery()
    former = and_(box.c.rule == page.run.rule, box.c.open, box.c.state == "held")
    connection.execute(
        update(box).where(former, box.c.planned_at < began).values(**withdrawal(wall))
    )


def _close(connection: Connection, page: Page, state: str, *, wall: datetime) -> None:
    _set(connection, page, {"state": state, "done_at": wall})
    strike(connection, [(f"rule:{page.run.rule}", f"tick:{page.run.id}", page.seq)])


def _set(connection: Connection, page: Page, change: dict[str, object]) -> None:
    connection.execute(update(schema.tick).where(*_this(page)).values(**change))


def _this(page: Page) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    tick = schema.tick
    return tick.c.schedule == page.run.schedule, tick.c.planned_at == page.run.planned_at
