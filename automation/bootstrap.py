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
from automation.effects import Plan
from automation.engine.decide import decide
from automation.engine.loader import RuleSet, digest, load
from automation.errors import Problem, RuleError
from automation.pipeline import DEADLINE, Site, Turn, absorb, deliver, reread
from automation.pipeline import decide as decide_batch
from automation.ports import Case, Clock, Tracker
from automation.settings import ConnectionSettings, Settings
from automation.store.pace import Pace
from automation.store.record import Record, open_record
from automation.store.retention import tidy
from automation.store.views import Due

log = structlog.get_logger()

SENDERS = 8
"""Threads that carry out errands at the same time, each with its own kept-alive connection."""

_TIDY_EVERY = timedelta(minutes=10)


def wall_clock() -> datetime:
    """The system's time: the only place the line reads it."""
    return datetime.now(UTC)


class Line:
    """One process's hold on the line: what is due, and one turn of working it."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = wall_clock,
        trackers: Mapping[str, Tracker] | None = None,
    ) -> None:
        """Nothing is opened until first used, so a Line may be made before a fork.

        `trackers` stand in for the clients that the settings would open.
        """
        self.settings = settings
        self.clock = clock
        self.record: Record = open_record(settings.database, _paces(settings))
        self._given_trackers = trackers
        self._rules: RuleSet | None = None
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
        active = self.record.rulesets.active_hash()
        if active is None or (self._rules is not None and self._rules.hash == active):
            return
        found = self.record.rulesets.active()
        if found is not None:
            nodes = {name: rulefiles.read(text, name) for name, text in found.files.items()}
            self._rules = load(nodes, found.hash)
            self._live_since = found.live_since

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
        self._tend_rules()
        if self._tidied is None or wall - self._tidied > _TIDY_EVERY:
            self._tidied = wall
            tidy(self.record.database, wall=wall)

    def connect(self) -> None:
        """Put every configured connection on record."""
        for name, connection in self.settings.connections.items():
            catalog.tracker(connection.tracker, connection=name)
            said = f"{connection.url}\n{connection.token}".encode()
            account = sha256(said).hexdigest()
            self.record.connect(name, connection.tracker, account=account, wall=self.clock())

    def activate(self, files: Mapping[str, str]) -> RuleSet:
        """Check these rule files and make them the active set. Raises RuleError."""
        nodes = {name: rulefiles.read(text, name) for name, text in files.items()}
        rules = load(nodes, digest(files))
        if self.record.rulesets.active_hash() != rules.hash:
            states = {rule.id: rule.state for rule in rules.rules}
            self.record.rulesets.activate(rules.hash, files, states, wall=self.clock())
            log.info("rules activated", hash=rules.hash[:12], rules=len(rules.rules))
        return rules

    def _line(self) -> int:
        self.reload()
        done = absorb(self.record.inbox, self._sites, owner=self.owner, clock=self.clock)
        if self._rules is None:
            return done  # what is on the agenda waits for the first good set of rules
        return done + decide_batch(
            self.record.agenda,
            partial(self._decide, self._rules),
            owner=self.owner,
            clock=self.clock,
            company=self.record.clocks.company,
        )

    def _decide(self, rules: RuleSet, case: Case, now: datetime) -> Plan:
        return decide(rules, case, now, self._live_since)

    def _deliver(self) -> int:
        wall = self.clock()
        errands = self.record.outbox.claim(owner=self.owner, wall=wall, limit=2 * SENDERS)
        wishes = self.record.outbox.rereads(wall=wall, limit=SENDERS)
        until = wall + DEADLINE
        turn = Turn(self.record.outbox, self._trackers, self.owner, self.clock, until)
        list(self._senders.map(partial(deliver, turn), errands))
        list(self._senders.map(partial(reread, turn), wishes))
        return len(errands) + len(wishes)

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

    @cached_property
    def _sites(self) -> Mapping[str, Site]:
        return {
            name: Site(catalog.tracker(c.tracker, connection=name).parse, c.settle)
            for name, c in self.settings.connections.items()
        }

    @cached_property
    def _trackers(self) -> Mapping[str, Tracker]:
        if self._given_trackers is not None:
            return self._given_trackers
        return {name: self._client(name, c) for name, c in self.settings.connections.items()}

    def _client(self, name: str, connection: ConnectionSettings) -> Tracker:
        module = catalog.client(catalog.tracker(connection.tracker, connection=name))
        opened: Tracker = module.open_client(
            name, url=connection.url, token=connection.token, clock=self.clock
        )
        return opened

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


def _paces(settings: Settings) -> Mapping[str, Pace]:
    return {
        name: Pace(gap=c.gap, minute=c.minute, hour=c.hour)
        for name, c in settings.connections.items()
    }
