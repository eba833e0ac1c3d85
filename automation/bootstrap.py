"""Joins settings, record, rules and trackers: the one place that knows them all."""

import os
import socket
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path

import structlog

from automation import catalog, paths, rulefiles
from automation.actions import ACTIONS
from automation.effects import Plan
from automation.engine.decide import decide
from automation.engine.loader import RuleSet, digest, load
from automation.engine.objectives import OWN
from automation.engine.world import World
from automation.errors import Problem, RuleError
from automation.intake import everybody
from automation.pipeline import DEADLINE, Site, Turn, absorb, deliver, parcels, reread
from automation.pipeline import decide as decide_batch
from automation.ports import ByRule, Case, Channel, Clock, Source, Tracker
from automation.relinking import Relinking
from automation.settings import Settings
from automation.sites import channels_of, clients_of, own_client, paces_of, sites_of
from automation.store.dues import Due
from automation.store.record import Record, open_record
from automation.store.retention import tidy
from automation.sweeping import bounds_of, sweep
from automation.telling import Teller
from automation.ticking import tend_ticks
from automation.ways.recovery import Recovery, recover

log = structlog.get_logger()

SENDERS = 16
"""Threads that carry out errands at the same time, each with its own kept-alive connection.

Their rows share statements and commits, so that twice as many cost a third less each.
"""

ERRANDS = 4 * SENDERS
"""Rows claimed at once: few waits for the slowest, and what does not fit in 10 s goes back."""

READERS = 8
"""Items read again in one turn: reads know no pace, so fewer of them go at the same time."""

_TIDY_EVERY = timedelta(minutes=10)

_LOOK_UP_EVERY = timedelta(seconds=10)


def wall_clock() -> datetime:
    """The system's time: the only place the line reads it."""
    return datetime.now(UTC)


class Line:
    """One process's hold on the line: what is due, and one turn of working it."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        trackers: Mapping[str, Tracker] | None = None,
    ) -> None:
        """Nothing is opened until first used, so a Line may be made before a fork.

        `trackers` stand in for the clients that the settings would open, `clock` for the record's.
        """
        self.settings = settings
        self.record: Record = open_record(settings.database, paces_of(settings))
        self.clock: Clock = clock or self.record.clock(wall_clock)
        self._given_trackers = trackers
        self._teller = Teller(self.record)
        self._rules: RuleSet | None = None
        self.bounds: ByRule = {}
        self._directory: Mapping[str, Mapping[str, str]] = {}
        self._looked_up: datetime | None = None
        self._live_since: Mapping[str, datetime] = {}
        self._seen_folder: tuple[object, ...] | None = None
        self._tidied: datetime | None = None
        self._me: tuple[int, str] | None = None

    @property
    def owner(self) -> str:
        """Who holds the leases of this process: never the same after a fork or a restart."""
        if self._me is None or self._me[0] != os.getpid():
            name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
            self._me = (os.getpid(), name)
        return self._me[1]

    def due(self) -> Due:
        """How long the oldest due work of each queue has waited."""
        wall = self.clock()
        return self.record.views.due(wall=wall, now=self.record.clocks.company(wall))

    def work(self, queue: str) -> int:
        """One turn; returns how much was done, 0 when nothing is due."""
        return self._line() if queue == "line" else self._deliver()

    def reload(self) -> None:
        """Compile the active set of rules if it is another than the one in hand."""
        self._look_up()
        active = self.record.rulesets.active_hash()
        if active is None or (self._rules is not None and self._rules.hash == active):
            return
        found = self.record.rulesets.active()
        if found is not None:
            nodes = {name: rulefiles.read(text, name) for name, text in found.files.items()}
            self._rules = load(nodes, found.hash, ACTIONS)
            self.bounds = bounds_of(self._rules)
            self.__dict__.pop("_sites", None)  # how long items settle stands in the files
            self._live_since = found.live_since

    def _look_up(self) -> None:
        """Learn the trackers' own ids of fields, which a first write or a new field brings."""
        wall = self.clock()
        if self._looked_up is None or wall - self._looked_up > _LOOK_UP_EVERY:
            self._looked_up = wall
            self._directory = self.record.directory()

    @property
    def rules(self) -> RuleSet | None:
        """The rules in hand, None before the first `reload` of an active set."""
        return self._rules

    @property
    def reach(self) -> int:
        """How far they look around a subject."""
        return self._rules.reach if self._rules else 0

    def close(self) -> None:
        """Drop every connection, as a parent must before it forks."""
        self.record.close()

    def beat(self, name: str) -> None:
        """Leave a sign of life."""
        self.record.clocks.beat(name, wall=self.clock())

    def lead(self, owner: str) -> bool:
        """Whether this clock leads."""
        return self.record.clocks.lead(owner, wall=self.clock())

    def tend(self) -> None:
        """The clock's duties of every second: the rules as they are on disk, and old rows."""
        wall = self.clock()
        if self._tidied is None:
            self.connect()
        self._tend_ticks(wall)
        self._teller.tend(self._rules, wall=wall)
        self._tend_rules()
        if self._tidied is None or wall - self._tidied > _TIDY_EVERY:
            self._tidied = wall
            tidy(self.record.database, wall=wall)

    def connect(self) -> None:
        """Put every configured connection on record, and the rule folder as one."""
        self.record.connect(OWN, OWN, wall=self.clock())
        for name, connection in self.settings.connections.items():
            catalog.tracker(connection.tracker, connection=name)
            said = f"{connection.url}\n{connection.token}".encode()
            account = sha256(said).hexdigest()
            self.record.connect(name, connection.tracker, account=account, wall=self.clock())
            if connection.token:
                self.record.recoveries.ask(name, wall=self.clock())

    def source(self, connection: str) -> Source:
        """Whom to ask what happened at this connection."""
        return self._trackers[connection]

    def activate(self, files: Mapping[str, str]) -> RuleSet:
        """Check these rule files and make them the active set. Raises RuleError."""
        nodes = {name: rulefiles.read(text, name) for name, text in files.items()}
        rules = load(nodes, digest(files), ACTIONS)
        if self.record.rulesets.active_hash() != rules.hash:
            states = {rule.id: rule.state for rule in rules.rules}
            homes = {rule.id: rule.file for rule in rules.rules}
            self.record.rulesets.activate(rules.hash, files, states, wall=self.clock(), homes=homes)
            log.info("rules activated", hash=rules.hash[:12], rules=len(rules.rules))
        return rules

    def _line(self) -> int:
        self.reload()
        hears = self._rules.hears if self._rules else everybody
        done = absorb(
            self.record.inbox,
            self._sites,
            owner=self.owner,
            clock=self.clock,
            hears=hears,
            relinks=Relinking(self.world, self.record.inbox),
        )
        if self._rules is None:
            return done  # what is on the agenda waits for the first good set of rules
        company = self.record.clocks.for_a_turn()
        done += decide_batch(
            self.record.agenda,
            self.plan,
            owner=self.owner,
            clock=self.clock,
            company=company,
            bounds=self.bounds,
            reach=self.reach,
        )
        return done + sweep(
            self.record.sweeps,
            self.plan,
            owner=self.owner,
            clock=self.clock,
            company=company,
            bounds=self.bounds,
            reach=self.reach,
        )

    def plan(self, case: Case, now: datetime) -> Plan:
        """What the rules in hand want for one subject; nothing of it is done."""
        if self._rules is None:
            return Plan(case.subject)
        return decide(self._rules, case, now, self._live_since, directory=self._directory)

    def _deliver(self) -> int:
        wall = self.clock()
        errands = self.record.outbox.claim(owner=self.owner, wall=wall, limit=ERRANDS)
        wishes = self.record.outbox.rereads(wall=wall, limit=READERS)
        gaps = self.record.recoveries.claim(wall=wall)
        if any(wish.connection == OWN for wish in wishes):
            self.reload()  # the addresses of measures stand in the files
        until = wall + DEADLINE
        turn = Turn(
            *(self.record.outbox, self._trackers, self.owner, self.clock, until), self._channels
        )
        recovery = Recovery(self.record.recoveries, self._trackers, self.clock)
        catching_up = self._senders.map(partial(recover, recovery), gaps)
        list(self._senders.map(partial(deliver, turn), parcels(errands)))
        list(self._senders.map(partial(reread, turn), wishes))
        list(catching_up)
        return len(errands) + len(wishes) + len(gaps)

    def _tend_ticks(self, wall: datetime) -> None:
        """Before the rules change under them, let schedules and sweeps run that are due."""
        self.reload()
        if self._rules is not None:
            tend_ticks(
                self.record.ticks, self._rules, wall=wall, company=self.record.clocks.company
            )

    def _tend_rules(self) -> None:
        folder = paths.rules(self.settings.rules)
        try:
            seen = rulefiles.fingerprint(folder)
            if seen == self._seen_folder:
                return
            self._seen_folder = seen
            self.activate(_some(rulefiles.read_folder(folder), folder))
            problems: tuple[str, ...] = ()
        except RuleError as error:
            problems = tuple(str(problem) for problem in error.problems)
            log.warning("rules refused, the last good set stays live", problems=problems)
        self.record.rulesets.report_trouble("rules", problems, wall=self.clock())

    @property
    def world(self) -> World:
        """What the files beside the rules in hand say."""
        return self._rules.world if self._rules else World()

    @cached_property
    def _sites(self) -> Mapping[str, Site]:
        return sites_of(self.settings, self.world)

    @cached_property
    def _trackers(self) -> Mapping[str, Tracker]:
        given = self._given_trackers
        others = clients_of(self.settings, self.clock) if given is None else given
        return {OWN: own_client(self.record, lambda: self.world, self.clock), **others}

    @cached_property
    def _channels(self) -> Mapping[str, Channel]:
        return channels_of(self.settings, self.clock)

    @cached_property
    def _senders(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")


def _some(files: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    """Refuse an empty folder: it is more likely a mistake than a wish to have no rules."""
    if not files:
        raise RuleError([Problem(str(folder), 1, 1, "", "there is no rule file in this folder")])
    return files


def open_line(settings: Settings) -> Line:
    """A Line of these settings."""
    return Line(settings)
