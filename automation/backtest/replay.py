"""One set of rules over the window: the line as it is live, on a scratch record, by its own clock.

The clock stands at one moment, everything that is due is absorbed, decided and written, and then
it goes on to the next: the next change, timer, schedule or sweep.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, cast

from automation.active import ActiveRules
from automation.backtest.letters import Letters
from automation.backtest.outcome import Listener, Outcome
from automation.backtest.paper import Nobody, PaperOutbox, PaperTracker, carry_out
from automation.backtest.stage import Stage
from automation.backtest.steps import Step
from automation.effects import Plan
from automation.engine.ruleset.loader import RuleSet
from automation.model import Item
from automation.pipeline import DEADLINE, Site, Turn, absorb, as_it_is, decide, parcels
from automation.ports import ByRule, Case, Errand, Outbox, Tracker
from automation.relinking import Relinking
from automation.sites import finished_at
from automation.store.opening import look_at_all, next_due, next_opening, put_off
from automation.store.record import Record
from automation.store.recorded import Recorded
from automation.sweeping import sweep
from automation.ticking import Timekeeper, timed

OWNER: Final = "replay"


@dataclass(frozen=True, slots=True)
class Pace:
    """How finely time passes. What happened within a `step` is taken in together; what has a status
    of its own is looked at again at the next end of a `look`, as if it settled for so long.
    """

    step: timedelta
    look: timedelta = timedelta()


EXACT: Final = Pace(timedelta(minutes=1))
BRISK: Final = Pace(timedelta(minutes=10), look=timedelta(hours=2))
"""For more events than a person wants to wait for: a status does not turn with every one."""

UNHELD: Final = 10**9
ERRANDS: Final = 64

Progress = Callable[[int], None]


def unheard(_steps: int) -> None:
    """Nobody watches."""


@dataclass
class StoppedClock:
    """A clock that stands until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now


class Replay:
    """The line over a scratch record that stands at the moment the window opens."""

    def __init__(
        self, record: Record, past: Recorded, files: Mapping[str, str], *, pace: Pace = EXACT
    ) -> None:
        """`files` are the rules, whole. Raises RuleError."""
        self._record = record
        self._past = past
        self._clock = StoppedClock(past.since)
        self._pace = pace
        self._stage = Stage(past)
        self._letters = Letters(record, past.since)
        self._active = ActiveRules(record, self._clock, Path, hosts=None)
        self._active.activate(files)
        self._active.reload()
        while self._active.arm():
            pass  # nobody waits for a scratch record
        if self._active.set is None:
            raise ValueError("no rules")
        self._rules: RuleSet = self._active.set
        self._bounds = _unheld(self._active.bounds)
        live = [rule for rule in self._rules.rules if rule.state == "live"]
        self._listener = Listener(
            {rule.id for rule in live}, {rule.id for rule in live if rule.derive is not None}
        )
        self._sites = _sites(past, self._rules, self._letters)
        self._keeper = Timekeeper(record)
        self._timed = replace(self._rules, reports=())
        self._wishes = False
        self._later = False

    def run(self, steps: Sequence[Step], progress: Progress = unheard) -> Outcome:
        """Everything these rules say from the first step to the end of the window."""
        self._open()
        place, tick = 0, self._tend()
        while True:
            heard = steps[place].at if place < len(steps) else None
            moment = self._next(heard, tick)
            if moment is None:
                return self._listener.outcome
            self._clock.now = moment
            first = place
            while place < len(steps) and steps[place].at <= moment:
                self._letters.put(self._stage.reading(steps[place]))
                place += 1
            if tick is not None and tick <= moment:
                tick = self._tend()
            self._work()
            progress(place - first)

    def _open(self) -> None:
        """Let the rules look at all there is, as they would have had before."""
        derive = [self._bounds[rule.id] for rule in self._rules.rules if rule.derive is not None]
        there = [
            id_
            for id_, each in self._past.items.items()
            if each.then is not None and any(of.about(each.then) for of in derive)
        ]
        look_at_all(self._record, there, self._clock())
        self._work()
        self._listener.opens = False

    def _next(self, heard: datetime | None, tick: datetime | None) -> datetime | None:
        """The next moment at which something is to be done; None once the window is over."""
        due, now = next_due(self._record), self._clock()
        if due is not None and due <= now:
            due = now + self._pace.step  # put off, and not by a time of its own
        opens = next_opening(self._record, after=now) if self._later else None
        # All on one grid: when a rule is asked must not hang on what other rules wait for.
        ahead = (self._arrival(at) for at in (heard, tick, due, opens) if at is not None)
        moment = min(ahead, default=None)
        return None if moment is None or moment > self._end() else max(moment, now)

    def _arrival(self, at: datetime) -> datetime:
        """The end of the step it falls into."""
        return _rounded(at, self._pace.step)

    def _end(self) -> datetime:
        return self._arrival(self._past.until)

    def _tend(self) -> datetime | None:
        """Let schedules run that are due; when the next one is."""
        now = self._clock()
        self._keeper.tend(self._timed, wall=now)
        return min((at for t in timed(self._timed) if (at := t.next_after(now))), default=None)

    def _work(self) -> None:
        """Until nothing is due at this moment."""
        while self._turn():
            pass

    def _turn(self) -> int:
        self._absorb()
        self._settle()
        done = decide(
            self._record.agenda,
            self._plan,
            owner=OWNER,
            clock=self._clock,
            company=as_it_is,
            bounds=self._bounds,
            reach=self._rules.reach,
            appraised=self._rules.appraises,
        )
        swept = sweep(
            self._record.sweeps,
            self._plan,
            owner=OWNER,
            clock=self._clock,
            company=as_it_is,
            bounds=self._bounds,
            reach=self._rules.reach,
        )
        # With its last page a run lets go what it wanted on all of them.
        self._wishes = self._wishes or bool(swept)
        return done + swept + self._let_go() + self._write() + self._letters.waits

    def _absorb(self) -> None:
        while self._letters.waits:
            absorb(
                self._letters,
                self._sites,
                owner=OWNER,
                clock=self._clock,
                hears=self._rules.hears,
                relinks=Relinking(self._rules.world, self._letters),
                is_program=self._rules.world.is_program,
            )

    def _settle(self) -> None:
        """What has a status waits for its time, whoever wants it to be looked at."""
        now = self._clock()
        if not self._pace.look or self._listener.opens:
            return
        if (until := _rounded(now, self._pace.look)) > now:
            put_off(self._record, now=now, until=until)

    def _let_go(self) -> int:
        """Let be said what waited for the hours of its rule."""
        if not self._later:
            return 0
        now = self._clock()
        gone = self._record.waiting.tend(wall=now, now=now)
        self._wishes = self._wishes or bool(gone)
        return gone

    def _plan(self, case: Case, now: datetime) -> Plan:
        plan = self._active.plan(case, now)
        self._listener.hear(case, plan, now)
        self._wishes = self._wishes or bool(plan.steps)
        self._later = self._later or any(step.opens for step in plan.steps)
        return replace(plan, verdicts=())  # nobody asks a scratch record why

    def _write(self) -> int:
        """Write what is due, until nothing is: only then is looked at what comes back."""
        written = 0
        while self._wishes:
            errands = self._record.outbox.claim(owner=OWNER, wall=self._clock(), limit=ERRANDS)
            self._wishes = bool(errands)
            self._carry_out(errands)
            written += len(errands)
        return written

    def _carry_out(self, errands: Sequence[Errand]) -> None:
        sites = {str(site["name"]) for site in self._past.sites}
        trackers = {
            name: PaperTracker(name, self._stage, self._clock, self._letters.put) for name in sites
        }
        outbox = PaperOutbox(self._record.outbox)
        turn = Turn(
            outbox=cast("Outbox", outbox),  # what a turn of delivering asks of one
            trackers=cast("Mapping[str, Tracker]", trackers),  # and of a tracker
            owner=OWNER,
            clock=self._clock,
            until=self._clock() + DEADLINE,
            channels={"email": Nobody()},
            poster=Nobody(),
        )
        for parcel in parcels(errands):
            carry_out(turn, parcel)
        if errands:
            outbox.keep(self._record)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _rounded(at: datetime, step: timedelta) -> datetime:
    return at + (_EPOCH - at) % step


def _unheld(bounds: ByRule) -> ByRule:
    """Without a fuse: what would have rested is told all the same."""
    return {name: replace(of, writes=UNHELD, mails=UNHELD) for name, of in bounds.items()}


def _sites(past: Recorded, rules: RuleSet, letters: Letters) -> Mapping[str, Site]:
    """Every connection, read out of hand and settled at once."""
    world = rules.world

    def type_of(item: Item) -> str:
        return world.type_of(item).value or item.type

    done = partial(finished_at, world)
    site = Site(letters.parse, 0, {}, type_of, done, world.visibility)
    return {str(each["name"]): site for each in past.sites}
