"""One turn of delivering: how long it may last, and whom it talks to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from automation.effects import Outcome
from automation.errors import ServiceError
from automation.ports import Answer, Channel, Clock, Errand, Outbox, OwnWrite, Poster, Tracker

LONGEST_CALL = 6.0
"""Seconds; every HTTP call takes at most this, or what is left of the deadline."""

SHORTEST_CALL = 1.0
"""Seconds; with less than this left no call is begun."""


class OutOfTime(Exception):  # noqa: N818 - a state of the turn, not a fault
    """The deadline of this turn leaves no room for another call."""


def as_it_is(wall: datetime) -> datetime:
    """The company's time where it is the system's."""
    return wall


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of delivering: whose it is, whom it talks to, and when it must be over.

    `company` is the company's time of a wall time.
    """

    outbox: Outbox
    trackers: Mapping[str, Tracker]
    owner: str
    clock: Clock
    until: datetime
    channels: Mapping[str, Channel] = field(default_factory=dict)
    poster: Poster | None = None
    company: Callable[[datetime], datetime] = as_it_is

    def left(self) -> float:
        """Seconds the next call may take. Raises OutOfTime when none fits any more."""
        left = min(LONGEST_CALL, (self.until - self.clock()).total_seconds())
        if left < SHORTEST_CALL:
            raise OutOfTime
        return left

    def begin(self, errand: Errand, echo: Sequence[OwnWrite] = ()) -> bool:
        """Say that the write comes now; False if the lease or the wish has moved on.

        `echo` is what it will come back as, where the wish alone does not tell.
        """
        return self.outbox.begin(errand, owner=self.owner, wall=self.clock(), echo=echo)

    def tracker(self, errand: Errand) -> Tracker:
        """Whom to write to, once it is known who we are there. Raises ServiceError."""
        name = errand.effect.connection
        if name not in self.trackers:
            said = f'the connection "{name}" is no longer in the settings'
            raise ServiceError(said, retryable=True, retry_after=600)
        tracker = self.trackers[name]
        if not errand.introduced:
            # An echo is told from a person by our own account, so it is known before we write.
            self.outbox.introduce(
                name,
                tracker.actor_id(timeout=self.left()),
                tracker.directory(timeout=self.left()),
            )
        return tracker


def refused(error: ServiceError) -> Answer:
    """The answer of a service that did not do it."""
    return Answer(
        Outcome.FAILED,
        str(error),
        blames=not error.retryable,
        retry_after=error.retry_after,
    )
