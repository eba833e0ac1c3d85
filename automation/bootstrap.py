"""Joins settings, record, rules and trackers: the one place that knows them all."""

import os
import socket
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

from automation import paths
from automation.active import ActiveRules
from automation.asker import Asker
from automation.composing import Composer
from automation.effects import Plan
from automation.engine.folder.objectives import OWN
from automation.engine.folder.world import World
from automation.engine.ruleset.loader import RuleSet
from automation.intake import everybody
from automation.issuing import PATIENCE, issue
from automation.pipeline import DEADLINE, Site, Turn, absorb, deliver, parcels, reread
from automation.pipeline import decide as decide_batch
from automation.ports import ByRule, Case, Channel, Clock, Source, Tracker
from automation.relinking import Relinking
from automation.render import Templates
from automation.settings import Settings
from automation.sites import (
    channels_of,
    clients_of,
    own_client,
    paces_of,
    poster_of,
    put_on_record,
    rooms_of,
    sites_of,
    sources_of,
)
from automation.store.dues import Due
from automation.store.record import Record, open_record
from automation.store.retention import tidy
from automation.sweeping import sweep
from automation.telling import Teller
from automation.ticking import Timekeeper
from automation.tokens import Tokens
from automation.ways.recovery import Recovery, recover
from automation.wording import Wording

SENDERS = 16
"""Threads that carry out errands at the same time, each with its own kept-alive connection.

Their rows share statements and commits, so that twice as many cost a third less each.
"""

ERRANDS = 4 * SENDERS
"""Rows claimed at once: few waits for the slowest, and what does not fit in 10 s goes back."""

READERS = 8
"""Items read again in one turn: reads know no pace, so fewer of them go at the same time."""

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
        self._asker = Asker(self.record, settings.address)
        self._timekeeper = Timekeeper(self.record, rooms_of(settings))
        self._active = ActiveRules(
            self.record, self.clock, self._folder, hosts=settings.webhook_hosts
        )
        self._tidied: datetime | None = None
        self._me: tuple[int, str] | None = None

    @property
    def owner(self) -> str:
        """Who holds the leases of this process: never the same after a fork or a restart."""
        if self._me is None or self._me[0] != os.getpid():
            name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
            self._me = (os.getpid(), name)
        return self._me[1]

    def now(self) -> datetime:
        """The company's time."""
        return self.record.clocks.company(self.clock())

    def due(self) -> Due:
        """How long the oldest due work of each queue has waited."""
        return self.record.views.due(wall=self.clock())

    def work(self, queue: str) -> int:
        """One turn; returns how much was done, 0 when nothing is due."""
        return self._line() if queue == "line" else self._deliver()

    def reload(self) -> None:
        """Take the active set of rules in hand if it is another than before."""
        if self._active.reload():
            self.__dict__.pop("_sites", None)  # how long items settle stands in the files

    @property
    def rules(self) -> RuleSet | None:
        """The rules in hand, None before the first `reload` of an active set."""
        return self._active.set

    @property
    def bounds(self) -> ByRule:
        """What the record must know of each of them."""
        return self._active.bounds

    @property
    def reach(self) -> int:
        """How far they look around a subject."""
        return self._active.reach

    @property
    def world(self) -> World:
        """What the files beside them say."""
        return self._active.world

    def plan(self, case: Case, now: datetime) -> Plan:
        """What they want for one subject; nothing of it is done."""
        return self._active.plan(case, now)

    def activate(self, files: Mapping[str, str]) -> RuleSet:
        """Check these rule files and make them the active set. Raises RuleError."""
        return self._active.activate(files)

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
        self.reload()  # before the rules change under them, schedules and sweeps that are due run
        self._timekeeper.tend(self.rules, wall=wall)
        self._teller.tend(self.rules, wall=wall, now=self.now())
        self._asker.tend(self.rules, wall=wall, now=self.now())
        self._active.tend()
        self.record.waiting.tend(wall=wall, now=self.now())
        if self._tidied is None or wall - self._tidied > _TIDY_EVERY:
            self._tidied = wall
            tidy(self.record.database, wall=wall)

    def connect(self) -> None:
        """Put every configured connection on record, and the rule folder as one."""
        put_on_record(self.record, self.settings, wall=self.clock())

    def source(self, connection: str) -> Source:
        """Whom to ask what happened at this connection."""
        return self._trackers[connection]

    def _line(self) -> int:
        self.reload()
        rules = self.rules
        hears = rules.hears if rules else everybody
        company = self.record.clocks.for_a_turn()
        done = absorb(
            self.record.inbox,
            self._sites,
            owner=self.owner,
            clock=self.clock,
            company=company,
            hears=hears,
            relinks=Relinking(self.world, self.record.inbox),
            is_program=self.world.is_program,
        )
        if rules is None or company.is_playing_in:
            return done  # what is on the agenda waits for good rules, and for the whole past
        done += decide_batch(
            self.record.agenda,
            self.plan,
            owner=self.owner,
            clock=self.clock,
            company=company,
            bounds=self.bounds,
            reach=self.reach,
            appraised=rules.appraises,
        )
        done += sweep(
            self.record.sweeps,
            self.plan,
            owner=self.owner,
            clock=self.clock,
            company=company,
            bounds=self.bounds,
            reach=self.reach,
        )
        return done + issue(
            self.record.editions,
            self.composer(rules),
            version=rules.hash,
            owner=self.owner,
            clock=self.clock,
            company=company,
            waited=PATIENCE if done else timedelta(),
        )

    def composer(self, rules: RuleSet) -> Composer:
        """What puts reports into words by these rules."""
        return Composer(
            record=self.record,
            rules=rules,
            wording=Wording(
                templates=self._templates,
                tokens=Tokens(self.settings.secret_key),
                world=rules.world,
                address=self.settings.address,
                sources=sources_of(self.settings),
            ),
            hindsight=self._active,
        )

    def _deliver(self) -> int:
        wall = self.clock()
        errands = self.record.outbox.claim(owner=self.owner, wall=wall, limit=ERRANDS)
        wishes = self.record.outbox.rereads(wall=wall, limit=READERS)
        gaps = self.record.recoveries.claim(wall=wall)
        if any(wish.connection == OWN for wish in wishes):
            self.reload()  # the addresses of measures stand in the files
        until = wall + DEADLINE
        turn = Turn(
            *(self.record.outbox, self._trackers, self.owner, self.clock, until),
            channels=self._channels,
            poster=poster_of(self.settings),
            company=self.record.clocks.for_a_turn(),
        )
        recovery = Recovery(self.record.recoveries, self._trackers, self.clock)
        catching_up = self._senders.map(partial(recover, recovery), gaps)
        list(self._senders.map(partial(deliver, turn), parcels(errands)))
        list(self._senders.map(partial(reread, turn), wishes))
        list(catching_up)
        return len(errands) + len(wishes) + len(gaps)

    def _folder(self) -> Path:
        return paths.rules(self.settings.rules)

    @cached_property
    def _sites(self) -> Mapping[str, Site]:
        return sites_of(self.settings, self.world)

    @cached_property
    def _trackers(self) -> Mapping[str, Tracker]:
        given = self._given_trackers
        others = clients_of(self.settings, self.clock) if given is None else given
        return {OWN: own_client(self.record, lambda: self.world, self.clock, self.now), **others}

    @cached_property
    def _channels(self) -> Mapping[str, Channel]:
        return channels_of(self.settings, self.now)

    @cached_property
    def _templates(self) -> Templates:
        return Templates(paths.templates())

    @cached_property
    def _senders(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")


def open_line(settings: Settings) -> Line:
    """A Line of these settings."""
    return Line(settings)
