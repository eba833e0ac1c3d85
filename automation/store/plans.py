"""Writing Plans down: values, wishes, overrides and verdicts, in decide's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Table,
    and_,
    bindparam,
    case,
    delete,
    or_,
    select,
    update,
)

from automation.effects import Plan, Step, Verdict
from automation.model import CLIMBING, Derived, Override
from automation.ports import Case
from automation.store import rows, schema, wishes
from automation.store.linking import parents
from automation.store.reasons import Due
from automation.store.schema.columns import where_only
from automation.store.upsert import insert

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
    _keep(connection, schema.derived, [_derived(d) for p in plans for d in p.derived])
    _forget(connection, plans)
    _keep(connection, schema.override, [_override(o) for p in plans for o in p.overrides])
    _keep(connection, schema.shadow, [_shadow(s, wall) for p in plans for s in p.shadow])
    _keep(connection, schema.verdict, [_verdict(v) for p in plans for v in p.verdicts])
    _withdraw(connection, [key for p in plans for key in p.settled], wall=wall)
    steps = [(step, way(step)) for p in plans for step in p.steps]
    _plan(connection, steps, wall=wall)


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


def _forget(connection: Connection, plans: Sequence[Plan]) -> None:
    """Strike what no longer holds: overrides that ended, values under a rule's former slot."""
    over, said = schema.override, schema.derived
    told = [{"i": d.item_id, "f": d.field, "r": d.rule} for p in plans for d in p.derived]
    if not told:
        return
    ended = delete(over).where(over.c.item == bindparam("i"), over.c.field == bindparam("f"))
    former = delete(said).where(
        said.c.item == bindparam("i"),
        said.c.rule == bindparam("r"),
        said.c.field != bindparam("f"),
    )
    connection.execute(ended, [{"i": each["i"], "f": each["f"]} for each in told])
    connection.execute(former, told)


def _keep(connection: Connection, table: Table, values: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, or replace those of the same primary key."""
    if not values:
        return
    keys = [column.name for column in table.primary_key]
    statement = insert(table, connection)
    fresh = {name: statement.excluded[name] for name in values[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=fresh), values)


def _withdraw(connection: Connection, keys: Sequence[str], *, wall: datetime) -> None:
    """Close older wishes under keys that need no write any more.

    One that is being sent stays in the hands of its sender; `settle` sees that it was withdrawn.
    """
    if not keys:
        return
    box = schema.outbox
    connection.execute(
        update(box).where(box.c.effect.in_(keys), box.c.open).values(**withdrawal(wall))
    )


def _plan(connection: Connection, steps: Sequence[tuple[Step, Way]], *, wall: datetime) -> None:
    if not steps:
        return
    box = schema.outbox
    values = _unsaid(connection, [_wish(step, way, wall) for step, way in steps])
    if not values:
        return
    # A wish that was ever sent keeps its row, or its echo could not be recognised.
    connection.execute(
        update(box)
        .where(box.c.effect == bindparam("e"), box.c.open, box.c.sent_at.is_not(None))
        .where(box.c.value.is_distinct_from(bindparam("v")))
        .values(**withdrawal(wall)),
        [{"e": v["effect"], "v": v["value"]} for v in values],
    )
    statement = insert(box, connection)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["effect"],
            index_where=where_only(connection, "open = 1", "open"),
            set_={**{name: new[name] for name in _REPLACED}, "seq": box.c.seq + 1},
            where=or_(
                box.c.value.is_distinct_from(new.value),
                and_(or_(*(box.c.state == one for one in WAITING)), box.c.state != new.state),
            ),
        ),
        values,
    )


def _unsaid(
    connection: Connection, values: Sequence[Mapping[str, object]]
) -> Sequence[Mapping[str, object]]:
    """Leave out what was said before: an occasion that is decided twice speaks once."""
    once = [v["effect"] for v in values if v["kind"] in wishes.SPOKEN and not _is_sticky(v)]
    if not once:
        return values
    box = schema.outbox
    said = set(connection.scalars(select(box.c.effect).where(box.c.effect.in_(once))))
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
    "attempts",
    "tries",
    "state",
)


def withdrawal(wall: datetime) -> dict[str, Any]:
    """What closes an open wish: `settle` finds a moved seq where it was being sent."""
    box = schema.outbox
    return {
        "open": False,
        "seq": box.c.seq + 1,
        "state": case((box.c.state == "sending", "sending"), else_="withdrawn"),
        "done_at": wall,
        "kept_until": wall + rows.KEEP_LONG,
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


def _derived(derived: Derived) -> dict[str, object]:
    return {
        "item": derived.item_id,
        "field": derived.field,
        "value": derived.value,
        "because": derived.because,
        "evidence": rows.evidence_rows(derived.evidence),
        "rule": derived.rule,
        "ruleset": derived.ruleset,
        "changed_at": derived.changed_at,
    }


def _override(override: Override) -> dict[str, object]:
    return {
        "item": override.item_id,
        "field": override.field,
        "value": override.value,
        "by": override.by,
        "at": override.at,
        "until": override.until,
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


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "rule": verdict.rule,
        "subject": verdict.subject,
        "at": verdict.at,
        "ruleset": verdict.ruleset,
        "result": verdict.result,
        "because": verdict.because,
    }
