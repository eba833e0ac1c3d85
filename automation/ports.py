"""What the pipeline needs of the outside world, as Protocols: three tables, a tracker, a parser.

Stores and trackers implement these; the pipeline never learns which ones. `wall` is always the
system's time, `now` the company's (design section 2, two clocks).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from automation.effects import Outcome, Plan, SetLabel
from automation.model import Delivery, Derived, Event, Item, Mark, Override, Reading, Written

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Instants:
    """The two clocks, read once at the start of a turn."""

    wall: datetime
    now: datetime


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

    `stands` is true for a label we put on, false for one we took off.
    """

    target: str
    facet: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are at a connection, and from when on its events are news."""

    connection: str
    actor_id: str | None
    live_since: datetime


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What one claimed delivery came to. `ignored` means that nobody listens to it."""

    mail: Mail
    ignored: bool
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """An item after a batch: the version it was read at, and what the batch changed in it."""

    item: Item
    version: int | None
    changed: frozenset[str]
    marks: tuple[tuple[str, Mark], ...]
    reread: bool
    settle: float


class Inbox(Protocol):
    """What arrived."""

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Mail]:
        """Lease the oldest waiting rows; one whose lease ran out is claimed alone."""
        ...

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        """The items of these ids that are on record."""
        ...

    def own_writes(self, targets: Sequence[str], *, since: datetime) -> frozenset[OwnWrite]:
        """Our own writes to these targets since then."""
        ...

    def accounts(self) -> Mapping[str, Account]:
        """Every connection by name."""
        ...

    def absorbed(
        self, rows: Sequence[Absorbed], items: Sequence[Renewed], *, owner: str, wall: datetime
    ) -> bool:
        """Commit a batch; False, and nothing written, if a lease or a version has moved on."""
        ...

    def blame(self, mail: Mail, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against the row; the eighth makes it dead."""
        ...


@dataclass(frozen=True, slots=True)
class Reason:
    """One agenda row of a claimed subject, as it was read.

    `name` is `look`, or `timer:<rule>:<n>`. `changed` names the facets a look is about; "any"
    and "new" stand for all of them.
    """

    name: str
    seq: int
    attempts: int = 0
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A claimed subject with all that deciding about it needs."""

    subject: str
    reasons: tuple[Reason, ...]
    item: Item | None
    derived: Mapping[str, Derived]
    overrides: Mapping[str, Override]
    written: Mapping[str, Written]


class Agenda(Protocol):
    """Who must be looked at, and when."""

    def claim(self, *, owner: str, instants: Instants, limit: int) -> Sequence[Case]:
        """Lease due subjects with all their due rows; an expired lease is claimed alone."""
        ...

    def decided(self, cases: Sequence[tuple[Case, Plan]], *, owner: str, wall: datetime) -> None:
        """Commit plans; a subject whose lease has moved on is left to its new owner."""
        ...

    def blame(self, case: Case, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against the subject's rows; the eighth makes them dead."""
        ...


@dataclass(frozen=True, slots=True)
class Errand:
    """A claimed row of the outbox. `key` is the target's key at its tracker ("acme/shop#12").

    `sent` says whether a try of ours may have reached the tracker. `introduced` says whether we
    know the account that we write as at this connection.
    """

    id: int
    seq: int
    effect: SetLabel
    key: str
    attempts: int = 0
    tries: int = 0
    sent: bool = False
    introduced: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an errand. `before` and `after` are what the tracker showed.

    `blames` says whether a failure counts against the row; `retry_after` is in seconds.
    """

    outcome: Outcome
    said: str = ""
    before: tuple[str, ...] | None = None
    after: tuple[str, ...] | None = None
    blames: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class ReRead:
    """A claimed wish to see an item again, worked by `deliver` because it is I/O."""

    subject: str
    seq: int
    connection: str
    key: str


class Outbox(Protocol):
    """What must be written or said."""

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Errand]:
        """Lease due rows of different targets, within the pace of their connections."""
        ...

    def introduce(self, connection: str, actor_id: str) -> None:
        """Remember the account we write as: an echo of ours carries it."""
        ...

    def begin(self, errand: Errand, *, owner: str, wall: datetime) -> bool:
        """Mark the row as being sent; False if its lease or its seq has moved on."""
        ...

    def settle(self, errand: Errand, answer: Answer, *, owner: str, wall: datetime) -> bool:
        """Record what became of it; False if the row belongs to somebody else by now."""
        ...

    def give_back(self, errand: Errand, *, owner: str) -> None:
        """Return an unstarted row without an attempt."""
        ...

    def rereads(self, *, wall: datetime, limit: int) -> Sequence[ReRead]:
        """Items that are due to be read again. Two readers of one item do no harm."""
        ...

    def seen(self, wish: ReRead, delivery: Delivery) -> None:
        """Put the answer into the inbox and strike the wish."""
        ...

    def unseen(self, wish: ReRead, *, gone: bool, wall: datetime) -> None:
        """Put the wish off, or strike it where the tracker says that the item is gone."""
        ...


class Parser(Protocol):
    """The pure half of a tracker."""

    def __call__(self, delivery: Delivery) -> Reading:
        """Understand one delivery. Raises UnreadableDelivery."""
        ...


class Tracker(Protocol):
    """The half of a tracker that talks to it, about targets by their key ("acme/shop#12").

    Every call takes a timeout in seconds and raises ServiceError.
    """

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:
        """The labels that stand on the target now."""
        ...

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        """Put a label on, leaving every other label alone."""
        ...

    def take_off(self, key: str, label: str, *, timeout: float) -> None:
        """Take a label off; one that is not there is no error."""
        ...

    def actor_id(self, *, timeout: float) -> str:
        """The id of the account we write as."""
        ...

    def read(self, key: str, *, timeout: float) -> Delivery:
        """The target as it is now, as a delivery its own parser reads."""
        ...
