"""The flip-flop trip: where writes go to and fro within a day, their rule rests for that one field.

Two rules that disagree, or one that answers its own traces, would go on for ever. A person who has
looked lets it go, and it is counted anew from then on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select, update

from automation.effects import Email, Settable, Step
from automation.ports import ByRule
from automation.store import schema
from automation.store.composed import among, once, rows_of
from automation.store.taken_back import not_taking_back
from automation.store.types import Instant
from automation.store.upsert import insert
from automation.visibility import INTERNAL, narrower

WITHIN: Final = timedelta(hours=24)
"""The company's time in which six writes that go to and fro are too many: a person who changes
their mind twice is none the worse for it.
"""

_SIX: Final = 6
_LET_GO: Final = ""
_Spot = tuple[str, str]  # an item, and a field of it


@dataclass(frozen=True, slots=True)
class Trip:
    """A field of an item at which a rule rests. `flips` are the values that took turns there.

    `restricted`: few may see the item, and a mail says neither what was written nor where.
    """

    step: Step
    flips: str
    is_new: bool
    restricted: bool = False

    def __str__(self) -> str:
        """As a page says it."""
        return f"held: written to and fro within a day ({self.flips}); look, then apply it"


def trips(connection: Connection, steps: Sequence[Step], now: datetime) -> Mapping[str, Trip]:
    """The steps that are not to be taken, by the keys of their effects; what is new is on record.

    Nothing is asked of the record where no step sets anything.
    """
    settable = [step for step in steps if isinstance(step.effect, Settable)]
    if not settable:
        return {}
    targets = sorted({step.effect.target for step in settable})
    known = _known(connection, targets)
    written = _written(connection, targets, now)
    found: dict[str, Trip] = {}
    for step in settable:
        effect = step.effect
        row = known.get((step.rule, effect.target, effect.field))
        if row is not None and row.flips != _LET_GO:
            found[effect.key] = Trip(step, row.flips, is_new=False)
            continue
        since = row.at if row is not None else None
        flips = _flips(written.get((effect.target, effect.field), ()), since)
        if flips:
            hidden = _is_restricted(connection, effect.target)
            found[effect.key] = Trip(step, flips, is_new=True, restricted=hidden)
            _keep(connection, step, flips, now)
    return found


def let_go(connection: Connection, rule: str, now: datetime, item: str | None = None) -> None:
    """Let a rule write again where it rested, at one item or everywhere; counted from now on."""
    table = schema.trip
    mine = update(table).where(table.c.rule == rule)
    mine = mine if item is None else mine.where(table.c.item == item)
    connection.execute(mine.values(flips=_LET_GO, at=now))


def letters(found: Mapping[str, Trip], bounds: ByRule) -> Sequence[Step]:
    """What the owners of these rules are told, once for each field: a mail where there is one."""
    new = [trip for trip in found.values() if trip.is_new]
    return [_letter(trip, bounds) for trip in new if _address(trip, bounds)]


def _letter(trip: Trip, bounds: ByRule) -> Step:
    step, of = trip.step, bounds[trip.step.rule]
    effect = step.effect
    told = "a field of a restricted item to and fro within a day"
    if not trip.restricted:
        told = f"{effect.field} of one item to and fro within a day: {trip.flips}"
    text = (
        f'The rule "{of.title}" and others wrote {told}. It rests there, and works everywhere '
        "else.\n\n"
        "The page /operations names the item. Mend the rules, then run the `pitboard apply` that "
        "stands beside it.\n"
    )
    subject = f'The rule "{of.title}" rests at one item'
    occasion = f"flips:{effect.target}:{effect.field}"
    mail = Email(of.mail, subject, text, f"rule:{of.rule}", occasion)
    because = f"held: it wrote {told}" if trip.restricted else str(trip)
    return Step(mail, f"rule:{of.rule}", of.rule, of.version, because, evidence=())


def _address(trip: Trip, bounds: ByRule) -> str:
    of = bounds.get(trip.step.rule)
    return of.mail if of else ""


def _is_restricted(connection: Connection, target: str) -> bool:
    """By what is on record, which the files of the folder have narrowed already."""
    item = schema.item
    seen = connection.scalar(select(item.c.visibility).where(item.c.id == target))
    return seen is not None and narrower(seen, INTERNAL)


def _known(connection: Connection, targets: Sequence[str]) -> Mapping[tuple[str, str, str], Any]:
    found = connection.execute(rows_of(connection, schema.trip, "item"), {"ids": targets})
    return {(row.rule, row.item, row.field): row for row in found}


def _written(
    connection: Connection, targets: Sequence[str], now: datetime
) -> Mapping[_Spot, Sequence[Any]]:
    found: dict[_Spot, list[Any]] = {}
    asked = {"ids": targets, "since": now - WITHIN}
    for row in connection.execute(_newest(connection), asked):
        found.setdefault((row.target, row.field), []).append(row)
    return found


@once
def _newest(connection: Connection) -> Select[Any]:
    box = schema.outbox
    return (
        select(box.c.target, box.c.field, box.c.value, box.c.company_at)
        .where(among(connection, box.c.target), box.c.state == "done", not_taking_back())
        .where(box.c.company_at > bindparam("since", type_=Instant()))
        .order_by(box.c.id)
    )


def _flips(written: Sequence[Any], since: datetime | None) -> str:
    """The last six values where two took turns; "" where they did not."""
    values = [row.value for row in written if since is None or row.company_at > since][-_SIX:]
    if len(values) < _SIX or values[0] == values[1] or values[2:] != values[:-2]:
        return ""
    return ", ".join(value or "nothing" for value in values)


def _keep(connection: Connection, step: Step, flips: str, now: datetime) -> None:
    table, effect = schema.trip, step.effect
    row = {"rule": step.rule, "item": effect.target, "field": effect.field}
    fresh = {"at": now, "flips": flips}
    statement = insert(table, connection).values(**row, **fresh)
    connection.execute(statement.on_conflict_do_update(index_elements=list(row), set_=fresh))
