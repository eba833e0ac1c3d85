"""What happens in a pretend tracker by itself, and the time it happens at."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, runtime_checkable

from automation.sandbox.entry import D, Entry

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Script(Generic[D]):
    """What a company did and will do, told from `now`, the moment it is first looked at.

    Both are in order of their times and the same whenever they are told for the same `now`: `past`
    ends there, and `coming` goes on from there and may never end.
    """

    past: Callable[[datetime], Iterable[Entry[D]]]
    coming: Callable[[datetime], Iterable[Entry[D]]]


@runtime_checkable
class Spaced(Protocol):
    """A clock that sees to it that two acts, one after the other, have times of their own."""

    def __call__(self) -> datetime:
        """Return the company's time."""
        ...

    def after(self, last: datetime) -> datetime:
        """Return a time for what is done now, `last` being that of what was done before."""
        ...


def moment(clock: Callable[[], datetime], last: datetime | None) -> datetime:
    """A time for what is done now: never before `last`, None where nothing was done yet."""
    if last is None:
        return clock()
    return clock.after(last) if isinstance(clock, Spaced) else max(clock(), last)


def in_turn(
    entries: Iterable[Entry[D]], *, after: datetime | None, most: int
) -> Iterator[list[Entry[D]]]:
    """A few at a time, never parting those of one moment: where a kill comes, it comes between."""
    some: list[Entry[D]] = []
    for entry in entries:
        if after is not None and entry.at <= after:
            continue
        if len(some) >= most and entry.at > some[-1].at:
            yield some
            some = []
        some.append(entry)
    if some:
        yield some
