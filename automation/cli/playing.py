"""Playing a past in: stream it into the inbox, let it be taken in, and show how far it is."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import click

from automation.bootstrap import Line
from automation.pipeline import BATCH
from automation.ports import Haul

MOST_WAITING = 2_000
"""Deliveries in the inbox that nobody has taken in yet: beyond, reading waits for the reader."""

_AT_WORK = timedelta(seconds=15)
_PAUSE = 0.1
_WHOLE = 1_000
_TENTHS = 10

Show = Callable[[float | None, int], None]


@dataclass(frozen=True, slots=True)
class Played:
    """How many pages were read, and how many of them were not on record before."""

    read: int
    new: int


def play_in(line: Line, hauls: Iterable[Haul], *, label: str) -> Played:
    """Put every page into the inbox as it comes, never many at a time, until all is taken in.

    Where no Pitboard runs on this record, this process takes in by itself.
    """
    read = new = 0
    with _progress(label) as show:
        for haul in hauls:
            new += line.record.recoveries.store(haul.deliveries)
            read += len(haul.deliveries)
            _make_room(line, MOST_WAITING)
            show(haul.share, read)
        _make_room(line, 0)
        show(1.0, read)
    return Played(read, new)


def _make_room(line: Line, most: int) -> None:
    """Until no more than so many wait to be taken in; whoever is alone takes in as it reads."""
    while waiting := line.record.recoveries.waiting(wall=line.clock()):
        alone = not _is_at_work(line)
        if waiting <= (min(most, BATCH) if alone else most):
            return
        if not (alone and line.work("line")):
            time.sleep(_PAUSE)


def _is_at_work(line: Line) -> bool:
    """Whether a worker of this record's line has given a sign of life."""
    last = line.record.clocks.beats().get("worker:line")
    return last is not None and line.clock() - last < _AT_WORK


@contextmanager
def _progress(label: str) -> Iterator[Show]:
    """A bar on a terminal; elsewhere a line for each tenth, as a log can hold."""
    if not sys.stdout.isatty():
        yield _Tenths(label).show
        return
    with click.progressbar(length=_WHOLE, label=label) as bar:

        def move(share: float | None, _read: int) -> None:
            bar.update(max(0, round((share or 0) * _WHOLE) - bar.pos))

        yield move


class _Tenths:
    """Prints a line at each tenth, once."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._told = 0

    def show(self, share: float | None, read: int) -> None:
        tenth = int((share or 0) * _TENTHS)
        if tenth > self._told:
            self._told = tenth
            click.echo(f"{self._label}: {tenth * _TENTHS} %, {read} read")
