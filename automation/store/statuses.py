"""What the status of an item is made of, as a row, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Delete, delete

from automation.appraisal import APPRAISED, Asking, Pace, Progress, Signal, Standing, Status
from automation.effects import Plan
from automation.model import Derived, Item, Override
from automation.ports import Case
from automation.store import rows, schema
from automation.store.composed import among, once
from automation.store.upsert import Insert, insert

Row = Mapping[Any, Any]


def keep(connection: Connection, found: Sequence[tuple[Item, str, Status]]) -> None:
    """Put statuses on record, each with its item and what that is in our words."""
    if found:
        told = [_row(item, type_, status) for item, type_, status in found]
        connection.execute(_keeping(connection), told)


def has_none(case: Case, plan: Plan) -> bool:
    """Whether an item was deleted, or is of a type that has no status (any more)."""
    if case.item is None:
        return False
    return case.item.deleted_at is not None or plan.type not in APPRAISED | {""}


def forget(connection: Connection, ids: Sequence[str]) -> None:
    """Strike the statuses of items that have none any more."""
    if ids:
        connection.execute(_forgetting(connection), {"ids": ids})


@once
def _forgetting(connection: Connection) -> Delete:
    table = schema.status
    return delete(table).where(among(connection, table.c.item))


@once
def _keeping(connection: Connection) -> Insert:
    fresh = insert(schema.status, connection)
    changed = {name: fresh.excluded[name] for name in ("at", "team", "objective", "found")}
    return fresh.on_conflict_do_update(index_elements=["item"], set_=changed)


_BESIDE: Final = frozenset({"at", "team", "objective", "grounds"})
"""What stands in columns of its own, or is never kept."""


def _row(item: Item, type_: str, status: Status) -> dict[str, object]:
    found = {
        each.name: value
        for each in fields(status)
        if each.name not in _BESIDE and (value := getattr(status, each.name))
    }
    return {
        "item": item.id,
        "at": status.at,
        "team": status.team,
        "objective": status.objective,
        "found": {**found, "title": item.fields.get("title"), "type": type_},
    }


def status(row: Row) -> Status:
    """A status from its row."""
    found: Row = row["found"]
    return Status(
        at=row["at"],
        progress=Progress(**found["progress"]),
        signals=tuple(_signal(each) for each in found.get("signals", ())),
        pace=Pace(**found["pace"]) if "pace" in found else None,
        moved=next(iter(rows.evidence([found["moved"]])), None) if "moved" in found else None,
        **{name: found[name] for name in _PLAIN if name in found},
        askings=tuple(Asking(**each) for each in found.get("askings", ())),
        team=row["team"],
        objective=row["objective"],
        owner=found.get("owner"),
    )


_PLAIN = ("target", "first_target", "moves", "paused_since", "closed_at")


def _signal(found: Row) -> Signal:
    return Signal(**{**found, "evidence": rows.evidence(found["evidence"])})


def standing(
    row: Row,
    *,
    health: Derived | None,
    override: Override | None,
    ended: Override | None,
    ripe: datetime | None,
) -> Standing:
    """An item with its status, from the joined row of both, and what stands beside it."""
    found: Row = row["found"]
    return Standing(
        item_id=row["id"],
        key=row["key"],
        title=str(found.get("title") or row["key"]),
        type=str(found.get("type") or row["type"]),
        url=row["url"],
        visibility=row["visibility"],
        status=status(row),
        health=health,
        override=override,
        ended=ended,
        ripe=ripe,
    )
