"""One Pitboard of the bench: its own record, rules, Valkey and processes."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from redis import Redis
from sqlalchemy import func, select, text

from automation.bootstrap import Line, wall_clock
from automation.model import Delivery
from automation.settings import load_settings
from automation.store import schema
from automation.store.arrivals import pack, store_deliveries
from automation.store.migrate import migrate
from bench import payload, sink_tracker
from bench.processes import Crew, eventually
from workers.queue import connect

RULES: Final = Path(__file__).with_name("rules")
_WAITING: Final = text("state = 'waiting'")  # as the index on these rows says it


class Installation:
    """A Pitboard with one rule, whose tracker is the sink. No pace, no settling."""

    def __init__(self, crew: Crew, name: str, *, sink: int = 9) -> None:
        """Prepare the record and start Valkey. `sink` is the port of the sink."""
        sink_tracker.register()
        self._crew = crew
        self._data = crew.folder / name
        url = crew.valkey(f"{name}-valkey")
        self.redis: Redis = connect(url)
        self.environment = _environment(self._data, url, sink)
        self.line = Line(load_settings(self.environment, file=self._data / "none.toml"))
        migrate(self.line.settings.database)
        self.line.connect()
        self.line.tend()

    @cached_property
    def port(self) -> int:
        """The receiver's port; its process is started when it is first asked for."""
        return self._crew.served("bench.entry", "web", environment=self.environment)

    def work(self, *queues: str) -> None:
        """Start the clock and a worker for each of these queues; return when all are ready."""
        for queue in queues:
            self._crew.python("bench.entry", queue, environment=self.environment)
        eventually(lambda: self.redis.scard("rq:workers") == len(queues), what="workers wait")
        self._crew.python("bench.entry", "clock", environment=self.environment)
        eventually(lambda: "clock" in self.line.record.clocks.beats(), what="the clock ticks")

    def fill(self, first: int, count: int) -> None:
        """Put a backlog of deliveries into the inbox, in one commit."""
        arrivals = [self._arrival(number) for number in range(first, first + count)]
        with self.line.record.database.writing() as connection:
            store_deliveries(connection, arrivals)

    def drained(self) -> bool:
        """Whether every delivery is absorbed and every subject decided."""
        waiting = select(schema.inbox.c.id).where(_WAITING).limit(1)
        undecided = select(schema.agenda.c.subject).limit(1)
        with self.line.record.database.reading() as connection:
            left = [connection.execute(query).first() for query in (waiting, undecided)]
        return left == [None, None]

    def waiting(self) -> int:
        """How many deliveries are not yet absorbed."""
        query = select(func.count()).select_from(schema.inbox).where(_WAITING)
        with self.line.record.database.reading() as connection:
            return int(connection.scalar(query) or 0)

    def close(self) -> None:
        """Drop this process's own connections."""
        self.line.close()
        self.redis.close()

    def _arrival(self, number: int) -> tuple[Delivery, bytes]:
        body = payload.body(number)
        headers = {"content-type": "application/json"}
        delivery = Delivery(
            "github", payload.delivery(number), "issues", body, wall_clock(), headers
        )
        return pack(delivery)


def _environment(data: Path, redis_url: str, sink: int) -> Mapping[str, str]:
    return {
        "PITBOARD_DATA": str(data),
        "PITBOARD_RULES": str(RULES),
        "PITBOARD_REDIS_URL": redis_url,
        "PITBOARD_GITHUB_TRACKER": "sink",
        "PITBOARD_GITHUB_URL": f"http://127.0.0.1:{sink}",
        "PITBOARD_GITHUB_WEBHOOK_SECRET": payload.SECRET,
        "PITBOARD_GITHUB_SETTLE": "0",
        "PITBOARD_GITHUB_GAP": "0",
        "PITBOARD_GITHUB_MINUTE": "0",
        "PITBOARD_GITHUB_HOUR": "0",
    }
