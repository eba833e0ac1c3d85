"""What absorb needs: the inbox, and what it takes in and gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from automation.model import Delivery, Event, Item, Link, Mark, Reading, Stale


@dataclass(frozen=True, slots=True)
class Mail:
    """A claimed row of the inbox."""

    id: int
    delivery: Delivery
    attempts: int


@dataclass(frozen=True, slots=True)
class Known:
    """An item as stored, with the version a later write must still find."""

    item: Item
    version: int


@dataclass(frozen=True, slots=True)
class OwnWrite:
    """One of our writes of the last minutes, for telling an echo from a person.

    `stands` is true for a label we put on and a field we filled, false for what we took away.
    `value` is what a field reads, or a comment says.
    """

    target: str
    facet: str
    stands: bool
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are at a connection, and from when on its events are news."""

    connection: str
    actor_id: str | None
    live_since: datetime


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What one claimed delivery came to. `ignored` means that nobody listens to it.

    `occasion` asks for a row of its own on the agenda: a rule says something once about it.
    `past` are earlier events that the delivery told of besides, each with the same question.
    """

    mail: Mail
    ignored: bool
    event: Event | None = None
    occasion: bool = False
    past: tuple[tuple[Event, bool], ...] = ()

    @property
    def told(self) -> tuple[tuple[Event, bool], ...]:
        """Every event with whether it is an occasion, earliest first."""
        return (*self.past, (self.event, self.occasion)) if self.event else self.past


@dataclass(frozen=True, slots=True)
class Renewed:
    """An item after a batch: the version it was read at, and what the batch changed in it.

    `linked` and `unlinked` are the links that came to stand and that no longer do. `aliases` are
    the names the batch told of, besides the id and the key. `type` is what it is in our words, ""
    where those are its tracker's. `finished_at` is since when its work is done.
    """

    item: Item
    version: int | None
    changed: frozenset[str]
    marks: tuple[tuple[str, Mark], ...]
    reread: bool
    settle: float
    linked: frozenset[Link] = frozenset()
    unlinked: frozenset[Link] = frozenset()
    aliases: frozenset[str] = frozenset()
    type: str = ""
    finished_at: datetime | None = None


class Inbox(Protocol):
    """What arrived."""

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Mail]:
        """Lease the oldest waiting rows; one whose lease ran out is claimed alone."""
        ...

    def resolve(self, references: Sequence[str]) -> Mapping[str, str]:
        """The ids of the items that these references lead to; one that leads nowhere is absent."""
        ...

    def park(self, mail: Mail, reference: str, *, owner: str, wall: datetime) -> None:
        """Let a delivery wait until an item is known by this name, and ask for a re-read of it."""
        ...

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        """The items of these ids that are on record."""
        ...

    def own_writes(
        self, targets: Sequence[str], *, since: datetime, told: datetime
    ) -> frozenset[OwnWrite]:
        """Our own writes to these targets, since then by our clock or since `told` by theirs."""
        ...

    def accounts(self) -> Mapping[str, Account]:
        """Every connection by name."""
        ...

    def absorbed(
        self,
        rows: Sequence[Absorbed],
        items: Sequence[Renewed],
        *,
        owner: str,
        wall: datetime,
        stale: Sequence[Stale] = (),
    ) -> bool:
        """Commit a batch; False, and nothing written, if a lease or a version has moved on."""
        ...

    def blame(self, mail: Mail, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against the row; the eighth makes it dead."""
        ...


class Parser(Protocol):
    """The pure half of a tracker."""

    def __call__(self, delivery: Delivery) -> Reading:
        """Understand one delivery. Raises UnreadableDelivery."""
        ...
