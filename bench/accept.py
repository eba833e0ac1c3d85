"""T1 and T3: what it costs to acknowledge a webhook only once it is on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench.installation import Installation
from bench.load import Load, Sent, send
from bench.measure import in_turns, ratio, spread
from bench.payload import FIRST
from bench.peers import REDIS_URL
from bench.processes import Crew, crew
from bench.table import Bound, Figure, Row

ROWS = (
    Row("T1", "durable accept / Flask + HMAC without a store", (Bound(0.60, 0.80),)),
    Row("T3", "durable accept / SETNX + RQ enqueue", (Bound(2, 3.5),)),
)
SECONDS = 2.0
ROOM = 100_000
"""Numbers kept for each round, more than it can use."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One run of the load: what became of it, and the processor seconds each request took."""

    sent: Sequence[Sent]
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        last = max(each.at + each.took for each in self.sent)
        return len(self.sent) / (last - min(each.at for each in self.sent))


def measure(rounds: int) -> list[Figure]:
    """Three receivers on the same server and settings, 16 connections, as fast as they answer."""
    with crew() as first, crew() as second, crew() as third:
        ours = Installation(first, "ours")
        queue = {**ours.environment, REDIS_URL: third.valkey("peer")}
        plain = second.served("bench.peers", "plain", environment=ours.environment)
        queued = third.served("bench.peers", "queued", environment=queue)
        cases = {
            "pitboard": partial(_loaded, first, ours.port),
            "no store": partial(_loaded, second, plain),
            "SETNX + RQ": partial(_loaded, third, queued),
        }
        found = in_turns(cases, rounds, warm_up=1)
        ours.close()
    rates = {name: [each.rate for each in results] for name, results in found.items()}
    notes = tuple(_note(name, results) for name, results in found.items())
    return [
        Figure("T1", (ratio(rates["pitboard"], rates["no store"]),), notes),
        Figure("T3", (ratio(rates["pitboard"], rates["SETNX + RQ"]),)),
    ]


def _loaded(started: Crew, port: int, number: int) -> Accepted:
    before = started.cpu()
    sent = send(Load(port=port, first=FIRST + ROOM * number, seconds=SECONDS))
    return Accepted(sent, (started.cpu() - before) / len(sent))


def _note(name: str, results: Sequence[Accepted]) -> str:
    rate, cpu = median(each.rate for each in results), median(each.cpu for each in results)
    times = spread([one.took for each in results for one in each.sent])
    return f"{name}: {rate:,.0f}/s; {1e6 * cpu:,.0f} us of processor each; {times}"
