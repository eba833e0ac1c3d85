"""Carries webhooks out: one at a time, in order, and once more where the tracker does that."""

import heapq
import math
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Condition, Thread
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

import urllib3

KEPT = 500

AGAIN = 0.2
"""Seconds before what is insisted on is tried again."""

_TROUBLE = 500


class Parcel(Protocol):
    """One webhook ready to be sent: the exact bytes, and the id it keeps for ever."""

    @property
    def id(self) -> str:
        """The id of this webhook."""
        ...

    @property
    def body(self) -> bytes:
        """What it says."""
        ...


P = TypeVar("P", bound=Parcel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a tracker delivers. `timeout` is how many seconds it waits for an answer.

    After a failure that may pass (no answer, or one of `again`) it tries again after each of
    `waits`, in seconds; newer webhooks go before that. None means once and never again.
    """

    timeout: float
    waits: tuple[float, ...] = ()
    again: frozenset[int] = frozenset()

    def wait(self, retry: int, status: int | None) -> float | None:
        """Seconds until the next try, None if this was the last; `retry` counts from 0."""
        if retry >= len(self.waits) or (status is not None and status not in self.again):
            return None
        return self.waits[retry]


@dataclass(frozen=True, kw_only=True)
class Attempt(Generic[P]):
    """One try to deliver a parcel: `status` or `error` once it is over, neither before.

    `retry` is how many tries of the tracker's own came before it.
    """

    number: int
    parcel: P
    at: datetime
    redelivery: bool
    retry: int = 0
    status: int | None = None
    error: str | None = None
    seconds: float | None = None

    @property
    def over(self) -> bool:
        """Whether there is an answer, or the reason why there is none."""
        return self.status is not None or self.error is not None


class Courier(Generic[P]):
    """A queue and the thread that empties it, over one connection that is kept alive."""

    def __init__(
        self,
        url: str,
        headers: Callable[[P, int], Mapping[str, str]],
        *,
        manner: Manner,
        patience: float,
        told: Callable[[str], None],
        tried: Callable[[Attempt[P]], None] = lambda _: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`headers` signs and addresses a parcel; its number is that of the retry, 0 at first.

        `told` is called with a parcel's id after its last attempt, `tried` with every attempt
        that is over; `patience` in seconds. `clock` stamps attempts, as the tracker would; all
        waiting goes by the machine's.
        """
        self._url = url
        self._headers = headers
        self._manner = manner
        self._patience = patience
        self._told = told
        self._tried = tried
        self._clock = clock
        self._pool = urllib3.PoolManager(
            num_pools=1, maxsize=1, retries=False, timeout=manner.timeout
        )
        self._waiting: deque[int] = deque()
        self._later: list[tuple[float, int]] = []
        self._attempts: dict[int, Attempt[P]] = {}
        self._over: deque[int] = deque()
        self._last = 0
        self._insisted_to = 0.0
        self._closing = False
        self._gone = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="sandbox-webhooks", daemon=True)

    def start(self) -> None:
        """Begin to deliver; what was sent before waits in order until then."""
        self._thread.start()

    def insist(self) -> None:
        """Try what is sent from now on until it is taken: a past that is told has no gaps."""
        self._insisted_to = math.inf

    def insist_no_further(self) -> None:
        """Of what is sent from now on each goes its tracker's way."""
        with self._changed:
            self._insisted_to = self._last

    def send(self, parcels: Iterable[P], *, redelivery: bool = False) -> None:
        """Put parcels at the end of the queue."""
        with self._changed:
            for parcel in parcels:
                self._waiting.append(self._number(parcel, redelivery=redelivery))
            self._changed.notify_all()

    def attempts(self) -> list[Attempt[P]]:
        """List what was tried and what waits, newest first; the last 500 that are over."""
        with self._changed:
            return list(reversed(self._attempts.values()))

    def waiting(self) -> int:
        """Count what has no answer yet."""
        with self._changed:
            return sum(not attempt.over for attempt in self._attempts.values())

    def find(self, ids: Sequence[str]) -> list[Attempt[P]]:
        """Find the newest attempt of each of these parcels, in this order, as far as known."""
        newest = {attempt.parcel.id: attempt for attempt in reversed(self.attempts())}
        return [newest[id_] for id_ in ids if id_ in newest]

    def wait(self, ids: Sequence[str], *, seconds: float) -> bool:
        """Wait until these parcels have been tried; False where that takes longer."""
        with self._changed:
            return self._changed.wait_for(
                lambda: all(attempt.over for attempt in self.find(ids)), seconds
            )

    def close(self, *, seconds: float) -> None:
        """Deliver what waits for at most so many seconds, then stop.

        What is to be tried again is left for the next start.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(seconds)
        with self._changed:
            self._gone = True

    def _run(self) -> None:
        while self._ear_is_open() and (attempt := self._next()):
            status, error, seconds = self._deliver(attempt)
            if attempt.number <= self._insisted_to and (status is None or status >= _TROUBLE):
                self._put_back(attempt)
                continue
            with self._changed:
                if self._gone:
                    return
                self._settle(replace(attempt, status=status, error=error, seconds=seconds))
        self._pool.clear()

    def _next(self) -> Attempt[P] | None:
        with self._changed:
            while not self._closing and not self._waiting:
                until = self._later[0][0] - time.monotonic() if self._later else None
                if until is not None and until <= 0:
                    self._waiting.append(heapq.heappop(self._later)[1])
                else:
                    self._changed.wait(until)
            return self._attempts[self._waiting.popleft()] if self._waiting else None

    def _put_back(self, attempt: Attempt[P]) -> None:
        """Before all others, for a little later; left for the next start where this one ends."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._closing, AGAIN):
                self._waiting.appendleft(attempt.number)

    def _deliver(self, attempt: Attempt[P]) -> tuple[int | None, str | None, float]:
        began = time.monotonic()
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=attempt.parcel.body,
                headers=self._headers(attempt.parcel, attempt.retry),
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            said = _reason(error, self._manner.timeout)
            return None, said, time.monotonic() - began
        return answer.status, None, time.monotonic() - began

    def _settle(self, attempt: Attempt[P]) -> None:
        self._tried(attempt)
        wait = None
        if not attempt.redelivery:
            wait = self._manner.wait(attempt.retry, attempt.status)
        if wait is None:
            self._told(attempt.parcel.id)
        else:
            again = self._number(attempt.parcel, retry=attempt.retry + 1)
            heapq.heappush(self._later, (time.monotonic() + wait, again))
        self._attempts[attempt.number] = attempt
        self._over.append(attempt.number)
        while len(self._over) > KEPT:
            del self._attempts[self._over.popleft()]
        self._changed.notify_all()

    def _number(self, parcel: P, *, redelivery: bool = False, retry: int = 0) -> int:
        self._last += 1
        self._attempts[self._last] = Attempt(
            number=self._last,
            parcel=parcel,
            at=self._clock(),
            redelivery=redelivery,
            retry=retry,
        )
        return self._last

    def _ear_is_open(self) -> bool:
        """Hold the first webhook back until somebody listens; False where it closes meanwhile.

        A real tracker was there long before its listener; this one often starts beside it.
        """
        end = time.monotonic() + self._patience
        while time.monotonic() < end and not _listens(self._url):
            with self._changed:
                if self._changed.wait_for(lambda: self._closing, 0.1):
                    return False
        self._patience = 0.0
        return True


def _listens(url: str) -> bool:
    where = urlsplit(url)
    port = where.port or (443 if where.scheme == "https" else 80)
    try:
        socket.create_connection((where.hostname or "", port), timeout=1).close()
    except OSError:
        return False
    return True


def _reason(error: Exception, timeout: float) -> str:
    # Asked first: urllib3 counts a refused connection among the timeouts.
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "nobody listens there"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return f"no answer within {timeout:.0f} seconds"
    return "the connection broke"
