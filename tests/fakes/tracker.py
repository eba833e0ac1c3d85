"""A tracker in memory: labels, fields and comments by key, and whatever trouble a test asks."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from automation.errors import ServiceError
from automation.model import Delivery, Value
from automation.ports import Haul, Listed, Missed
from automation.trackers.github.parse import REREAD
from tests.builders import NOON, an_issue_payload
from tests.fakes.changing import FakeChanges


@dataclass
class FakeTracker(FakeChanges):
    """Labels that stand, the calls that changed them, and errors to raise before or after one."""

    standing: dict[str, set[str]] = field(default_factory=dict)
    writes: list[tuple[str, str, str]] = field(default_factory=list)
    refuse: list[Exception] = field(default_factory=list)
    drop_after_write: list[Exception] = field(default_factory=list)
    on_write: Callable[[], None] = lambda: None
    clock: Callable[[], datetime] = lambda: NOON
    reads: int = 0
    read_so: dict[tuple[str, str], Value] = field(default_factory=dict)
    comments: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    requests: int = 0
    unknown_fields: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()
    on_read: Callable[[], None] = lambda: None

    def fields(self, key: str, places: Sequence[str], *, timeout: float) -> Mapping[str, Value]:
        self._trouble(timeout)
        return {place: self.read_so.get((key, place)) for place in places}

    def set_fields(self, key: str, values: Mapping[str, Value], *, timeout: float) -> None:
        self._trouble(timeout)
        self.requests += 1
        if self.unknown_fields & values.keys():
            raise refusal()
        self.read_so.update({(key, place): value for place, value in values.items()})
        self._written("set", key, ", ".join(sorted(values)))

    def comment(self, key: str, text: str, marker: str, *, timeout: float) -> str:
        self._trouble(timeout)
        id_ = str(len(self.writes) + 1)
        self.comments[id_] = (key, text, marker)
        self._written("said", key, text)
        return id_

    def edit_comment(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> None:
        self._trouble(timeout)
        if id_ not in self.comments:
            raise ServiceError("GitHub answered 404", retryable=False, gone=True)
        self.comments[id_] = (key, text, marker)
        self._written("said again", key, text)

    def still_reads(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> bool:
        self._trouble(timeout)
        if id_ not in self.comments:
            raise ServiceError("GitHub answered 404", retryable=False, gone=True)
        return self.comments[id_] == (key, text, marker)

    def delete_comment(self, key: str, id_: str, *, timeout: float) -> None:
        self._trouble(timeout)
        if self.comments.pop(id_, None) is None:
            raise ServiceError("GitHub answered 404", retryable=False, gone=True)
        self._written("unsaid", key, id_)

    def find_comment(self, key: str, marker: str, *, timeout: float) -> str | None:
        self._trouble(timeout)
        found = (i for i, c in self.comments.items() if (c[0], c[2]) == (key, marker))
        return next(found, None)

    def directory(self, *, timeout: float) -> Mapping[str, str]:
        self._trouble(timeout)
        return {"Health": "customfield_10050"}

    def changed_since(
        self, at: datetime, *, projects: Sequence[str], timeout: float
    ) -> Iterator[Delivery]:
        raise NotImplementedError

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        del missed
        self._trouble(timeout)
        return iter(())

    def still_there(self, items: Sequence[Listed], *, timeout: float) -> AbstractSet[str]:
        self._trouble(timeout)
        return {item.id for item in items if item.key not in self.gone}

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
        self.on_read()
        if key in self.gone | self.unreadable:
            raise ServiceError("GitHub answered 404", retryable=False, gone=True)
        labels = self.labels(key, timeout=timeout)
        seconds = (self.clock() - NOON).total_seconds()
        body = json.dumps(an_issue_payload(labels=labels, seconds=seconds)).encode()
        self.reads += 1
        return Delivery("github", f"reread:{self.reads}", REREAD, body, self.clock())

    def _asked(self, timeout: float, *about: object) -> None:
        del about
        self._trouble(timeout)

    def _done(self, verb: str, key: str, what: str) -> None:
        self._written(verb, key, what)

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
