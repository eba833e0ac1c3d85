"""T4 and T5: how often Redis is spoken to. Counts, so they are gates in the tests as well."""

from collections.abc import Callable

from redis import Redis

from bench.installation import Installation
from bench.load import Load, send
from bench.payload import FIRST
from bench.processes import crew
from bench.sink import Sink
from bench.table import Bound, Figure, Row

ROWS = (
    Row("T4", "Redis commands per accepted webhook, web alone", (Bound(0, 0, "", most=True),)),
    Row("T5", "Redis commands per event at 40/s, all processes", (Bound(2, 0.8, "", most=True),)),
)
RATE = 40.0


def measure(rounds: int) -> list[Figure]:
    """Count once: a count does not scatter. `rounds` only makes the watch longer."""
    seconds = 10.0 if rounds > 1 else 6.0
    webhooks = 200
    each, commands = per_event(seconds)
    return [
        Figure("T4", (per_webhook(webhooks),), (f"{webhooks} webhooks",)),
        Figure("T5", (each,), (f"{seconds:.0f} s: {commands}",)),
    ]


def per_webhook(webhooks: int) -> float:
    """Redis commands per webhook with only the web process and Valkey running."""
    with crew() as started:
        ours = Installation(started, "ours")
        port = ours.port
        used = commands_of(ours.redis, lambda: send(Load(port=port, first=FIRST, count=webhooks)))
        ours.close()
    return sum(used.values()) / webhooks


def per_event(seconds: float) -> tuple[float, str]:
    """Redis commands per event of everything together, at 40/s, and what they were."""
    events = int(RATE * seconds)
    with crew() as started:
        sink = started.sink()
        ours = Installation(started, "ours", sink=sink)
        port = ours.port
        ours.work("line", "deliver")
        load = Load(port=port, first=FIRST, count=events, rate=RATE)
        used = commands_of(ours.redis, lambda: send(load))
        looking = Sink(sink)
        arrived = len(looking.arrivals())
        looking.close()
        ours.close()
    most = sorted(used.items(), key=lambda one: -one[1])
    said = ", ".join(f"{count} {name}" for name, count in most[:6])
    return sum(used.values()) / events, f"{events} events, {arrived} written by then; {said}"


def commands_of(redis: Redis, act: Callable[[], object]) -> dict[str, int]:
    """The commands Redis was sent while `act` ran, by name, without our own looking."""
    before = _counted(redis)
    act()
    after = _counted(redis)
    used = {name: count - before.get(name, 0) for name, count in after.items()}
    return {name: count for name, count in used.items() if count and name != "info"}


def _counted(redis: Redis) -> dict[str, int]:
    stats = redis.info("commandstats")
    return {name.removeprefix("cmdstat_"): int(found["calls"]) for name, found in stats.items()}
