"""What the record knows of one rule and one item, for telling why the rule did or did not act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from automation.effects import Effect, Verdict
from automation.model import Event


@dataclass(frozen=True, slots=True)
class Site:
    """The connection of the item. `right` is "" where Pitboard may write there, else why not.

    `heard` is when its last delivery arrived, None where none did. `account` is our own id there,
    "" where it is not known.
    """

    name: str
    live_since: datetime | None = None
    heard: datetime | None = None
    paused_until: datetime | None = None
    failures: int = 0
    right: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Wrote:
    """A wish of the rule about the item and what became of it; `at` is the company's time of its
    last step. `state` is the outbox's word, `said` the tracker's answer. `opens_at` is when it may
    be said, where it waits for that. `wished` is what is or was to be done.
    """

    effect: str
    field: str
    value: str | None
    state: str
    open: bool
    said: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None
    at: datetime
    because: str
    opens_at: datetime | None = None
    wished: Effect | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """A field of the item that the rule wrote to and fro, and in which it rests since."""

    field: str
    at: datetime
    flips: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An agenda row of the item, as words and a due time on the clock `due_on`."""

    reason: str
    due_on: str
    due_at: datetime
    dead: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """Why the rule rests: it wanted so many items in one run, and its limit is `most`; or a person
    took a run of it back, where `is_undone`. `since` is the system's time.
    """

    since: datetime
    subjects: int
    most: int
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """All of it, as of one moment. `events` are those of the item and of what the rule may hear of
    around it, newest first; `received` says when the delivery of each arrived, by its key.

    `verdict` is the rule's last word on the item, `ran` and `runs` are its last and next time by
    itself. `trouble` is what is wrong with the rule files now, a line each. `departed` are the
    teams that left, each with when.
    """

    events: tuple[Event, ...] = ()
    received: Mapping[str, datetime] = field(default_factory=dict)
    site: Site | None = None
    verdict: Verdict | None = None
    waiting: tuple[Waiting, ...] = ()
    writes: tuple[Wrote, ...] = ()
    rest: Rest | None = None
    trouble: tuple[str, ...] = ()
    ran: datetime | None = None
    runs: datetime | None = None
    departed: Mapping[str, datetime] = field(default_factory=dict)
    trips: tuple[Trip, ...] = ()
