"""The timers of a set of rules: which change arms which, at a cost of those it arms."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from automation.calendar import Calendar
from automation.engine.folder.teams import Teams
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.triggers import Held, Silence, behind, own_facets

RESERVED: Final = 2
"""`timer:<rule>:0` is an edit of a person that ends, `:1` a pending change that matures."""

_ALL: Final = frozenset({"any", "new", "deleted", "kind", "type"})
"""Changes after which every timer of an item may run from another time, or be another item's."""

_ANY: Final = ""


@dataclass(frozen=True, slots=True)
class Timer:
    """One trigger that waits for time to pass. `name` is its row of the agenda, the same however
    long it waits; `reading` is the key under which the record has since when it waits so.
    """

    rule: Rule
    trigger: Held | Silence
    name: str
    reading: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """The timers of all rules that are not paused: by what arms them, by row, and by rule."""

    by_facet: Mapping[tuple[str, str], tuple[Timer, ...]] = field(default_factory=dict)
    by_type: Mapping[str, tuple[Timer, ...]] = field(default_factory=dict)
    by_name: Mapping[str, Timer] = field(default_factory=dict)
    by_rule: Mapping[str, tuple[Timer, ...]] = field(default_factory=dict)

    def armed_by(self, changed: frozenset[str], type_: str) -> Iterator[Timer]:
        """The timers that a look at an item of this type, because of these changes, may arm."""
        own = own_facets(changed)
        if not own.isdisjoint(_ALL):
            yield from self.by_type.get(type_, ())
            return
        for facet in (_ANY, *sorted(own)) if own else ():
            yield from self.by_facet.get((type_, facet), ())

    def readings(self) -> Mapping[str, str]:
        """By rule the key of how its timers read; it changes when one of them may be due at another
        time than before.
        """
        return {rule: timers[0].reading for rule, timers in self.by_rule.items()}


def timetable(rules: Iterable[Rule], teams: Teams) -> Timetable:
    """Index the timers of these rules. How a timer reads depends on the days that teams work."""
    by_facet: dict[tuple[str, str], list[Timer]] = {}
    by_type: dict[str, list[Timer]] = {}
    by_rule: dict[str, tuple[Timer, ...]] = {}
    for rule in rules:
        timers = tuple(_timers(rule, teams)) if rule.state != "paused" else ()
        by_rule |= {rule.id: timers} if timers else {}
        for timer in timers:
            for type_ in timer.trigger.types:
                by_type.setdefault(type_, []).append(timer)
                for facet in _arms(timer.trigger):
                    by_facet.setdefault((type_, facet), []).append(timer)
    return Timetable(
        {key: tuple(found) for key, found in by_facet.items()},
        {key: tuple(found) for key, found in by_type.items()},
        {timer.name: timer for timers in by_rule.values() for timer in timers},
        by_rule,
    )


def timer_rule(reason: str) -> str | None:
    """The rule whose trigger waits in this row, or that is to be armed; None for other rows."""
    word, _, rest = reason.partition(":")
    rule, _, number = rest.rpartition(":")
    own = number == "arm" or (number.isdigit() and int(number) >= RESERVED)
    return rule if word == "timer" and own else None


def _timers(rule: Rule, teams: Teams) -> Iterator[Timer]:
    found = [each for each in rule.triggers if isinstance(each, Held | Silence)]
    reading = f"timer:{rule.id}:{_digest(_reads(rule, found, teams))}"
    for trigger in found:
        # Not of how long: a beginning that counted counts no second time, however long from now on.
        number = RESERVED + int(_digest(trigger.waits_for), 16)
        yield Timer(rule, trigger, f"timer:{rule.id}:{number}", reading)


def _arms(trigger: Held | Silence) -> Collection[str]:
    """What has to change before such a timer is due at another time."""
    if trigger.facets is None:
        return (_ANY,)
    days = behind(frozenset({"team"}), {}) if trigger.lasting.working_days else None
    return own_facets(trigger.facets | (days or frozenset()))


def _reads(rule: Rule, triggers: Iterable[Held | Silence], teams: Teams) -> list[str]:
    """All that says when the timers of a rule are due, and whether that is told or only tried."""
    said: list[str] = [rule.state]
    for each in triggers:
        said += [*each.waits_for, str(each.lasting)]
    if any(each.lasting.working_days for each in triggers):
        said += _days(teams.calendar)
        for id_ in sorted(teams.by_id):
            said += [id_, *_days(teams.by_id[id_].calendar)]
        for owned in (teams.projects, teams.paths, teams.labels):
            said += map(str, (*sorted(owned.exact.items()), *sorted(owned.starts.items())))
    return said


def _days(calendar: Calendar) -> list[str]:
    free = (day.isoformat() for day in sorted(calendar.holidays))
    return [str(calendar.zone), *free, *map(str, sorted(calendar.weekdays))]


def _digest(words: Iterable[str]) -> str:
    return sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:10]
