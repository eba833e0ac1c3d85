"""Writing Plans down: values, wishes, overrides and verdicts, in decide's own transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, case, delete, text, update
from sqlalchemy.dialects.sqlite import insert

from automation.effects import Plan, SetLabel, Step, Verdict
from automation.model import Derived, Override
from automation.store import rows, schema


def keep_plans(connection: Connection, plans: Sequence[Plan], *, wall: datetime) -> None:
    """Keep everything these plans want and say."""
    _keep(connection, schema.derived, [_derived(d) for p in plans for d in p.derived])
    _forget(connection, plans)
    _keep(connection, schema.override, [_override(o) for p in plans for o in p.overrides])
    _keep(connection, schema.shadow, [_shadow(s, wall) for p in plans for s in p.shadow])
    _keep(connection, schema.verdict, [_verdict(v) for p in plans for v in p.verdicts])
    _withdraw(connection, [key for p in plans for key in p.settled], wall=wall)
    _plan(connection, [step for p in plans for step in p.steps], wall=wall)


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
    statement = insert(table)
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


def _plan(connection: Connection, steps: Sequence[Step], *, wall: datetime) -> None:
    if not steps:
        return
    box = schema.outbox
    values = [_wish(step, wall) for step in steps]
    # A wish that was ever sent keeps its row, or its echo could not be recognised.
    connection.execute(
        update(box)
        .where(box.c.effect == text(":e"), box.c.open, box.c.sent_at.is_not(None))
        .where(text("value IS NOT :v"))
        .values(**withdrawal(wall)),
        [{"e": v["effect"], "v": v["value"]} for v in values],
    )
    statement = insert(box)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["effect"],
            index_where=text("open = 1"),
            set_={**{name: new[name] for name in _REPLACED}, "seq": box.c.seq + 1},
            where=box.c.value.is_distinct_from(new.value),
        ),
        values,
    )


_REPLACED = (
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


def _wish(step: Step, wall: datetime) -> dict[str, object]:
    effect = step.effect
    return {
        "effect": effect.key,
        "open": True,
        "state": "planned",
        "seq": 1,
        "connection": effect.connection,
        "target": effect.target,
        "field": effect.field,
        "value": effect.value,
        "wish": wish_row(effect),
        "subject": step.subject,
        "rule": step.rule,
        "ruleset": step.ruleset,
        "because": step.because,
        "evidence": rows.evidence_rows(step.evidence),
        "due_at": wall,
        "planned_at": wall,
        "attempts": 0,
        "tries": 0,
    }


def wish_row(effect: SetLabel) -> dict[str, object]:
    """A wish as JSON."""
    return {"slot": effect.slot, "value": effect.value, "basis": effect.basis}


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
        "wish": wish_row(step.effect),
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
