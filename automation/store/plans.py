"""Writing Plans down: values, wishes, overrides and verdicts, in decide's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Delete,
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    or_,
    select,
    update,
)

from automation.effects import Plan, Step
from automation.model import CLIMBING, Derived
from automation.ports import Case
from automation.store import rows, schema, statuses, wishes
from automation.store.clocks import company_time
from automation.store.composed import once
from automation.store.linking import parents
from automation.store.reasons import Due
from automation.store.schema.columns import where_only
from automation.store.upsert import Insert, insert

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a wish is due that deliver must not see yet: a check of its state would cost every claim."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a wish enters the outbox: `planned`, `staged` until its run is decided, or `held`."""

    state: str = "planned"
    run: str | None = None


AT_ONCE: Final = Way()


def keep_plans(
    connection: Connection,
    plans: Sequence[Plan],
    *,
    wall: datetime,
    way: Callable[[Step], Way] = lambda _: AT_ONCE,
) -> None:
    """Keep everything these plans want and say."""
    _keep(connection, schema.derived, [rows.derived_row(d) for p in plans for d in p.derived])
    _keep(connection, schema.override, [rows.override_row(o) for p in plans for o in p.overrides])
    _keep(connection, schema.shadow, [_shadow(s, wall) for p in plans for s in p.shadow])
    _keep(connection, schema.verdict, [rows.verdict_row(v) for p in plans for v in p.verdicts])
    _withdraw(connection, [key for p in plans for key in p.settled], wall=wall)
    steps = [(step, way(step)) for p in plans for step in p.steps]
    _plan(connection, steps, wall=wall)


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


def woken(
    connection: Connection, decided: Sequence[tuple[Case, Plan]], wall: datetime
) -> Sequence[Due]:
    """A look at whatever is directly above an item of which a value changed.

    Each level wakes the next only if its own value changes, so no circle is walked for ever.
    """
    changed = {case.subject: names for case, plan in decided if (names := _changed(case, plan))}
    above = parents(connection, changed) if changed else {}
    return [
        Due(parent, "look", wall, frozenset(f"derived/{name}" for name in changed[id_]))
        for id_, mine in above.items()
        for parent in mine - {id_}
    ]


def _changed(case_: Case, plan: Plan) -> Sequence[str]:
    """The fields that read otherwise than before, of an item that may have somebody above it."""
    if case_.item is None or not any(link.kind in CLIMBING for link in case_.item.links):
        return ()
    was = {name: derived.value for name, derived in case_.derived.items()}
    return [new.field for new in plan.derived if new.value != was.get(new.field)]


def forget(connection: Connection, decided: Sequence[tuple[Case, Plan]]) -> None:
    """Strike what no longer holds: overrides that ended, values under a rule's former slot."""
    told = [(case, new) for case, plan in decided for new in plan.derived]
    ended = [{"i": n.item_id, "f": n.field} for case, n in told if n.field in case.overrides]
    former = [{"i": n.item_id, "f": n.field, "r": n.rule} for case, n in told if _moved(case, n)]
    if ended:
        connection.execute(_ended(connection), ended)
    if former:
        connection.execute(_former(connection), former)


def _moved(case_: Case, new: Derived) -> bool:
    """Whether a value of the same rule stands under another field."""
    return any(d.rule == new.rule and field != new.field for field, d in case_.derived.items())


@once
def _ended(_connection: Connection) -> Delete:
    over = schema.override
    return delete(over).where(over.c.item == bindparam("i"), over.c.field == bindparam("f"))


@once
def _former(_connection: Connection) -> Delete:
    said = schema.derived
    return delete(said).where(
        said.c.item == bindparam("i"),
        said.c.rule == bindparam("r"),
        said.c.field != bindparam("f"),
    )


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
def _withdrawing(_connection: Connection) -> Update:
    box = schema.outbox
    named = box.c.effect.in_(bindparam("keys", expanding=True))
    return (
        update(box)
        .where(named, box.c.open)
        .values(**_withdrawal(bindparam("at"), bindparam("until")))
    )


def _plan(connection: Connection, steps: Sequence[tuple[Step, Way]], *, wall: datetime) -> None:
    if not steps:
        return
    now = company_time(connection)(wall)
    wanted = [{**_wish(step, way, wall), "company_at": now} for step, way in steps]
    values = _unsaid(connection, wanted)
    if not values:
        return
    closing = {"at": wall, "until": wall + rows.KEEP_LONG}
    told = [{"e": v["effect"], "v": v["value"], **closing} for v in values]
    connection.execute(_making_way(connection), told)
    connection.execute(_wishing(connection), values)


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
    connection: Connection, values: Sequence[Mapping[str, object]]
) -> Sequence[Mapping[str, object]]:
    """Leave out what was said before: an occasion that is decided twice speaks once."""
    alone = [v["effect"] for v in values if v["kind"] in wishes.SPOKEN and not _is_sticky(v)]
    if not alone:
        return values
    box = schema.outbox
    said = set(connection.scalars(select(box.c.effect).where(box.c.effect.in_(alone))))
    return [v for v in values if v["effect"] not in said]


def _is_sticky(value: Mapping[str, Any]) -> bool:
    return bool(value["wish"].get("name"))


WAITING: Final = ("staged", "held")
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


def _wish(step: Step, way: Way, wall: datetime) -> dict[str, object]:
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
