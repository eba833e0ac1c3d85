"""Playing a past in: stream it into the inbox, let it be taken in, and show how far it is.

The sandbox's company tells its own past; of that it is only shown how far it is.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import click

from automation.bootstrap import Line
from automation.errors import PitboardError
from automation.pipeline import BATCH
from automation.ports import Haul

MOST_WAITING = 2_000
"""Deliveries in the inbox that nobody has taken in yet: beyond, reading waits for the reader."""

_AT_WORK = timedelta(seconds=15)
_PAUSE = 0.1
_WHOLE = 1_000
_WIDTH = 24
_TOO_SOON = 2.0
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


def playing_in(line: Line, what: str, *, is_terminal: bool) -> Iterator[str]:
    """How far the past of the sandbox's company is taken in, a line at each look, until it is in.

    `what` is what is played in, as in "56 weeks".
    """
    began, share = time.monotonic(), 0.0
    while (found := _share(line, share)) is not None:
        share = found
        if is_terminal:
            yield _bar(what, share, time.monotonic() - began)
        else:
            tenth = int(share * _TENTHS) * _TENTHS
            yield f"Playing {what} in: {tenth} %"
    line.close()
    seconds = time.monotonic() - began
    if seconds >= _TOO_SOON:  # else it was in before
        yield f"Played {what} in, in {seconds:.0f} s. A working day passes in a minute now."


def _share(line: Line, last: float) -> float | None:
    """None once all is taken in; a record that does not answer is asked again."""
    try:
        return line.record.clocks.state(line.clock()).playing_in
    except PitboardError:
        return last


def _bar(what: str, share: float, seconds: float) -> str:
    full = round(share * _WIDTH)
    bar = "#" * full + "-" * (_WIDTH - full)
    left = ""
    if share > 1 / _WIDTH and seconds > _TOO_SOON:
        left = f", {seconds / share - seconds:.0f} s left"
    return f"Playing {what} in  [{bar}]  {share:.0%}{left}".replace("%", " %")


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
