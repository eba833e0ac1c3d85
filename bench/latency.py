"""T9: how soon a webhook has led to its HTTP request, with every process running."""

from bench.installation import Installation
from bench.load import Load, send
from bench.measure import spread
from bench.payload import FIRST
from bench.processes import crew
from bench.sink import wait_for
from bench.table import Bound, Figure, Row

ROWS = (
    Row(
        "T9",
        "webhook -> POST p50 and p99 at 100/s",
        (Bound(60, 20, " ms", most=True), Bound(250, 80, " ms", most=True)),
    ),
)
ROOM = 100_000
SECONDS = 5.0


def measure(rounds: int) -> list[Figure]:
    """From the moment a webhook is due to be sent to its arrival at the sink, at 100/s."""
    with crew() as started:
        sink = started.sink()
        ours = Installation(started, "ours", sink=sink)
        port = ours.port
        ours.work("line", "deliver")
        # The first round only makes the processes warm.
        found = [_round(port, sink, number) for number in range(rounds + 1)]
        ours.close()
    took = [seconds for each in found[1:] for seconds in each]
    times = spread(took)
    return [Figure("T9", (times.p50, times.p99), (f"{len(took):,} events: {times}",))]


def _round(port: int, sink: int, number: int) -> list[float]:
    sent = send(Load(port=port, first=FIRST + ROOM * number, seconds=SECONDS, rate=100))
    arrivals = wait_for(sink, [each.number for each in sent])
    return [arrivals[each.number] - each.at for each in sent]
