"""The leading clock and the company's time: schedules and sweeps by it, and in the sandbox the
clock itself, which somebody has to keep.
"""

import json
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from automation.engine.ruleset.loader import RuleSet
from automation.engine.ruleset.report import zone_name
from automation.ports import Instants
from automation.store.record import Record
from automation.store.tempo import Pace
from automation.store.ticks import Timed

ON_TIME: Final = timedelta(minutes=10)
"""How late a run may be that is not made up for when it is missed."""

NOTICED: Final = timedelta(seconds=10)
"""Wall time in which a clock that runs has noticed a time, however fast the company's goes."""

PATIENT: Final = timedelta(minutes=5)
"""Wall time for which a clock on its way forward stands for one report at most."""

_LONGEST_CALL: Final = 1.0

_MEMORY: Final = timedelta(seconds=30)
"""After which a look of long ago says nothing about what was noticed since."""


@dataclass(slots=True)
class Timekeeper:
    """The duties of the leading clock that have to do with the company's time.

    `rooms` are the addresses of the pretend trackers; without any there is no clock to keep.
    """

    record: Record
    rooms: Sequence[str] = ()
    _looked: Instants | None = None

    def tend(self, rules: RuleSet | None, *, wall: datetime) -> None:
        """Keep the clock, let run what is due, and plan what comes next."""
        if self.rooms:
            self._keep(rules, wall)
        if rules is not None:
            self._tick(rules, wall)

    def _keep(self, rules: RuleSet | None, wall: datetime) -> None:
        clocks = self.record.clocks
        if rules is not None:
            clocks.keep(rules.world.calendar(None).zone, wall=wall)
            self._hold(wall)
        if clocks.state(wall).playing_in is None:
            return
        share = played_in([_told(room) for room in self.rooms], self._waiting(wall))
        if share is not None and share >= 1:
            clocks.play(wall=wall)
        elif share is not None:
            clocks.tell_played_in(share, wall=wall)

    def _hold(self, wall: datetime) -> None:
        """On its way forward the clock stands at the time of a report until that is out."""
        clocks = self.record.clocks
        if clocks.state(wall).pace is Pace.FORWARD:
            report = self.record.ticks.awaited(since=wall - PATIENT)
            if report is not None:
                clocks.hold(report, wall=wall)

    def _waiting(self, wall: datetime) -> int:
        return self.record.recoveries.waiting(wall=wall)

    def _tick(self, rules: RuleSet, wall: datetime) -> None:
        company = self.record.clocks.for_a_turn()
        now = company(wall)
        late = max(ON_TIME, now - self._noticed(wall, company))
        schedules, instants = list(timed(rules)), Instants(wall, now)
        self.record.ticks.tend(schedules, version=rules.hash, instants=instants, late=late)
        self._looked = instants

    def _noticed(self, wall: datetime, company: Callable[[datetime], datetime]) -> datetime:
        """Since when, by the company's clock, whatever comes is noticed in time.

        A clock that was set forward since the last look has jumped over times: none is late.
        """
        since = company(wall - NOTICED)
        if self._looked is None or wall - self._looked.wall > _MEMORY:
            return since
        return min(since, self._looked.now)


@dataclass(frozen=True, slots=True)
class Told:
    """How far a pretend tracker is: the webhooks of its past, and those that wait to be sent.

    `ready` once all of its past has happened.
    """

    ready: bool
    past: int
    waiting: int


def played_in(told: Sequence[Told | None], waiting: int) -> float | None:
    """The share of the past that is taken in; None while a tracker does not say how far it is.

    `waiting` are the deliveries that arrived and are not taken in yet.
    """
    known = [each for each in told if each is not None]
    if len(known) < len(told) or not all(each.ready for each in known):
        return None
    past = sum(each.past for each in known)
    left = min(past, sum(each.waiting for each in known) + waiting)
    return 1 - left / past if past else 1.0


def timed(rules: RuleSet) -> Iterator[Timed]:
    """The times of every rule and report that is not paused: those of a rule in their own zone,
    its owner's or the company's, those of a report in each of its readers' zones.
    """
    zone = rules.world.calendar(None).zone
    for rule, number, times in rules.ticks():
        next_after = partial(times.next_after, otherwise=zone)
        yield Timed(f"{rule}/{number}", next_after, skips=times.missed == "skip")
    for report in rules.reports:
        for step, times, its_zone in report.times(rules.world):
            name = f"report:{report.id}/{step} {zone_name(its_zone)}"
            yield Timed(name, partial(times.next_after, otherwise=its_zone))


def _told(room: str) -> Told | None:
    """What a pretend tracker says; None where it says nothing."""
    try:
        with urllib.request.urlopen(  # noqa: S310 - an address of the settings, on this machine
            f"{room}/_sandbox/progress", timeout=_LONGEST_CALL
        ) as answer:
            said = json.load(answer)
        return Told(bool(said["ready"]), int(said["past"]), int(said["waiting"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
