"""T2: whether the receiver still answers at once while two workers use the record all they can."""

import time

from bench.installation import Installation
from bench.load import Load, Sending, Sent
from bench.measure import spread
from bench.payload import FIRST
from bench.processes import crew, eventually
from bench.table import Bound, Figure, Row

ROWS = (
    Row(
        "T2",
        "accept p99 and max, 100/s beside a backlog",
        (Bound(100, 30, " ms", most=True), Bound(1_000, 200, " ms", most=True)),
    ),
)
BACKLOG = 10_000
ROOM = 100_000
SECONDS = 60.0


def measure(rounds: int) -> list[Figure]:
    """100 webhooks a second, counted for as long as two line workers have a backlog."""
    with crew() as started:
        ours = Installation(started, "ours")
        port = ours.port
        ours.work("line", "line")
        found = [_round(ours, port, number) for number in range(rounds)]
        ours.close()
    sent = [each for answers, _ in found for each in answers]
    times = spread([each.took for each in sent])
    drained = ", ".join(f"{seconds:.1f}" for _, seconds in found)
    notes = (f"{len(sent):,} accepted: {times}; {BACKLOG:,} rows drained in {drained} s",)
    return [Figure("T2", (times.p99, times.max), notes)]


def _round(ours: Installation, port: int, number: int) -> tuple[list[Sent], float]:
    first = FIRST + ROOM * number
    ours.fill(first, BACKLOG)
    start = time.monotonic()
    sending = Sending(Load(port=port, first=first + BACKLOG, seconds=SECONDS, rate=100))
    # The rows that keep coming in are few; what is left of the backlog itself decides.
    eventually(lambda: ours.waiting() < 100, what="the backlog is absorbed")
    end = time.monotonic()
    sending.stop()
    answers = [each for each in sending.result() if start <= each.at <= end]
    eventually(ours.drained, what="all is decided")
    return answers, end - start
