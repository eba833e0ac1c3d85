"""What decide needs: the agenda, its cases, and the two clocks (design section 2)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Protocol

from automation.appraisal import Background
from automation.effects import Plan
from automation.graph import Graph
from automation.model import Derived, Event, Item, Override, Written
from automation.sayings import Sayings

LONGEST: Final = timedelta(seconds=4)
"""Wall time that one turn decides or composes. With what is loaded before it and committed after it
that is well within a lease; what is left has its turn next.
"""

Picks = Callable[[Item], bool]
"""Whether an item is one of those."""


def anything(_item: Item) -> bool:
    """Every item is."""
    return True


def nothing(_item: Item) -> bool:
    """No item is."""
    return False


@dataclass(frozen=True, slots=True)
class Instants:
    """The two clocks, read once at the start of a turn."""

    wall: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One agenda row of a claimed subject, as it was read.

    `name` is `look`, `timer:<rule>:<n>`, `occasion:<event>` or `sweep:<rule>:<run>`. A timer's `n`
    is 0 for a person's edit that ends, 1 for a pending change that matures, `arm` for a look that
    arms the timers of a rule, and else the number of what a trigger waits for. `changed`
    names the facets a look is about, each as `<facet>` of the subject itself or `<type>/<facet>` of
    an item that is part of it; "any" and "new" stand for all facets. `event` is the occasion's.
    """

    name: str
    seq: int
    attempts: int = 0
    changed: frozenset[str] = frozenset()
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A claimed subject with all that deciding about it needs.

    `around` holds the items that are part of it and those it is part of, as far as the rules look.
    `background` is there for what has a status of its own, None for the rest. `sayings` are what
    people said to Pitboard of it and of what is around it.
    """

    subject: str
    reasons: tuple[Reason, ...]
    item: Item | None
    derived: Mapping[str, Derived]
    overrides: Mapping[str, Override]
    written: Mapping[str, Written]
    around: Graph = Graph()  # noqa: RUF009 - it is frozen and empty
    background: Background | None = None
    sayings: Sayings = Sayings()  # noqa: RUF009 - it is frozen and empty


def in_time(cases: Sequence[Case], clock: Callable[[], datetime]) -> Iterator[Case]:
    """As many of them as one turn has time for, and the first in any case."""
    began = clock()
    for place, case in enumerate(cases):
        if place and clock() - began > LONGEST:
            return
        yield case


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many within a time of the company's. `text` is how its author wrote it."""

    most: int
    within: timedelta
    text: str

    def __str__(self) -> str:
        """As its author wrote it."""
        return self.text


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the record must know of a rule: its fuse, what a sweep of it goes through, who owns it.

    `writes` counts distinct subjects of one run, `mails` its mails. `projects` empty: all of them.
    `mail` is the owner's address, "" where no file tells one. `version` is the set it stands in.
    A sweep passes over what the rule is not `about`; `appraised` are those with a status.
    `per_person` bounds the mails of the rule to one person, `per_item` its writes to one item.
    """

    rule: str
    title: str
    version: str
    writes: int = 25
    mails: int = 100
    projects: frozenset[str] = frozenset()
    derives: bool = True
    mail: str = ""
    about: Picks = anything
    appraised: Picks = nothing
    per_person: Rate | None = None
    per_item: Rate | None = None


ByRule = Mapping[str, Bounds]
NO_BOUNDS: ByRule = MappingProxyType({})


class Agenda(Protocol):
    """Who must be looked at, and when."""

    def claim(
        self,
        *,
        owner: str,
        instants: Instants,
        limit: int,
        reach: int = 0,
        appraised: Picks = nothing,
    ) -> Sequence[Case]:
        """Lease due subjects with all their due rows; an expired lease is claimed alone.

        `reach` is how many links away from a subject its case shows the items around it, and
        `appraised` says which items have a status of their own: their cases have a background.
        """
        ...

    def decided(
        self,
        cases: Sequence[tuple[Case, Plan]],
        *,
        owner: str,
        wall: datetime,
        bounds: ByRule = NO_BOUNDS,
    ) -> None:
        """Commit plans; a subject whose lease has moved on is left to its new owner.

        What is over the `bounds` of its rule is held.
        """
        ...

    def release(self, subjects: Sequence[str], *, owner: str) -> None:
        """Give subjects back as they were, without an attempt."""
        ...

    def blame(self, case: Case, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against the subject's rows; the eighth makes them dead."""
        ...
