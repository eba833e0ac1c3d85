"""One turn of catching up with a tracker: ask, keep what came, and go on next turn.

Whatever ends a turn, nothing is lost: what came is in the inbox, and the next turn begins where
this one left off. A repeat is known by its id and goes no further than the inbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from automation.errors import ServiceError
from automation.ports import Clock, Gap, Missed, Recoveries, Source
from automation.ways.turn import LONGEST_CALL

EVERY: Final = timedelta(minutes=15)
"""Between two passes while all is well, and after a refusal that waiting does not mend."""

LONGEST_TURN: Final = timedelta(seconds=4)
"""After which no step is begun: with the calls of the last one it stays below a lease."""

_OUTAGE: Final = 30.0


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
        for haul in _source(recovery, gap).missed(_wanted(recovery, gap), timeout=LONGEST_CALL):
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
        recoveries.done(gap, at=recovery.clock() + EVERY)


def _source(recovery: Recovery, gap: Gap) -> Source:
    if gap.connection not in recovery.sources:
        said = f'the connection "{gap.connection}" is no longer in the settings'
        raise ServiceError(said, retryable=False)
    return recovery.sources[gap.connection]


def _wanted(recovery: Recovery, gap: Gap) -> Missed:
    arrived = partial(recovery.recoveries.arrived, gap.connection)
    # A long gap takes long to read, and a tracker may count its hours back from each question.
    slack = (recovery.clock() - gap.since) / 20
    return Missed(gap.since - slack, gap.projects, gap.cursor, arrived)


def _put_off(recovery: Recovery, gap: Gap, cursor: str, error: ServiceError) -> None:
    """An outage or a limit blames nobody; what is refused for good is asked for from the start."""
    wall: datetime = recovery.clock()
    if error.retryable:
        wait = timedelta(seconds=_OUTAGE if error.retry_after is None else error.retry_after)
        recovery.recoveries.go_on(gap, cursor, at=wall + wait, said=str(error))
    else:
        recovery.recoveries.go_on(gap, "", at=wall + EVERY, said=str(error))
