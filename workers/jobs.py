"""The two doorbell jobs. They carry no content: a bell says "there is mail", the rows are the mail.

A bell that is lost, doubled or replayed is harmless, because work is claimed as leases on rows.
"""

import logging
import mmap
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

QUEUES = ("line", "deliver")
LINGER = 5.0
"""Seconds one job stays, waiting for more work, before it lets a fresh process take over."""
POLL: Mapping[str, float] = {"line": 0.02, "deliver": 0.005}
"""Seconds between two looks at the database while a job lingers; deliver's look is cheap."""

log = logging.getLogger(__name__)
T = TypeVar("T")


class Due(Protocol):
    """For each queue the seconds its oldest due work has waited; None when nothing is due."""

    @property
    def line(self) -> float | None:
        """Deliveries to absorb, subjects to decide."""

    @property
    def deliver(self) -> float | None:
        """Targets to write to."""


class Line(Protocol):
    """What this package needs of the bootstrap: the pipeline, opened on the database."""

    def due(self) -> Due:
        """How long the oldest due work of each queue has waited."""

    def work(self, queue: str, /) -> int:
        """One turn of that queue; how much was done, 0 when nothing was due."""

    def reload(self) -> None:
        """Read the active rule set if it changed; leaves no connection open."""

    def close(self) -> None:
        """Drop every connection."""

    def tend(self) -> None:
        """Do the duties of every second: the rule folder, retention."""

    def beat(self, name: str, /) -> None:
        """Say in the database that process `name` lives."""

    def lead(self, owner: str, /) -> bool:
        """Take or keep the lease of the leader; whether this clock has it."""


class StopMark:
    """One byte that a process shares with the jobs it forks: set once, seen by all of them."""

    def __init__(self) -> None:
        """Make it before the fork."""
        self._byte = mmap.mmap(-1, 1)

    def set(self) -> None:
        """Ask every job to end after its present turn."""
        self._byte[0] = 1

    def is_set(self) -> bool:
        """Whether to end."""
        return self._byte[0] == 1


@dataclass(frozen=True, slots=True)
class Shift:
    """What a job is given to work with. `linger` is in seconds."""

    line: Line
    stop: StopMark
    linger: float = LINGER


def line(shift: Shift) -> None:
    """Absorb and decide what is due, in turns."""
    _drain("line", shift)


def deliver(shift: Shift) -> None:
    """Write what is due to the trackers and channels."""
    _drain("deliver", shift)


DOORBELLS: Mapping[str, Callable[[Shift], None]] = {
    f"{__name__}.{job.__name__}": job for job in (line, deliver)
}
"""Every function a bell may name; there is no other way to run one."""


def attempt(what: str, act: Callable[[], T]) -> T | None:
    """Return what `act` returns, or None when it failed, which is one line in the log.

    For loops that must live on: what failed stays a row with a lease, and is tried again.
    """
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - whatever it is, the loop is worth more
        log.error("%s failed: %s: %s", what, type(error).__name__, _one_line(error))  # noqa: TRY400 - one line, not a traceback
        return None


def _drain(queue: str, shift: Shift) -> None:
    end = time.monotonic() + shift.linger
    while not shift.stop.is_set() and time.monotonic() < end:
        done = attempt(f"queue={queue} work", lambda: shift.line.work(queue))
        if done is None:
            break
        if done == 0:
            time.sleep(max(0.0, min(POLL[queue], end - time.monotonic())))
    attempt(f"queue={queue} close", shift.line.close)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
