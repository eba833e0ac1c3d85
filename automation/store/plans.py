"""Writing Plans down: values, wishes, overrides and verdicts, in decide's own transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    or_,
    select,
    update,
)

from automation.effects import Notice, Plan, Step
from automation.ports import NO_BOUNDS, ByRule, Case
from automation.sayings import COMMANDS
from automation.store import rows, schema, statuses, wishes
from automation.store.clocks import company_time
from automation.store.composed import among, once
from automation.store.flips import Trip, letters, trips
from automation.store.rates import Over, over_rates, told_over, unsaid, wakes_of
from automation.store.reasons import put_wakes
from automation.store.said import keep as keep_sayings
from automation.store.schema.columns import where_only
from automation.store.upsert import Insert, insert

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a wish is due that deliver must not see yet: a check of its state would cost every claim."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a wish enters the outbox: `planned`, `staged` until its run is decided, `waiting` for the
    hours of its rule, or `held`, for a reason that is `said`.
    """

    state: str = "planned"
    run: str | None = None
    said: str | None = None


AT_ONCE: Final = Way()
LEFT_OUT: Final = Way("left out")
"""Of what is neither said nor held."""


def keep_plans(
    connection: Connection,
    plans: Sequence[Plan],
    *,
    wall: datetime,
    way: Callable[[Step], Way] = lambda _: AT_ONCE,
    bounds: ByRule = NO_BOUNDS,
) -> None:
    """Keep everything these plans want and say. What is over a rate of the `bounds` is held."""
    now = company_time(connection)(wall)
    wanted = unsaid(connection, [step for p in plans for step in p.steps], now)
    over = over_rates(connection, wanted, bounds, now)
    flipped = trips(connection, wanted, now)
    plans = told_over(plans, {**over, **flipped})
    _keep(connection, schema.derived, [rows.derived_row(d) for p in plans for d in p.derived])
    _keep(connection, schema.override, [rows.override_row(o) for p in plans for o in p.overrides])
    _keep(connection, schema.shadow, [_shadow(s, wall) for p in plans for s in p.shadow])
    _keep(connection, schema.verdict, [rows.verdict_row(v) for p in plans for v in p.verdicts])
    keep_sayings(connection, [each for p in plans for each in p.sayings])
    _withdraw(connection, [key for p in plans for key in p.settled], wall=wall)
    told = [*wanted, *letters(flipped, bounds)]
    steps = [(step, _bounded(way(step), step, {**over, **flipped}, now)) for step in told]
    _plan(connection, [each for each in steps if each[1] is not LEFT_OUT], wall=wall, now=now)
    put_wakes(connection, wakes_of(over.values()), wall=wall)


def _bounded(way: Way, step: Step, over: Mapping[str, Over | Trip], now: datetime) -> Way:
    """The way of a step once the rates and the hours of its rule are kept."""
    if way.state == "held" or way is LEFT_OUT:
        return way
    if step.rule == COMMANDS and step.effect.key in over:
        return LEFT_OUT
    if step.effect.key in over:
        return Way("held", way.run, str(over[step.effect.key]))
    # A line whose hour is over goes with those of the same mail, and not before them.
    is_late = isinstance(step.effect, Notice) and bool(step.effect.digest)
    waits = way.state == "planned" and step.opens is not None and (step.opens > now or is_late)
    return Way("waiting", way.run) if waits else way


def keep_statuses(connection: Connection, decided: Sequence[tuple[Case, Plan]]) -> None:
    """Keep what the statuses of these subjects are made of, and strike those of items that have
    none any more. While the rules do not look at statuses, the last ones stand.
    """
    found = [
        (case.item, plan.type, plan.status) for case, plan in decided if case.item and plan.status
    ]
    without = [case.subject for case, plan in decided if statuses.has_none(case, plan)]
    statuses.forget(connection, without)
    statuses.keep(connection, found)


def _keep(connection: Connection, table: Table, values: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, or replace those of the same primary key."""
    if values:
        connection.execute(_replacing(connection, table, tuple(values[0])), values)


@once
def _replacing(connection: Connection, table: Table, told: tuple[str, ...]) -> Insert:
    keys = [column.name for column in table.primary_key]
    statement = insert(table, connection)
    fresh = {name: statement.excluded[name] for name in told if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=fresh)


def _withdraw(connection: Connection, keys: Sequence[str], *, wall: datetime) -> None:
    """Close older wishes under keys that need no write any more.

    One that is being sent stays in the hands of its sender; `settle` sees that it was withdrawn.
    """
    if keys:
        until = wall + rows.KEEP_LONG
        connection.execute(_withdrawing(connection), {"keys": keys, "at": wall, "until": until})


@once
def _withdrawing(connection: Connection) -> Update:
    box = schema.outbox
    named = among(connection, box.c.effect, "keys")
    return (
        update(box)
        .where(named, box.c.open)
        .values(**_withdrawal(bindparam("at"), bindparam("until")))
    )


def _plan(
    connection: Connection, steps: Sequence[tuple[Step, Way]], *, wall: datetime, now: datetime
) -> None:
    if not steps:
        return
    wanted = [{**row_of(step, way, wall), "company_at": now} for step, way in steps]
    values = _unsaid(connection, wanted, {step.effect.key for step, _ in steps if step.once})
    if not values:
        return
    sent = connection.execute(_sent(connection), {"ids": [v["effect"] for v in values]})
    if under_way := set(sent.scalars()):  # nearly never any, and an update for each would cost
        closing = {"at": wall, "until": wall + rows.KEEP_LONG}
        mine = [v for v in values if v["effect"] in under_way]
        told = [{"e": v["effect"], "v": v["value"], **closing} for v in mine]
        connection.execute(_making_way(connection), told)
    connection.execute(_wishing(connection), values)


@once
def _sent(connection: Connection) -> Select[Any]:
    """Which of these open wishes were ever sent."""
    box = schema.outbox
    asked = among(connection, box.c.effect)
    return select(box.c.effect).where(asked, box.c.open, box.c.sent_at.is_not(None))


@once
def _making_way(_connection: Connection) -> Update:
    """A wish that was ever sent keeps its row, or its echo could not be recognised."""
    box = schema.outbox
    return (
        update(box)
        .where(box.c.effect == bindparam("e"), box.c.open, box.c.sent_at.is_not(None))
        .where(box.c.value.is_distinct_from(bindparam("v")))
        .values(**_withdrawal(bindparam("at"), bindparam("until")))
    )


@once
def _wishing(connection: Connection) -> Insert:
    box, statement = schema.outbox, insert(schema.outbox, connection)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["effect"],
        index_where=where_only(connection, "open = 1", "open"),
        set_={**{name: new[name] for name in _REPLACED}, "seq": box.c.seq + 1},
        where=or_(
            box.c.value.is_distinct_from(new.value),
            and_(or_(*(box.c.state == one for one in WAITING)), box.c.state != new.state),
        ),
    )


def _unsaid(
    connection: Connection, values: Sequence[Mapping[str, object]], fresh: Collection[object]
) -> Sequence[Mapping[str, object]]:
    """Leave out what was said before: an occasion that is decided twice speaks once.

    What is `fresh` was asked for already, and its wish may have been withdrawn before it spoke.
    """
    spoken = [v for v in values if v["kind"] in wishes.SPOKEN and not _is_sticky(v)]
    alone = [v["effect"] for v in spoken if v["effect"] not in fresh]
    if not alone:
        return values
    box = schema.outbox
    said = set(connection.scalars(select(box.c.effect).where(box.c.effect.in_(alone))))
    return [v for v in values if v["effect"] not in said]


def _is_sticky(value: Mapping[str, Any]) -> bool:
    return bool(value["wish"].get("name"))


WAITING: Final = ("staged", "held", "waiting")
"""States of open wishes that deliver must not see; a newer wish may let one of them go."""

_REPLACED = (
    "run",
    "subject",
    "kind",
    "value",
    "wish",
    "rule",
    "ruleset",
    "because",
    "evidence",
    "due_at",
    "planned_at",
    "company_at",
    "attempts",
    "tries",
    "state",
    "said",
    "opens_at",
)


def withdrawal(wall: datetime) -> dict[str, Any]:
    """What closes an open wish: `settle` finds a moved seq where it was being sent."""
    return _withdrawal(wall, wall + rows.KEEP_LONG)


def _withdrawal(at: object, until: object) -> dict[str, Any]:
    box = schema.outbox
    return {
        "open": False,
        "seq": box.c.seq + 1,
        "state": case((box.c.state == "sending", "sending"), else_="withdrawn"),
        "done_at": at,
        "kept_until": until,
    }


def row_of(step: Step, way: Way, wall: datetime) -> dict[str, object]:
    """A step as it enters the outbox."""
    effect = step.effect
    return {
        "effect": effect.key,
        "open": True,
        "state": way.state,
        "run": way.run,
        "seq": 1,
        "connection": effect.connection,
        "target": effect.target,
        "field": effect.field,
        "value": effect.value,
        "kind": wishes.KINDS[type(effect)],
        "wish": wishes.wish(effect),
        "subject": step.subject,
        "rule": step.rule,
        "ruleset": step.ruleset,
        "because": step.because,
        "evidence": rows.evidence_rows(step.evidence),
        "due_at": NEVER if way.state in WAITING else wall,
        "planned_at": wall,
        "attempts": 0,
        "tries": 0,
        "said": way.said,
        "opens_at": step.opens,
    }


def _shadow(step: Step, wall: datetime) -> dict[str, object]:
    return {
        "effect": step.effect.key,
        "rule": step.rule,
        "wish": wishes.wish(step.effect),
        "subject": step.subject,
        "ruleset": step.ruleset,
        "because": step.because,
        "at": wall,
    }
