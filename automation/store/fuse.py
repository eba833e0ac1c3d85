"""The fuse: a rule that wants more at once than its limit rests, and its further wishes are held.

It counts distinct subjects for each (rule, run); a window of 60 s of events is a run as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, select

from automation.effects import Email, Mail, Plan, Step, Verdict
from automation.ports import Bounds, ByRule, Case, stamp
from automation.sayings import COMMANDS
from automation.store import schema, wishes
from automation.store.composed import once, rows_of
from automation.store.plans import AT_ONCE, LEFT_OUT, Way
from automation.store.upsert import insert
from automation.taking_back import UNDONE

WINDOW: Final = 60
"""Seconds of wall time in which the wishes of events count together."""

Decided = Sequence[tuple[Case, Plan]]
_Spot = tuple[str, str]  # a subject and a rule


@dataclass(frozen=True, slots=True)
class Fused:
    """Plans after the fuse has judged them: the way of each step, and what must be told."""

    decided: Decided
    ways: Mapping[_Spot, Way]
    letters: tuple[Plan, ...] = ()

    def way(self, step: Step) -> Way:
        """How a step enters the outbox."""
        return self.ways.get((step.subject, step.rule), AT_ONCE)


def fuse(connection: Connection, decided: Decided, bounds: ByRule, *, wall: datetime) -> Fused:
    """Hold what is over the limits of its rule in this window, and all that a resting rule wants.

    What a person applied is let through. A rule that `bounds` does not name has no fuse. Answers
    that are no rule's are left out over the limit: there is nobody to let them go.
    """
    by_rule: dict[str, list[Step]] = {}
    for _, plan in decided:
        for step in plan.steps:
            by_rule.setdefault(step.rule, []).append(step)
    named = [rule for rule in by_rule if rule in bounds]
    if not named:
        return Fused(decided, {})
    at_rest = resting(connection, named)
    ways = dict(_applied(decided))
    letters: list[Plan] = []
    for rule in named:
        steps = [s for s in by_rule[rule] if (s.subject, rule) not in ways]
        if rule == COMMANDS:
            gone = _over(connection, steps, bounds[rule], wall)
            ways |= {(subject, rule): LEFT_OUT for subject in (gone.held if gone else ())}
        elif rule not in at_rest and (over := _over(connection, steps, bounds[rule], wall)):
            at_rest = {**at_rest, rule: rest(connection, bounds[rule], over, wall=wall)}
            letters.append(letter(at_rest[rule], bounds[rule]))
            ways |= {(subject, rule): Way("held", over.run) for subject in over.held}
        elif rule in at_rest:
            ways |= {(s.subject, rule): Way("held", at_rest[rule].run) for s in steps}
    return Fused(_told(decided, ways, at_rest), ways, tuple(letters))


@dataclass(frozen=True, slots=True)
class Rest:
    """A rule that rests: since when, for which run, how many items it wanted and its limit."""

    rule: str
    run: str
    since: datetime
    subjects: int
    most: int

    def __str__(self) -> str:
        """As a verdict says it."""
        since = f"{self.since.day} {self.since:%b %H:%M} UTC"
        if self.run.startswith(f"{UNDONE}@"):
            return f"resting since {since}: a person undid what it wrote"
        return (
            f"resting since {since}: {self.subjects} items wanted at once, the limit is {self.most}"
        )


@dataclass(frozen=True, slots=True)
class Blown:
    """A run that wants too much: how many items, the limit it is over, and which are held."""

    run: str
    subjects: int
    most: int
    held: AbstractSet[str] = frozenset()


def blown(
    bounds: Bounds, run: str, writes: int, mails: int, held: AbstractSet[str] = frozenset()
) -> Blown | None:
    """What is over its limit of this run: its writes, else its mails; None where neither is."""
    if writes > bounds.writes:
        return Blown(run, writes, bounds.writes, held)
    return Blown(run, mails, bounds.mails, held) if mails > bounds.mails else None


def resting(connection: Connection, rules: Sequence[str]) -> Mapping[str, Rest]:
    """Those of these rules that rest."""
    table = schema.fuse
    found = connection.execute(rows_of(connection, table, "rule"), {"ids": rules})
    return {r.rule: Rest(r.rule, r.run, r.since, r.subjects, r.most) for r in found}


def rest(connection: Connection, bounds: Bounds, over: Blown, *, wall: datetime) -> Rest:
    """Let a rule rest. One that rests already stays as it is, but for the count of its own run."""
    table, row = schema.fuse, Rest(bounds.rule, over.run, wall, over.subjects, over.most)
    statement = insert(table, connection).values(
        rule=row.rule, run=row.run, since=row.since, subjects=row.subjects, most=row.most
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["rule"],
            set_={"subjects": statement.excluded.subjects, "most": statement.excluded.most},
            where=table.c.run == row.run,
        )
    )
    return resting(connection, [row.rule])[row.rule]


def wake(connection: Connection, rule: str) -> None:
    """Let a rule work again."""
    connection.execute(delete(schema.fuse).where(schema.fuse.c.rule == rule))


def letter(rested: Rest, bounds: Bounds) -> Plan:
    """What its owner is told; an empty plan where `bounds` has no address."""
    if not bounds.mail:
        return Plan(f"rule:{bounds.rule}")
    text = (
        f'The rule "{bounds.title}" wanted to write to {rested.subjects} items at once, and its '
        f"limit is {rested.most}. It rests, and nothing of what it wants now is written.\n\n"
        f"Look at what it wants: the page /rules, or `pitboard apply {bounds.rule} --all`, which "
        "says first what it would write. If it is right, apply it. If it is not, mend the rule, "
        "and apply it then.\n"
    )
    subject = f'The rule "{bounds.title}" rests'
    told = Step(
        effect=Email(bounds.mail, subject, text, f"rule:{bounds.rule}", f"fuse:{rested.run}"),
        subject=f"rule:{bounds.rule}",
        rule=bounds.rule,
        ruleset=bounds.version,
        because=str(rested),
        evidence=(),
    )
    return Plan(told.subject, steps=(told,))


def wanted(connection: Connection, rule: str, *which: ColumnElement[bool]) -> tuple[int, int]:
    """How many subjects a rule wants to write to, and how many mails it wants to send."""
    box = schema.outbox
    is_mail = box.c.kind.in_(wishes.MAILS)
    query = select(
        func.count(func.distinct(box.c.subject)).filter(~is_mail),
        func.count().filter(is_mail),
    ).where(box.c.rule == rule, box.c.subject != f"rule:{rule}", *which)
    writes, mails = connection.execute(query).one()
    return int(writes), int(mails)


def _over(
    connection: Connection, steps: Sequence[Step], bounds: Bounds, wall: datetime
) -> Blown | None:
    """What of these steps is too much for this window; None where all of it may go."""
    box, begin = schema.outbox, _window(wall)
    since = (box.c.rule == bounds.rule, box.c.planned_at >= begin)
    # An index alone tells how many rows there are, and mostly that is few enough.
    asked = {"rule": bounds.rule, "begin": begin}
    rows = int(connection.scalar(_planned(connection), asked) or 0)
    limits = {bounds.mails if isinstance(s.effect, Mail) else bounds.writes for s in steps}
    if not limits or rows + len(steps) <= min(limits):
        return None
    this = (*since, box.c.run.is_(None))
    writes, mails = wanted(connection, bounds.rule, *this)
    news = _news(connection, steps)
    known = _known(connection, bounds.rule, news, *this)
    late = list(dict.fromkeys(s.subject for s in news if not isinstance(s.effect, Mail)))
    unknown = [subject for subject in late if subject not in known]
    posts = [s.subject for s in news if isinstance(s.effect, Mail)]
    held = {*unknown[max(0, bounds.writes - writes) :], *posts[max(0, bounds.mails - mails) :]}
    run = f"window@{stamp(begin)}"
    return blown(bounds, run, writes + len(unknown), mails + len(posts), frozenset(held))


@once
def _planned(_connection: Connection) -> Select[Any]:
    box = schema.outbox
    since = (box.c.rule == bindparam("rule"), box.c.planned_at >= bindparam("begin"))
    return select(func.count()).where(*since)


def _news(connection: Connection, steps: Sequence[Step]) -> Sequence[Step]:
    """Those that do not wait in the outbox already, as they are."""
    box = schema.outbox
    query = select(box.c.effect, box.c.value).where(
        box.c.open, box.c.effect.in_([s.effect.key for s in steps])
    )
    there = {(effect, value) for effect, value in connection.execute(query)}
    return [s for s in steps if (s.effect.key, s.effect.value) not in there]


def _known(
    connection: Connection, rule: str, steps: Sequence[Step], *this: ColumnElement[bool]
) -> AbstractSet[str]:
    """The subjects of these steps that count in this window already."""
    box = schema.outbox
    some = {s.subject for s in steps}
    query = select(box.c.subject).where(box.c.rule == rule, box.c.subject.in_(some), *this)
    return frozenset(connection.scalars(query))


def _window(wall: datetime) -> datetime:
    seconds = int(wall.timestamp()) // WINDOW * WINDOW
    return datetime.fromtimestamp(seconds, UTC)


def _applied(decided: Decided) -> Iterator[tuple[_Spot, Way]]:
    """The subjects that a person let a rule look at, whatever its fuse says."""
    for case, _ in decided:
        for reason in case.reasons:
            word, _, rest_ = reason.name.partition(":")
            rule, _, run = rest_.partition(":")
            if word == "sweep" and run.startswith("apply@"):
                yield (case.subject, rule), Way("planned", run)


def _told(decided: Decided, ways: Mapping[_Spot, Way], at_rest: Mapping[str, Rest]) -> Decided:
    """The same plans, where a verdict says of a held wish that its rule rests."""
    if not any(way.state == "held" for way in ways.values()):
        return decided

    def said(verdict: Verdict, subject: str) -> Verdict:
        way = ways.get((subject, verdict.rule))
        if way is None or way.state != "held" or verdict.result != "acted":
            return verdict
        return replace(verdict, result="resting", because=str(at_rest[verdict.rule]))

    return [
        (case, replace(plan, verdicts=tuple(said(v, case.subject) for v in plan.verdicts)))
        for case, plan in decided
    ]
