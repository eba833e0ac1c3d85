"""One turn of catching up with a tracker: ask, keep what came, and go on next turn.

A pass asks what happened, then which items are still there. Whatever ends a turn, nothing is lost:
what came is in the inbox, and the next turn begins where this one left off. A repeat is known by
its id and goes no further than the inbox.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from automation.errors import ServiceError
from automation.ports import Clock, Gap, Haul, Missed, Recoveries, Source
from automation.ways.turn import LONGEST_CALL

EVERY: Final = timedelta(minutes=15)
"""Between two passes while all is well, and after a refusal that waiting does not mend."""

LONGEST_TURN: Final = timedelta(seconds=4)
"""After which no step is begun: with the calls of the last one it stays below a lease."""

CALLED: Final = timedelta(hours=6)
"""From one pass that asks for every item to the next; what vanished is asked for in each."""

_OUTAGE: Final = 30.0
_ROLL: Final = "roll:"
"""How a cursor begins that points into the roll."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Whom to ask, and where what comes is kept."""

    recoveries: Recoveries
    sources: Mapping[str, Source]
    clock: Clock


def recover(recovery: Recovery, gap: Gap) -> None:
    """Read on what this connection may have missed, for a few seconds."""
    recoveries, cursor = recovery.recoveries, gap.cursor
    until = recovery.clock() + LONGEST_TURN
    try:
        for haul in _hauls(recovery, gap):
            cursor = haul.cursor
            if not recoveries.keep(gap, haul, wall=recovery.clock()):
                return
            if recovery.clock() >= until:
                recoveries.go_on(gap, cursor, at=recovery.clock())
                return
    except ServiceError as error:
        _put_off(recovery, gap, cursor, error)
    except Exception as error:  # noqa: BLE001 - one tracker's fault must not stop the others
        said = f"{type(error).__name__}: {error}"
        recoveries.go_on(gap, "", at=recovery.clock() + EVERY, said=said)
    else:
        called = gap.began if _calls_all(gap) else gap.called
        recoveries.done(replace(gap, called=called), at=recovery.clock() + EVERY)


def _hauls(recovery: Recovery, gap: Gap) -> Iterator[Haul]:
    """What happened, then what is not where the record has it. Raises ServiceError."""
    source = _source(recovery, gap)
    if not gap.cursor.startswith(_ROLL):
        yield from source.missed(_wanted(recovery, gap), timeout=LONGEST_CALL)
    yield from _roll(recovery, gap, source)


def _roll(recovery: Recovery, gap: Gap, source: Source) -> Iterator[Haul]:
    """A hundred items at a time; in doubt are those missed, and those found that had vanished."""
    after = gap.cursor.removeprefix(_ROLL) if gap.cursor.startswith(_ROLL) else ""
    whole = _calls_all(gap)
    while listed := recovery.recoveries.roll(gap, after, whole=whole, wall=recovery.clock()):
        there = source.still_there(listed, timeout=LONGEST_CALL)
        after = listed[-1].id
        doubts = tuple(item.id for item in listed if (item.id in there) == item.vanished)
        yield Haul((), f"{_ROLL}{after}", doubts=doubts)


def _calls_all(gap: Gap) -> bool:
    return gap.called is None or gap.began - gap.called >= CALLED


def _source(recovery: Recovery, gap: Gap) -> Source:
    if gap.connection not in recovery.sources:
        said = f'the connection "{gap.connection}" is no longer in the settings'
        raise ServiceError(said, retryable=False)
    return recovery.sources[gap.connection]


def _wanted(recovery: Recovery, gap: Gap) -> Missed:
    arrived = partial(recovery.recoveries.arrived, gap.connection)
    # A long gap takes long to read, and a tracker may count its hours back from each question.
    now = gap.now or recovery.clock()
    slack = (now - gap.since) / 20
    return Missed(gap.since - slack, gap.projects, gap.cursor, arrived, now=now)


def _put_off(recovery: Recovery, gap: Gap, cursor: str, error: ServiceError) -> None:
    """An outage or a limit blames nobody; what is refused for good is asked for from the start."""
    wall: datetime = recovery.clock()
    if error.retryable:
        wait = timedelta(seconds=_OUTAGE if error.retry_after is None else error.retry_after)
        recovery.recoveries.go_on(gap, cursor, at=wall + wait, said=str(error))
    else:
        recovery.recoveries.go_on(gap, "", at=wall + EVERY, said=str(error))
