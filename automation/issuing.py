"""Issuing a report: when its time has come, one edition for each reader, each exactly once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from automation.errors import PitboardError
from automation.ports import Clock, Instants
from automation.ports.reporting import Editions, Issue, Letter

Compose = Callable[[Issue, datetime], Iterable[Letter]]
"""The editions of an issue, composed one by one; none for a reader who has theirs."""

BATCH: Final = 10
"""Editions in one transaction: it stays short, and what is lost with a crash is little."""

LONGEST: Final = timedelta(seconds=4)
"""Wall time of one turn; the readers who are left have theirs in the next one."""


def issue(
    editions: Editions,
    compose: Compose,
    *,
    version: str,
    owner: str,
    clock: Clock,
    company: Callable[[datetime], datetime],
) -> int:
    """Compose and commit one issue that is due, or as much of it as fits in a turn; returns how
    much was done, 0 when none is due. `version` is the set of files it was composed by.
    """
    wall = clock()
    instants = Instants(wall, company(wall))
    due = editions.claim(owner=owner, instants=instants)
    if due is None:
        return 0
    batches = _batched(compose(due, instants.now))
    while clock() - wall <= LONGEST:
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
    editions.rest(due, owner=owner, wall=clock())
    return 1


def _batched(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    left = iter(letters)
    while batch := list(islice(left, BATCH)):
        yield batch
