"""T6 to T8: signed webhooks in, HTTP requests out, every process running, as fast as it goes."""

from dataclasses import dataclass, replace
from functools import partial
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


@dataclass(frozen=True, slots=True)
class Run:
    """Events a second from the first sending to the last arrival, and processor seconds each."""

    rate: float
    cpu: float


def measure(rounds: int) -> list[Figure]:
    """Events a second of ours and of the usual design, a job for each event, in turns."""
    with crew() as first, crew() as second, crew() as shared:
        sink = shared.sink()
        ours = Installation(first, "ours", sink=sink)
        ours.work("line", "deliver")
        peer = _peer(second, ours, sink)
        cases = {
            "pitboard": partial(_run, first, Load(port=ours.port, first=FIRST, count=EVENTS), sink),
            "SETNX + RQ job": partial(
                _run, second, Load(port=peer, first=FIRST + ROOM // 2, count=PEER_EVENTS), sink
            ),
        }
        found = in_turns(cases, rounds, warm_up=1)
        ours.close()
    rates = {name: [each.rate for each in runs] for name, runs in found.items()}
    notes = tuple(
        f"{name}: {median(rates[name]):,.0f} events/s; "
        f"{1e6 * median(each.cpu for each in runs):,.0f} us of processor each"
        for name, runs in found.items()
    )
    return [
        Figure("T6", not_run="needs Probot"),
        Figure("T7", not_run="needs n8n"),
        Figure("T8", (ratio(rates["pitboard"], rates["SETNX + RQ job"]),), notes),
    ]


def _peer(started: Crew, ours: Installation, sink: int) -> int:
    """Start the job-per-event service; its port."""
    url = started.valkey("peer")
    environment = {**ours.environment, REDIS_URL: url, SINK_PORT: str(sink)}
    started.python("bench.peers", "worker", environment=environment)
    return started.served("bench.peers", "queued", environment=environment)


def _run(started: Crew, load: Load, sink: int, number: int) -> Run:
    """Send the events of a round and wait until the last one has arrived."""
    before = started.cpu()
    sent = send(replace(load, first=load.first + ROOM * number))
    arrivals = wait_for(sink, [each.number for each in sent])
    took = max(arrivals.values()) - min(each.at for each in sent)
    return Run(len(sent) / took, (started.cpu() - before) / len(sent))
