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
    asks for the messages that did not arrive as well, where the tracker keeps them.
    """

    at: datetime
    projects: tuple[str, ...] = ()
    cursor: str = ""
    arrived: Arrived = none_arrived
    resent: bool = True


@dataclass(frozen=True, slots=True)
class Haul:
    """What one step brought: deliveries for the inbox, and where to go on if it is the last.

    `share` is how much of it all is read, from 0 to 1; None where the tracker does not tell.
    """

    deliveries: tuple[Delivery, ...]
    cursor: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A connection that has to be caught up with, claimed for one turn.

    `began` is when the first turn of this pass started: with its end all until then is read.
    """

    connection: str
    seq: int
    began: datetime
    since: datetime
    projects: tuple[str, ...]
    cursor: str = ""


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

    def go_on(self, gap: Gap, cursor: str, *, at: datetime, said: str | None = None) -> None:
        """Let the pass go on there and then; `said` is why it could not go on now.

        Without a cursor the next turn begins a new pass.
        """
        ...

    def done(self, gap: Gap, *, at: datetime) -> None:
        """Everything until the pass began is read; the next one is due then."""
        ...


class Source(Protocol):
    """The half of a tracker that is asked for what happened."""

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        """Everything that happened since then, step by step, each call within `timeout` seconds.

        Raises ServiceError.
        """
        ...
