"""What the status of an item is made of, as data: what is looked at, and what was found.

An appraisal is worked out from items and their history as of a moment; nothing here reads a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from automation.amount import Limits
from automation.calendar import Calendar
from automation.graph import Graph
from automation.model import Actor, Derived, Evidence, Item, Mark, Override
from automation.past import History
from automation.visibility import INTERNAL, narrowest

APPRAISED = frozenset({"objective", "initiative", "epic"})
"""The types of items that have a status of their own; the rest are parts of them."""

LEVELS = ("serious", "watch", "unknown")
"""Worst first. `unknown` says that evidence is missing, which is not the same as red."""


class Words(Protocol):
    """What the files beside the rules say of an item; the engine answers it."""

    def group(self, item: Item) -> str:
        """How far it is: todo, doing, done or dropped."""
        ...

    def type(self, item: Item) -> str:
        """What it is: epic, issue, pull_request, ..."""
        ...

    def team(self, item: Item) -> str | None:
        """Whose it is, by the team's id."""
        ...

    def is_bot(self, connection: str, actor: Actor) -> bool:
        """Whether what this account does is no sign that people are at work. One without an id is
        known by its name alone.
        """
        ...

    def fills(self, connection: str, facet: str) -> bool:
        """Whether this is a place of Pitboard's own: who types there is not at work on the item."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """A customer who asked, since when, and when they were told that it is there."""

    customer: str
    since: datetime | None
    url: str
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Background:
    """What deciding about an item's status needs besides the items around it, up to now.

    `past` is the item's own history by facet, oldest first, and `milestones` that of each milestone
    next to it, by its id. `finished` are the times at which
    work of the projects around it was finished in the last 26 weeks, oldest first. `left` are the
    items that once were part of it and no longer are, each with when it left. `began` is the
    earliest that is known of those projects.
    """

    past: History = field(default_factory=dict)
    milestones: Mapping[str, History] = field(default_factory=dict)
    finished: tuple[datetime, ...] = ()
    left: tuple[tuple[Item, datetime], ...] = ()
    began: datetime | None = None


@dataclass(frozen=True)
class Scene:
    """Everything an appraisal looks at. `target` is the promised date as it stands, and
    `target_facet` the facet whose marks tell how it moved ("" for none): of the item itself, or of
    the `milestone` whose date it is. `inside` says that the company itself is told, on pages and in
    mails, and not all who may read the item.
    """

    item: Item
    around: Graph
    now: datetime
    words: Words
    calendar: Calendar
    limits: Limits
    background: Background = Background()
    target: datetime | None = None
    target_facet: str = ""
    milestone: Item | None = None
    paused: bool = False
    askings: tuple[Asking, ...] = ()
    team: str | None = None
    objective: str | None = None
    owner: str | None = None
    inside: bool = False

    @property
    def readers(self) -> str:
        """Who reads what is found, as a visibility: nothing narrower is named to them.

        Those who may read the item, and `inside` only those of the company among them.
        """
        seen = self.item.visibility
        return narrowest(seen, INTERNAL) if self.inside else seen

    @property
    def target_past(self) -> Sequence[Mark]:
        """How the promised date moved by now, oldest first."""
        behind = self.background
        past = behind.milestones.get(self.milestone.id, {}) if self.milestone else behind.past
        return [mark for mark in past.get(self.target_facet, ()) if mark.at <= self.now]


@dataclass(frozen=True, slots=True)
class Signal:
    """A named warning: `id` "B1", its level, since when, and a clause of a sentence that says it
    with a number and a date ("SEC-40 blocks PAY-12 since 2 Oct"). The clause names days of the
    calendar and never counts up, so that it reads the same until something changes.

    `clears` says what ends it ("SEC-40 closes"), "" where that goes without saying.
    """

    id: str
    level: str
    since: datetime
    text: str
    evidence: tuple[Evidence, ...] = ()
    clears: str = ""

    @property
    def family(self) -> str:
        """What kind of warning it is: the letter of its id."""
        return self.id[0]


@dataclass(frozen=True, slots=True)
class Progress:
    """Leaf items, in absolute numbers. `added` and `removed` count since `since`, the start of
    work; `baseline` is how many there were then. `dropped` ones count neither as done nor as total.
    """

    done: int
    total: int
    dropped: int = 0
    added: int = 0
    removed: int = 0
    baseline: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """The plain pace check: finished a week over the last `weeks`, and the day this leads to.

    `likely` None where nothing was finished or nothing is left.
    """

    a_week: float
    weeks: int
    likely: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """What was found, signals worst first. `moved` is the last sign that people were at work.

    `first_target` is the date that was promised first, `moves` how often it went later since.
    `grounds` prove a health that warns of nothing, by its value, newest first; they are not kept.
    """

    at: datetime
    progress: Progress
    signals: tuple[Signal, ...] = ()
    pace: Pace | None = None
    moved: Evidence | None = None
    target: datetime | None = None
    first_target: datetime | None = None
    moves: int = 0
    paused_since: datetime | None = None
    closed_at: datetime | None = None
    askings: tuple[Asking, ...] = ()
    team: str | None = None
    objective: str | None = None
    owner: str | None = None
    grounds: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict, compare=False)

    def of(self, level: str) -> tuple[Signal, ...]:
        """The signals of one level."""
        return tuple(each for each in self.signals if each.level == level)

    @property
    def longest_wait(self) -> Asking | None:
        """Who has waited longest and has not been told, None where nobody waits."""
        waiting = [each for each in self.askings if each.since and not each.told]
        return min(waiting, key=lambda each: (each.since, each.customer), default=None)


class Appraise(Protocol):
    """How an appraisal is made; the catalogue of signals stands behind it."""

    def __call__(self, scene: Scene) -> Status:
        """What the status of the item is made of."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """An item with its status, as pages and reports tell it. `ripe` is when a pending change of
    its health takes effect, and `ended` the last word of a person that holds no more; its `until`
    is when it ended. `title` and `url` are the item's own, `visibility` who may see it. `rests`: no
    live rule speaks of its health.
    """

    item_id: str
    key: str
    title: str
    type: str
    url: str
    visibility: str
    status: Status
    health: Derived | None = None
    override: Override | None = None
    ripe: datetime | None = None
    ended: Override | None = None
    rests: bool = False


Standings = Sequence[Standing]
