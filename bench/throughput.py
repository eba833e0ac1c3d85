"""T6 to T8: signed webhooks in, HTTP requests out, every process running, as fast as it goes."""

from collections.abc import Callable
from statistics import median

from bench.installation import Installation
from bench.load import Load, send
from bench.measure import in_turns, ratio
from bench.payload import FIRST
from bench.peers import REDIS_URL, SINK_PORT
from bench.processes import Crew, crew
from bench.sink import wait_for
from bench.table import Bound, Figure, Row

ROWS = (
    Row("T6", "webhook -> rule -> POST, / Probot", (Bound(0.3, 1),)),
    Row("T7", "webhook -> rule -> POST, / n8n", (Bound(5, 20),)),
    Row("T8", "webhook -> rule -> POST, / RQ job per event", (Bound(3, 10),)),
)
ROOM = 100_000
EVENTS, PEER_EVENTS = 1_500, 400
"""Enough for some seconds of each."""


def measure(rounds: int) -> list[Figure]:
    """Events a second of ours and of the usual design, a job for each event, in turns."""
    with crew() as started:
        sink = started.sink()
        ours = Installation(started, "ours", sink=sink)
        port = ours.web.port
        ours.work("line", "deliver")
        peer = _peer(started, ours, sink)
        cases = {
            "pitboard": _events_a_second(port, sink, events=EVENTS, first=FIRST),
            "SETNX + RQ job": _events_a_second(
                peer, sink, events=PEER_EVENTS, first=FIRST + ROOM // 2
            ),
        }
        found = in_turns(cases, rounds, warm_up=1)
        ours.close()
    rates = tuple(f"{name}: {median(each):,.0f} events/s" for name, each in found.items())
    return [
        Figure("T6", not_run="needs Probot"),
        Figure("T7", not_run="needs n8n"),
        Figure("T8", (ratio(found["pitboard"], found["SETNX + RQ job"]),), rates),
    ]


def _peer(started: Crew, ours: Installation, sink: int) -> int:
    """Start the job-per-event service; its port."""
    url = started.valkey("peer")
    environment = {**ours.environment, REDIS_URL: url, SINK_PORT: str(sink)}
    started.python("bench.peers", "worker", environment=environment)
    return started.served("bench.peers", "queued", environment=environment).port


def _events_a_second(port: int, sink: int, *, events: int, first: int) -> Callable[[int], float]:
    """From the first sending to the last arrival."""

    def run(number: int) -> float:
        start = first + ROOM * number
        sent = send(Load(port=port, first=start, count=events))
        arrivals = wait_for(sink, range(start, start + events))
        return events / (max(arrivals.values()) - min(each.at for each in sent))

    return run
