"""Carries webhooks out: one at a time, in order, each once and never again, as GitHub does.

https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
"""

import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Condition, Thread
from urllib.parse import urlsplit

import urllib3

from automation.sandbox.github.hooks import Parcel, headers

KEPT = 500
TIMEOUT = 10.0  # seconds GitHub waits for an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to deliver a parcel: `status` or `error` once it is over, neither before."""

    number: int
    parcel: Parcel
    at: datetime
    redelivery: bool
    status: int | None = None
    error: str | None = None
    seconds: float | None = None

    @property
    def over(self) -> bool:
        """Whether there is an answer, or the reason why there is none."""
        return self.status is not None or self.error is not None


class Courier:
    """A queue and the thread that empties it, over one connection that is kept alive."""

    def __init__(
        self, url: str, secret: str, *, patience: float, told: Callable[[str], None]
    ) -> None:
        """`told` is called with a parcel's id after its first attempt; `patience` in seconds."""
        self._url = url
        self._secret = secret
        self._patience = patience
        self._told = told
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=1, retries=False, timeout=TIMEOUT)
        self._waiting: deque[int] = deque()
        self._attempts: dict[int, Attempt] = {}
        self._last = 0
        self._closing = False
        self._gone = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="sandbox-webhooks", daemon=True)

    def start(self) -> None:
        """Begin to deliver; what was sent before waits in order until then."""
        self._thread.start()

    def send(self, parcels: Iterable[Parcel], *, redelivery: bool = False) -> None:
        """Put parcels at the end of the queue."""
        with self._changed:
            for parcel in parcels:
                self._last += 1
                self._attempts[self._last] = Attempt(
                    number=self._last,
                    parcel=parcel,
                    at=datetime.now(UTC),
                    redelivery=redelivery,
                )
                self._waiting.append(self._last)
            self._changed.notify_all()

    def attempts(self) -> list[Attempt]:
        """List what was tried and what waits, newest first; the last 500 that are over."""
        with self._changed:
            return list(reversed(self._attempts.values()))

    def waiting(self) -> int:
        """Count what has no answer yet."""
        with self._changed:
            return sum(not attempt.over for attempt in self._attempts.values())

    def find(self, ids: Sequence[str]) -> list[Attempt]:
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
        """Deliver what waits for at most so many seconds, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(seconds)
        with self._changed:
            self._gone = True

    def _run(self) -> None:
        while self._ear_is_open() and (attempt := self._next()):
            status, error, seconds = self._deliver(attempt.parcel)
            with self._changed:
                if self._gone:
                    return
                self._told(attempt.parcel.id)
                self._settle(replace(attempt, status=status, error=error, seconds=seconds))
        self._pool.clear()

    def _next(self) -> Attempt | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            return self._attempts[self._waiting.popleft()] if self._waiting else None

    def _deliver(self, parcel: Parcel) -> tuple[int | None, str | None, float]:
        began = time.monotonic()
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=parcel.body,
                headers=headers(parcel, self._secret),
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            return None, _reason(error), time.monotonic() - began
        return answer.status, None, time.monotonic() - began

    def _settle(self, attempt: Attempt) -> None:
        self._attempts[attempt.number] = attempt
        while len(self._attempts) - len(self._waiting) > KEPT:
            del self._attempts[next(iter(self._attempts))]
        self._changed.notify_all()

    def _ear_is_open(self) -> bool:
        """Hold the first webhook back until somebody listens; False where it closes meanwhile.

        A real GitHub was there long before its listener; this one often starts beside it.
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


def _reason(error: Exception) -> str:
    # Asked first: urllib3 counts a refused connection among the timeouts.
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "nobody listens there"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return f"no answer within {TIMEOUT:.0f} seconds"
    return "the connection broke"
