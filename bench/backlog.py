"""T10: how many events a second are absorbed and decided when nothing but the line is at work."""

import time
from collections.abc import Callable
from statistics import median

from bench.installation import Installation
from bench.measure import in_turns
from bench.payload import FIRST
from bench.processes import Crew, crew, eventually
from bench.table import Bound, Figure, Row

ROWS = (Row("T10", "absorb + decide, events/s, two workers", (Bound(1_000, 3_000, "/s"),)),)
BACKLOG = 3_000
ROOM = 100_000


def measure(rounds: int) -> list[Figure]:
    """Drain a backlog of distinct issues with two workers, and with one, in turns."""
    with crew() as started:
        cases = {
            "two workers": _drains(started, "two", "line", "line"),
            "one worker": _drains(started, "one", "line"),
        }
        found = in_turns(cases, rounds, warm_up=1)
    rates = {name: median(each) for name, each in found.items()}
    notes = tuple(f"{name}: {rate:,.0f} events/s" for name, rate in rates.items())
    return [Figure("T10", (rates["two workers"],), notes)]


def _drains(started: Crew, name: str, *queues: str) -> Callable[[int], float]:
    ours = Installation(started, name)
    ours.work(*queues)

    def run(number: int) -> float:
        ours.fill(FIRST + ROOM * number, BACKLOG)
        start = time.monotonic()
        eventually(ours.drained, what="the backlog is decided")
        took = time.monotonic() - start
        ours.close()
        return BACKLOG / took

    return run
