"""Issuing a report: when its time has come, one edition for each reader, each exactly once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from automation.errors import PitboardError
from automation.ports import LONGEST, Clock, Instants
from automation.ports.reporting import Editions, Issue, Letter

Compose = Callable[[Issue, datetime], Iterable[Letter | None]]
"""The editions of an issue, composed one by one; none for a reader who has theirs. None tells that
work is done which need not be done again, and no letter is ready yet.
"""

BATCH: Final = 10
"""Editions in one transaction: it stays short, and what is lost with a crash is little."""


PATIENCE: Final = timedelta(minutes=10)
"""Wall time for which a report that is due waits for what else there is to do: it tells what is
known once nothing waits to be judged, and under a load that never ends it goes out all the same.
"""


def issue(
    editions: Editions,
    compose: Compose,
    *,
    version: str,
    owner: str,
    clock: Clock,
    company: Callable[[datetime], datetime],
    waited: timedelta = timedelta(),
) -> int:
    """Compose and commit one issue that is due, or as much of it as fits in a turn; returns how
    much was done, 0 when none is due. `version` is the set of files it was composed by. One that
    was called less than `waited` ago is left alone.
    """
    wall = clock()
    instants = Instants(wall, company(wall))
    since = wall - waited if waited else None
    due = editions.claim(owner=owner, instants=instants, since=since)
    if due is None:
        return 0
    is_late = partial(_is_late, clock, wall)
    batches = _batched(compose(due, instants.now), is_late)
    late = False
    while not late:
        try:
            letters = next(batches, None)
        except PitboardError:
            raise
        except Exception as error:  # noqa: BLE001 - one report's fault must not stop the line
            said = f"{type(error).__name__}: {error}"
            editions.blame(due, said, owner=owner, wall=clock())
            return 1
        if letters is None:
            editions.finish(due, owner=owner, wall=clock())
            return 1
        if not editions.issued(due, letters, version=version, owner=owner, wall=clock()):
            return 1
        late = is_late()
    editions.rest(due, owner=owner)
    return 1


def _is_late(clock: Clock, since: datetime) -> bool:
    return clock() - since > LONGEST


def _batched(
    letters: Iterable[Letter | None], is_late: Callable[[], bool]
) -> Iterator[Sequence[Letter]]:
    """Letters, as many at a time as are committed together; an empty batch still is a step."""
    batch: list[Letter] = []
    for letter in letters:
        batch += [letter] if letter else []
        if letter is None or len(batch) == BATCH or is_late():
            yield batch
            batch = []
    if batch:
        yield batch
