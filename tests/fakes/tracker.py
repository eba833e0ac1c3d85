"""A tracker in memory: labels by key, and whatever trouble a test asks for."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from automation.errors import ServiceError
from automation.model import Delivery
from automation.trackers.github.parse import REREAD
from tests.builders import NOON, an_issue_payload


@dataclass
class FakeTracker:
    """Labels that stand, the calls that changed them, and errors to raise before or after one."""

    standing: dict[str, set[str]] = field(default_factory=dict)
    writes: list[tuple[str, str, str]] = field(default_factory=list)
    refuse: list[Exception] = field(default_factory=list)
    drop_after_write: list[Exception] = field(default_factory=list)
    on_write: Callable[[], None] = lambda: None
    clock: Callable[[], datetime] = lambda: NOON
    reads: int = 0

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:
        self._trouble(timeout)
        return tuple(sorted(self.standing.setdefault(key, set())))

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        self._trouble(timeout)
        self.standing.setdefault(key, set()).add(label)
        self._written("put on", key, label)

    def take_off(self, key: str, label: str, *, timeout: float) -> None:
        self._trouble(timeout)
        self.standing.setdefault(key, set()).discard(label)
        self._written("took off", key, label)

    def actor_id(self, *, timeout: float) -> str:
        self._trouble(timeout)
        return "900"

    def read(self, key: str, *, timeout: float) -> Delivery:
        labels = self.labels(key, timeout=timeout)
        seconds = (self.clock() - NOON).total_seconds()
        body = json.dumps(an_issue_payload(labels=labels, seconds=seconds)).encode()
        self.reads += 1
        return Delivery("github", f"reread:{self.reads}", REREAD, body, self.clock())

    def _written(self, verb: str, key: str, label: str) -> None:
        self.writes.append((verb, key, label))
        self.on_write()
        if self.drop_after_write:
            raise self.drop_after_write.pop(0)

    def _trouble(self, timeout: float) -> None:
        assert 0 < timeout <= 6, "every call takes at most six seconds"
        if self.refuse:
            raise self.refuse.pop(0)


def outage() -> ServiceError:
    return ServiceError("GitHub answered 502", retryable=True)


def refusal() -> ServiceError:
    return ServiceError("GitHub answered 422", retryable=False)
