"""What recovery needs: what a connection may have missed, and whom to ask for it."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from automation.model import Delivery

Arrived = Callable[[Sequence[str]], AbstractSet[str]]
"""Which of these delivery ids are in the inbox already."""


def none_arrived(_ids: Sequence[str]) -> AbstractSet[str]:
    """Nothing is in the inbox."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Missed:
    """What to ask a tracker for: all that happened since `at`, in these projects; none: in all.

    `cursor` is where an earlier turn left off, as the tracker's own client wrote it. `resent`
    asks for the messages that did not arrive as well, where the tracker keeps them. `at` is the
    tracker's time, and `now` what its clock may read when it answers; None: the system's.
    """

    at: datetime
    projects: tuple[str, ...] = ()
    cursor: str = ""
    arrived: Arrived = none_arrived
    resent: bool = True
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Haul:
    """What one step brought: deliveries for the inbox, and where to go on if it is the last.

    `share` is how much of it all is read, from 0 to 1; None where the tracker does not tell.
    `doubts` are items that are to be read again: one is not where the record has it.
    """

    deliveries: tuple[Delivery, ...]
    cursor: str
    share: float | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """An item on record, as its tracker is asked about it.

    `key` is the tracker's own ("acme/shop#12"), `node` the id of its node, "" where none is known.
    """

    id: str
    key: str
    node: str = ""
    vanished: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A connection that has to be caught up with, claimed for one turn.

    `began` is when the first turn of this pass started: with its end all until then is read.
    `called` is when the last pass began that called the roll of all items; None: none did.
    `since` is the company's time, as the tracker's is; so are `until`, all that is read with the
    end of the pass, and `now`, what its clock may read when it answers.
    """

    connection: str
    seq: int
    began: datetime
    since: datetime
    projects: tuple[str, ...]
    cursor: str = ""
    called: datetime | None = None
    until: datetime | None = None
    now: datetime | None = None


class Recoveries(Protocol):
    """Which connections have to be caught up with, and how far that is."""

    def claim(self, *, wall: datetime) -> Sequence[Gap]:
        """Take what is due for as long as a lease; nobody else has it meanwhile."""
        ...

    def arrived(self, connection: str, ids: Sequence[str]) -> AbstractSet[str]:
        """Which of these deliveries are in the inbox."""
        ...

    def keep(self, gap: Gap, haul: Haul, *, wall: datetime) -> bool:
        """Put a haul into the inbox and the lease on; False if the gap is somebody else's."""
        ...

    def roll(self, gap: Gap, after: str, *, whole: bool, wall: datetime) -> Sequence[Listed]:
        """The next hundred items of the connection to ask for, in the order of their ids.

        Those that vanished, and with `whole` those that ought to be there: open ones, and others
        that were seen within 400 days. None that was seen since the pass began.
        """
        ...

    def go_on(self, gap: Gap, cursor: str, *, at: datetime, said: str | None = None) -> None:
        """Let the pass go on there and then; `said` is why it could not go on now.

        Without a cursor the next turn begins a new pass.
        """
        ...

    def done(self, gap: Gap, *, at: datetime) -> None:
        """Everything until the pass began is read; the next one is due then."""
        ...


class Source(Protocol):
    """The half of a tracker that is asked for what happened, and for what is still there."""

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        """Everything that happened since then, step by step, each call within `timeout` seconds.

        Raises ServiceError.
        """
        ...

    def still_there(self, items: Sequence[Listed], *, timeout: float) -> AbstractSet[str]:
        """The ids of those that we still see, and of those that cannot be asked about.

        At most a hundred in one call. Raises ServiceError.
        """
        ...
