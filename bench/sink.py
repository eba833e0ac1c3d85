"""The sink: where writes arrive. A server in a process of its own, that notes each key's moment.

`python -m bench.sink PORT`: POST {"key": ...} is an arrival, GET tells of them.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterable
from functools import partial
from itertools import islice

from bench import payload
from bench.processes import eventually
from bench.wire import Wire

_DONE = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


class Sink:
    """The sender's side of the sink. Not to be shared between threads."""

    def __init__(self, port: int) -> None:
        """Connect, and keep the connection."""
        self._wire = Wire(socket.create_connection(("127.0.0.1", port), timeout=10))

    def post(self, key: str, label: str) -> None:
        """Write a label."""
        self._ask("POST", json.dumps({"key": key, "label": label}).encode())

    def arrivals(self, start: int = 0) -> dict[int, float]:
        """The moments (monotonic) at which issues first arrived, by number.

        The first `start` arrivals of all are left out, so that a poll brings only news.
        """
        found = json.loads(self._ask("GET", json.dumps({"start": start}).encode()))
        return {payload.number_of(key): at for key, at in found}

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def _ask(self, method: str, body: bytes) -> bytes:
        head = f"{method} / HTTP/1.1\r\nHost: sink\r\nContent-Length: {len(body)}\r\n\r\n"
        self._wire.send(head.encode() + body)
        while not (messages := self._wire.read()):
            if messages is None:
                raise ConnectionError("the sink hung up")
        return messages[0][1]


def wait_for(port: int, numbers: Iterable[int]) -> dict[int, float]:
    """The moments at which these issues arrived, once all have. Raises TimeoutError."""
    sink, wanted = Sink(port), set(numbers)
    seen, found = 0, dict[int, float]()

    def complete() -> bool:
        nonlocal seen
        news = sink.arrivals(seen)
        seen += len(news)
        found.update({number: at for number, at in news.items() if number in wanted})
        return len(found) == len(wanted)

    eventually(complete, what=f"{len(wanted)} issues arrive at the sink")
    sink.close()
    return found


class _Server:
    def __init__(self, port: int) -> None:
        self._door = socket.create_server(("127.0.0.1", port), backlog=128)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._door, selectors.EVENT_READ, self._accept)
        self._seen: dict[str, float] = {}

    def run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                key.data()

    def _accept(self) -> None:
        wire = Wire(self._door.accept()[0])
        self._selector.register(wire, selectors.EVENT_READ, partial(self._hear, wire))

    def _hear(self, wire: Wire) -> None:
        messages = wire.read()
        if messages is None:
            self._selector.unregister(wire)
            wire.close()
            return
        for head, body in messages:
            wire.send(self._answer(head, body))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        told = json.loads(body)
        if head.startswith(b"POST"):
            self._seen.setdefault(told["key"], time.monotonic())
            return _DONE
        said = json.dumps(list(islice(self._seen.items(), told["start"], None))).encode()
        return f"HTTP/1.1 200 OK\r\nContent-Length: {len(said)}\r\n\r\n".encode() + said


if __name__ == "__main__":
    _Server(int(sys.argv[1])).run()
