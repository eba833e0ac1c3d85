"""The load: signed webhooks over kept-alive connections, sent by one process of its own.

`python -m bench.load '{"port": 8000, ...}'` sends them and prints what became of each.
"""

import json
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from types import FrameType

from bench import payload
from bench.wire import Wire

STORED = 202


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What to send: at most `count` webhooks, in at most `seconds`.

    `rate` is a second, whether or not answers come; 0 is the next one with each answer.
    """

    port: int
    first: int
    count: int = 1_000_000
    seconds: float = 60.0
    rate: float = 0.0
    connections: int = 16
    path: str = "/hooks/github"


@dataclass(frozen=True, slots=True)
class Sent:
    """One webhook: when it was due (monotonic), how many seconds its answer took, and which."""

    number: int
    at: float
    took: float
    status: int


class Sending:
    """A load under way in its own process."""

    def __init__(self, load: Load) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.load", json.dumps(asdict(load))],
            stdout=subprocess.PIPE,
        )

    def stop(self) -> None:
        """Let it end before its time, once what is under way is answered."""
        self._process.terminate()

    def result(self) -> list[Sent]:
        """Wait for the end. Raises ValueError when anything but 202 was answered."""
        said, _ = self._process.communicate()
        sent = [Sent(*each) for each in json.loads(said or b"[]")]
        refused = {each.status for each in sent} - {STORED}
        if refused or not sent:
            raise ValueError(f"the load was answered {refused or 'nothing'}")
        return sent


def send(load: Load) -> list[Sent]:
    """Send a load and wait for its end."""
    return Sending(load).result()


class _Sender:
    def __init__(self, load: Load) -> None:
        self._load = load
        self._start = time.monotonic()
        self._next = 0
        self._stopped = False
        signal.signal(signal.SIGTERM, self._stop)
        self._idle = deque(_connect(load.port) for _ in range(load.connections))
        self._selector = selectors.DefaultSelector()
        self._open: dict[Wire, tuple[int, float]] = {}
        for wire in self._idle:
            self._selector.register(wire, selectors.EVENT_READ, wire)

    def run(self) -> Iterator[Sent]:
        while self._open or self._wants_more():
            self._send_what_is_due()
            for key, _ in self._selector.select(self._pause()):
                yield from self._read(key.data)

    def _stop(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler
        self._stopped = True

    def _wants_more(self) -> bool:
        ends = self._start + self._load.seconds
        return not self._stopped and self._next < self._load.count and self._due_at() < ends

    def _due_at(self) -> float:
        rate = self._load.rate
        return self._start + self._next / rate if rate else time.monotonic()

    def _pause(self) -> float | None:
        if not self._idle or not self._load.rate or not self._wants_more():
            return None
        return max(0.0, self._due_at() - time.monotonic())

    def _send_what_is_due(self) -> None:
        while self._idle and self._wants_more() and self._due_at() <= time.monotonic():
            wire, number = self._idle.popleft(), self._load.first + self._next
            message = payload.request(self._load.path, number)
            self._open[wire] = (number, self._due_at())
            wire.send(message)
            self._next += 1

    def _read(self, wire: Wire) -> Iterator[Sent]:
        messages = wire.read()
        if messages is None:
            raise ConnectionError("the server hung up")
        for head, _ in messages:
            number, at = self._open.pop(wire)
            yield Sent(number, at, time.monotonic() - at, int(head[9:12]))
            self._idle.append(wire)


def _connect(port: int) -> Wire:
    return Wire(socket.create_connection(("127.0.0.1", port), timeout=30))


def main(load: Load) -> None:
    """Send it and print every answer as [number, at, took, status]."""
    sent = [(s.number, s.at, s.took, s.status) for s in _Sender(load).run()]
    print(json.dumps(sent))


if __name__ == "__main__":
    main(Load(**json.loads(sys.argv[1])))
