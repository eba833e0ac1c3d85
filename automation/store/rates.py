"""What a rule may do to one item, and send to one person, within a time of the company's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Delete, Select, bindparam, delete, exists, or_, select

from automation.effects import Mail, Plan, Settable, Step, Verdict, Wake, Webhook
from automation.ports import Bounds, ByRule, Rate
from automation.store import schema, wishes
from automation.store.composed import once
from automation.store.types import Instant
from automation.store.upsert import insert

_COUNTED: Final = ("planned", "staged", "waiting", "sending", "done", "unknown")
_SPOKEN: Final = ("sending", "done", "unknown")
_Spot = tuple[str, str]  # a rule, and the item or the person it is about


@dataclass(frozen=True, slots=True)
class Over:
    """A step that is over a rate of its rule, which has room again at `until`."""

    step: Step
    word: str
    rate: Rate
    until: datetime

    def __str__(self) -> str:
        """As a page says it."""
        return f"held: over {self.word}, {self.rate}"


def over_rates(
    connection: Connection, steps: Sequence[Step], bounds: ByRule, now: datetime
) -> Mapping[str, Over]:
    """The steps that are over a rate of their rule, by the keys of their effects."""
    counted = [(s, of) for s in steps if (of := bounds.get(s.rule))]
    to_people = [(s, of) for s, of in counted if of.per_person and _is_mail(s)]
    to_items = [(s, of) for s, of in counted if of.per_item and _is_write(s)]
    found: dict[str, Over] = {}
    if to_people:
        known = _by_spot(_to_people(connection, to_people, now), steps)
        found |= _over(to_people, known, now, "mails_per_person")
    if to_items:
        known = _by_spot(_to_items(connection, to_items, now), steps)
        found |= _over(to_items, known, now, "writes_per_item")
    return found


def unsaid(connection: Connection, steps: Sequence[Step], now: datetime) -> Sequence[Step]:
    """Those of which `once` was not said before, which is put on record.

    What was planned and never went out, as its rule was paused or its run undone, was not said.
    """
    if not any(step.once for step in steps):
        return steps
    first = {step.once: step for step in reversed(steps) if step.once}
    table = schema.said_once
    connection.execute(_forgetting(connection), {"named": sorted(first)})
    new = insert(table, connection).on_conflict_do_nothing().returning(table.c.what)
    rows = [{"what": what, "effect": first[what].effect.key, "at": now} for what in sorted(first)]
    fresh = {what for row in rows for what in connection.scalars(new.values(row))}
    return [s for s in steps if not s.once or (s.once in fresh and first[s.once] is s)]


@once
def _forgetting(_connection: Connection) -> Delete:
    """Strike what none of its wishes said or may still say; a wish that was tidied did say it."""
    table, box = schema.said_once, schema.outbox
    mine = select(box.c.id).where(box.c.effect == table.c.effect).correlate(table)
    spoke = mine.where(or_(box.c.open, box.c.state.in_(_SPOKEN)))
    named = table.c.what.in_(bindparam("named", expanding=True))
    return delete(table).where(named, exists(mine), ~exists(spoke))


def wakes_of(over: Iterable[Over]) -> Sequence[Wake]:
    """Later looks for what should stand; what was to be said waits for a person to let it go."""
    return [
        Wake(each.step.subject, f"timer:{each.step.rule}:limit", "company", each.until)
        for each in over
        if isinstance(each.step.effect, Settable)
    ]


def told_over(plans: Sequence[Plan], over: Mapping[str, object]) -> Sequence[Plan]:
    """The same plans, where a verdict says that all its rule wanted is held."""
    if not over:
        return plans
    return [replace(plan, verdicts=tuple(_verdicts(plan, over))) for plan in plans]


def _verdicts(plan: Plan, over: Mapping[str, object]) -> Iterator[Verdict]:
    for verdict in plan.verdicts:
        mine = [over.get(s.effect.key) for s in plan.steps if s.rule == verdict.rule]
        held = [each for each in mine if each]
        if held and len(held) == len(mine) and verdict.result == "acted":
            yield replace(verdict, result="over", because=str(held[0]))
        else:
            yield verdict


def _is_mail(step: Step) -> bool:
    return isinstance(step.effect, Mail)


def _is_write(step: Step) -> bool:
    return not isinstance(step.effect, Mail | Webhook)


def _over(
    steps: Sequence[tuple[Step, Bounds]],
    known: Mapping[_Spot, Sequence[Any]],
    now: datetime,
    word: str,
) -> Mapping[str, Over]:
    """Count what each spot has had, and then these steps in their order."""
    taken: dict[_Spot, list[datetime]] = {}
    slots: set[tuple[_Spot, datetime | None]] = set()
    found: dict[str, Over] = {}
    for step, of in steps:
        rate = of.per_person if word == "mails_per_person" else of.per_item
        spot = (step.rule, _about(step))
        if rate is None:
            continue
        if spot not in taken:
            rows = [r for r in known.get(spot, ()) if r.company_at > now - rate.within]
            taken[spot] = _times(rows)
            slots |= {(spot, r.opens_at) for r in rows if r.kind == _NOTICE and r.opens_at}
        if _digest(step) and (spot, step.opens) in slots:
            continue  # one line more in a mail that goes anyway
        if len(taken[spot]) >= rate.most:
            oldest = sorted(taken[spot])[len(taken[spot]) - rate.most]
            found[step.effect.key] = Over(step, word, rate, oldest + rate.within)
            continue
        taken[spot].append(now)
        slots.add((spot, step.opens if _digest(step) else None))
    return found


_NOTICE: Final = "notice"


def _times(rows: Sequence[Any]) -> list[datetime]:
    """When each mail or write was; the lines of one digest are one mail."""
    digests = {r.opens_at: r.company_at for r in rows if r.kind == _NOTICE and r.wish["digest"]}
    alone = [r.company_at for r in rows if not (r.kind == _NOTICE and r.wish["digest"])]
    return [*digests.values(), *alone]


def _digest(step: Step) -> bool:
    return bool(getattr(step.effect, "digest", ""))


def _about(step: Step) -> str:
    """The person a mail goes to, the item anything else is written to."""
    effect = step.effect
    return effect.recipient if isinstance(effect, Mail) else effect.target


def _by_spot(rows: Iterable[Any], steps: Sequence[Step]) -> Mapping[_Spot, Sequence[Any]]:
    """Rows by rule and spot, but for the open ones that these steps replace or repeat."""
    wanted = {step.effect.key for step in steps}
    found: dict[_Spot, list[Any]] = {}
    for row in rows:
        if row.open and row.effect in wanted:
            continue
        about = row.wish["recipient"] if row.kind in wishes.MAILS else row.target
        found.setdefault((row.rule, about), []).append(row)
    return found


def _to_items(
    connection: Connection, steps: Sequence[tuple[Step, Bounds]], now: datetime
) -> Sequence[Any]:
    since = min(now - of.per_item.within for _, of in steps if of.per_item)
    targets = sorted({step.effect.target for step, _ in steps})
    asked = {"targets": targets, "since": since}
    return connection.execute(_written_to(connection), asked).all()


def _to_people(
    connection: Connection, steps: Sequence[tuple[Step, Bounds]], now: datetime
) -> Sequence[Any]:
    since = min(now - of.per_person.within for _, of in steps if of.per_person)
    asked = {"since": since, "rules": sorted({step.rule for step, _ in steps})}
    return connection.execute(_mailed(connection), asked).all()


@once
def _written_to(_connection: Connection) -> Select[Any]:
    box = schema.outbox
    named = box.c.target.in_(bindparam("targets", expanding=True))
    # Asked for the rule as well, SQLite would read all that it ever wrote, and not these items.
    return _counted().where(named, box.c.kind.not_in(wishes.NOWHERE))


@once
def _mailed(_connection: Connection) -> Select[Any]:
    box = schema.outbox
    named = box.c.rule.in_(bindparam("rules", expanding=True))
    return _counted().add_columns(box.c.wish).where(named, box.c.kind.in_(wishes.MAILS))


def _counted() -> Select[Any]:
    box = schema.outbox
    return select(
        *(box.c.rule, box.c.target, box.c.effect, box.c.kind),
        *(box.c.company_at, box.c.opens_at, box.c.open),
    ).where(
        box.c.company_at > bindparam("since", type_=Instant()),
        box.c.state.in_(_COUNTED),
    )
