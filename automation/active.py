"""The active set of rules as one process has it in hand: compiled, asked for plans, kept fresh."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from automation import catalog, pointing, rulefiles
from automation.actions import ACTIONS, actions_of
from automation.calendar import Calendar
from automation.effects import Plan
from automation.engine.deciding.decide import decide
from automation.engine.deciding.timing import LIVE
from automation.engine.folder.facts import type_of
from automation.engine.folder.world import World
from automation.engine.language.frame import day
from automation.engine.ruleset.loader import RuleSet, digest, load
from automation.errors import RuleError
from automation.leaving import spared
from automation.model import Derived, Item
from automation.ports import ByRule, Case, Clock
from automation.store.portfolio import HEALTH
from automation.store.record import Record
from automation.sweeping import bounds_of

log = structlog.get_logger()

BEHIND: Final = 5
"""Working days a value is looked for in the past before it is told the first time, so that what
takes three days to get better does not get better on the first.
"""

_LOOKED_AT: Final = time(6)
_LOOK_UP_EVERY: Final = timedelta(seconds=10)

BELONGS: Final = 6
"""Links upwards at most from an item to what says whose it is."""

AT_ONCE: Final = 25
"""Items whose past is loaded at once: with all that lies around them they are a thousand or two."""

PARTS: Final = 8
"""Parts of arming timers anew, one after the other: a second or less, and the clock goes on."""

Values = Mapping[str, Derived]


@dataclass(frozen=True, slots=True)
class _LookedBack:
    """What was found of a moment of the past, by the rules of a set; None where nothing was told.

    A report asks for the same moment in every turn until it is out.
    """

    asked: tuple[str, datetime] | None = None
    found: Mapping[str, str | None] = field(default_factory=dict)


class ActiveRules:
    """The rules in hand. Nothing is read before the first `reload`."""

    def __init__(
        self,
        record: Record,
        clock: Clock,
        folder: Callable[[], Path],
        *,
        hosts: Collection[str] | None = (),
    ) -> None:
        """`folder` is where people edit them; `tend` makes what stands there the active set.

        Rules may post to these `hosts`; None asks nobody, for where nothing is posted.
        """
        self._actions = ACTIONS if hosts is None else actions_of(hosts)
        self.set: RuleSet | None = None
        self.bounds: ByRule = {}
        self._record = record
        self._clock = clock
        self._folder = folder
        self._directory: Mapping[str, Mapping[str, str]] = {}
        self._looked_up: datetime | None = None
        self._live_since: Mapping[str, datetime] = {}
        self._left: Mapping[str, datetime] = {}
        self._news_from: Mapping[str, datetime] = {}
        self._seen: tuple[object, ...] | None = None
        self._looked_back = _LookedBack()

    @property
    def world(self) -> World:
        """What the files beside the rules say."""
        return self.set.world if self.set else World()

    @property
    def reach(self) -> int:
        """How far the rules look around a subject."""
        least = BELONGS if self._left else 0  # whose an item is, its epic may say
        return max(least, self.set.reach) if self.set else 0

    def appraises(self, item: Item) -> bool:
        """Whether an item has a status of its own, and a rule looks far enough to tell it."""
        return self.set is not None and self.set.appraises(item)

    def reload(self) -> bool:
        """Compile the active set if it is another than the one in hand; whether it was."""
        self._look_up()
        self._left = self._record.departures.teams()
        rulesets = self._record.rulesets
        active = rulesets.active_hash()
        if active is None or (self.set is not None and self.set.hash == active):
            return False
        found = rulesets.active()
        if found is None:
            return False
        nodes = {name: rulefiles.read(text, name) for name, text in found.files.items()}
        self.set = load(nodes, found.hash, ACTIONS)
        self.bounds = bounds_of(self.set)
        self._live_since = found.live_since
        return True

    def _look_up(self) -> None:
        """Learn the trackers' own ids of fields, which a first write or a new field brings."""
        wall = self._clock()
        if self._looked_up is None or wall - self._looked_up > _LOOK_UP_EVERY:
            self._looked_up = wall
            self._directory = self._record.directory()
            sites = self._record.inbox.accounts()
            self._news_from = {f"{LIVE}{name}": each.live_since for name, each in sites.items()}

    def activate(self, files: Mapping[str, str]) -> RuleSet:
        """Check these files and make them the active set. Raises RuleError."""
        nodes = rulefiles.read_all(files)
        rules, rulesets = load(nodes, digest(files), self._actions), self._record.rulesets
        if rulesets.active_hash() != rules.hash:
            named: list[tuple[str, str, str]]
            named = [(each.id, each.state, each.file) for each in rules.rules]
            named += [(f"report:{each.id}", each.state, each.file) for each in rules.reports]
            states = {name: state for name, state, _ in named}
            homes = {name: file for name, _, file in named}
            rulesets.activate(
                *(rules.hash, files, states),
                wall=self._clock(),
                homes=homes,
                timers=rules.timers.readings(),
            )
            self._arm(rules)
            if self.set is not None and self.set.world != rules.world:
                self._record.portfolio.look_again(wall=self._clock())
            log.info("rules activated", hash=rules.hash[:12], rules=len(rules.rules))
        return rules

    def arm(self) -> bool:
        """Go on with arming the timers of the set in hand anew; whether some are left."""
        return self.set is not None and self._arm(self.set)

    def _arm(self, rules: RuleSet) -> bool:
        waits = partial(_waits, rules)
        arm = self._record.rulesets.arm
        return all(arm(rules.hash, waits, wall=self._clock()) for _ in range(PARTS))

    def tend(self) -> None:
        """Activate the folder as it is now; where it is broken, say so and keep the last good."""
        self.arm()
        files: Mapping[str, str] = {}
        try:
            folder = self._folder()
            seen = rulefiles.fingerprint(folder)
            if seen == self._seen:
                return
            self._seen = seen
            files = rulefiles.read_rules(folder)
            self.activate(files)
            problems: tuple[str, ...] = ()
        except RuleError as error:
            problems = pointing.pointed(error.problems, files)
            log.warning("rules refused, the last good set stays live", problems=problems)
        self._record.rulesets.report_trouble("rules", problems, wall=self._clock())

    def plan(self, case: Case, now: datetime) -> Plan:
        """What the rules want for one subject; nothing of it is done.

        A value that takes time to change and is told for the first time is looked for in the last
        working days, one after the other.
        """
        plan = self._decided(case, now)
        if case.background is None or not self._begins(case, plan):
            return plan
        return self._decided(replace(case, derived=self._grown(case, now)), now)

    def healths_at(self, ids: Sequence[str], at: datetime) -> Mapping[str, str]:
        """What the rules would have said of the health of some items at a moment of their past, by
        item; one that had none is left out.
        """
        for _ in self.looking_back(ids, at):
            pass
        found = self._looked_back.found
        return {id_: health for id_ in ids if (health := found[id_]) is not None}

    def looking_back(self, ids: Sequence[str], at: datetime) -> Iterator[None]:
        """Find out what `healths_at` tells, some items at a time; what was found is kept until
        another moment is asked about.
        """
        asked = (self.set.hash if self.set else "", at)
        if self._looked_back.asked != asked:
            self._looked_back = _LookedBack(asked)
        wanted = [id_ for id_ in ids if id_ not in self._looked_back.found]
        for start in range(0, len(wanted), AT_ONCE):
            found = self._healths(wanted[start : start + AT_ONCE], at)
            self._looked_back = _LookedBack(asked, {**self._looked_back.found, **found})
            yield

    def _healths(self, ids: Sequence[str], at: datetime) -> Mapping[str, str | None]:
        portfolio = self._record.portfolio
        cases = portfolio.cases_at(ids, at, reach=self.reach, appraised=self.appraises)
        told = {id_: self._health(case, at) for id_, case in cases.items()}
        return {id_: told.get(id_) for id_ in ids}

    def _health(self, case: Case, at: datetime) -> str | None:
        told = self._decided(case, at).derived
        return next((each.value for each in told if each.field == HEALTH), None)

    def _decided(self, case: Case, now: datetime) -> Plan:
        if self.set is None:
            return Plan(case.subject)
        plan = decide(
            *(self.set, case, now, {**self._live_since, **self._news_from}),
            directory=self._directory,
            appraise=catalog.APPRAISE,
        )
        return self._spared(plan, case) if self._left else plan

    def _spared(self, plan: Plan, case: Case) -> Plan:
        """The plan without what is about teams that left."""
        teams = {id_: self.world.team_of(each, case.around).value for id_, each in _seen(case)}
        team = teams.get(case.subject)
        left_at = self._left.get(team or "")
        said = f"{team} left Pitboard on {day(left_at)}" if left_at else ""
        gone = {id_: team for id_, team in teams.items() if team in self._left}
        return spared(plan, case, lambda item: gone.get(item.id), said)

    def _begins(self, case: Case, plan: Plan) -> bool:
        steady = {
            r.id for r in (self.set.rules if self.set else ()) if r.derive and r.derive.stability
        }
        return any(d.rule in steady and d.field not in case.derived for d in plan.derived)

    def _grown(self, case: Case, now: datetime) -> Values:
        """What would stand now had the rules looked every morning of the last working days."""
        known: Values = case.derived
        mornings = list(_mornings(self.world.calendar(None), now))
        cases = self._record.portfolio.case_through(case, mornings)
        for morning, then in zip(mornings, cases, strict=True):
            if then is not None:
                plan = self._decided(replace(then, derived=known), morning)
                known = {**known, **{each.field: each for each in plan.derived}}
        return known


def _seen(case: Case) -> Iterator[tuple[str, Item]]:
    """The item of a case, and those around it."""
    if case.item is not None:
        yield case.subject, case.item
    yield from case.around.items.items()


def _waits(rules: RuleSet, item: Item) -> frozenset[str]:
    """The rules that wait for something at items of this type."""
    timers = rules.timers.by_type.get(type_of(item, rules.world), ())
    return frozenset(timer.rule.id for timer in timers)


def _mornings(calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """The mornings of the last working days before this moment, oldest first."""
    days = [calendar.day(now) - timedelta(days=back) for back in range(3 * BEHIND, -1, -1)]
    mornings = (datetime.combine(day, _LOOKED_AT, calendar.zone) for day in days)
    worked = [each for each in mornings if calendar.works_on(each.date()) and each < now]
    yield from worked[-BEHIND:]
