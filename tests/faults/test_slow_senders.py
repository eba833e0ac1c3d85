"""Senders that stop half way cost nobody else anything, and the end of the web process is polite.

`PITBOARD_CHAOS=full` also waits for the server to close the half-sent ones after 10 s, and holds
the p99 of the others below 500 ms.
"""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Self

import pytest

from tests.faults.rig import Installation, until
from tests.faults.sender import Hook, Sender, headers, percentile, sorted_issues

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]


class HalfSent:
    """A request whose headers are there, with the first half of its body."""

    def __init__(self, port: int, hook: Hook, secret: str) -> None:
        self._rest = hook.body[len(hook.body) // 2 :]
        said = {
            **headers(hook, secret),
            "Host": "127.0.0.1",
            "Content-Length": str(len(hook.body)),
            "Expect": "100-continue",
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        self._line = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._line.sendall(f"POST /hooks/github HTTP/1.1\r\n{head}\r\n".encode())
        assert self._hears().startswith(b"HTTP/1.1 100")  # so it is being worked, not queued
        self._line.sendall(hook.body[: len(hook.body) // 2])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def finishes(self) -> bytes:
        """Send the other half; the answer's first line."""
        self._line.sendall(self._rest)
        return self._hears().split(b"\r\n")[0]

    def waits(self) -> bytes:
        """Send nothing more; the first line of what the server says at last."""
        return self._hears().split(b"\r\n")[0]

    def _hears(self) -> bytes:
        return self._line.recv(4096)


def test_two_hundred_half_sent_bodies_hold_nobody_up(
    pitboard: Installation, *, is_full: bool, tell: Callable[[str], None]
) -> None:
    secret = pitboard.secrets()["webhook_secret"]
    sender, hooks = Sender(pitboard.web, secret), sorted_issues("slow")

    with ExitStack() as open_:
        began = time.monotonic()
        slow = [
            open_.enter_context(HalfSent(pitboard.port, hook, secret))
            for hook, _ in zip(hooks, range(200), strict=False)
        ]
        sender.send_all(sorted_issues("quick"), a_second=20, seconds=5)
        sent_in = time.monotonic() - began
        closed = [one.waits() for one in slow] if is_full else []
        closed_in = time.monotonic() - began

    tell(
        f"200 half-sent: {len(sender.answers)} others, {len(sender.refused)} not taken, "
        f"p99 {1000 * percentile(sender.answers):.0f} ms while they stood ({sent_in:.1f} s)"
        + (f", all closed after {closed_in:.1f} s" if is_full else "")
    )
    assert sender.refused == []
    assert not is_full or percentile(sender.answers) < 0.5
    assert not is_full or set(closed) == {b"HTTP/1.1 408 REQUEST TIMEOUT"}
    assert not is_full or closed_in < 25


def test_what_is_in_flight_is_finished_when_the_web_process_is_told_to_end(
    pitboard: Installation,
) -> None:
    secret, hooks = pitboard.secrets()["webhook_secret"], sorted_issues("flight")

    with ExitStack() as open_:
        flying = [
            open_.enter_context(HalfSent(pitboard.port, hook, secret))
            for hook, _ in zip(hooks, range(20), strict=False)
        ]
        web = pitboard.post("web")
        assert web is not None
        web.terminate()
        until(lambda: not _is_served(pitboard.port), within=10, what="it begins to end")
        with ThreadPoolExecutor(20) as senders:
            answers = list(senders.map(HalfSent.finishes, flying))

    assert answers == [b"HTTP/1.1 202 Accepted"] * 20
    until(lambda: pitboard.asks("/readyz")[0] == 200, within=60, what="the next web process")


def _is_served(port: int) -> bool:
    """Whether somebody answers who has just come."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return bool(line.recv(1))
    except OSError:
        return False
