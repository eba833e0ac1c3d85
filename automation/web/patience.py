"""A socket that waits only so long for a whole request, so that a slow sender holds no thread.

gunicorn reads headers and bodies blocking and without a deadline: some hundred connections that
send half a line each would take every thread there is.

The wrapped socket never blocks. Waiting is done here, and only where nothing has come: what a
socket of Python's does before and after each call to keep a time of its own gives the interpreter
up three times, and with a dozen busy threads each time costs more than the call.
"""

import select
import socket
import time
from typing import Any, BinaryIO, Final

SECONDS: Final = 10.0
"""For a request from its first byte to its last; GitHub itself gives up after ten."""


class PatientSocket:
    """Wraps a connection: once the time of a request is over, it reads as if the sender hung up."""

    def __init__(self, wrapped: socket.socket, seconds: float = SECONDS) -> None:
        """Everything but waiting is left to the wrapped socket."""
        wrapped.settimeout(0.0)
        self._wrapped = wrapped
        self._seconds = seconds
        self._timeout: float | None = 0.0
        self._until = 0.0
        self.expired = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the socket has
        return getattr(self._wrapped, name)

    def gettimeout(self) -> float | None:
        """What was said last; only whether it is 0 matters here."""
        return self._timeout

    def settimeout(self, seconds: float | None) -> None:
        """Say whether to wait at all; for how long is the affair of the request."""
        self._timeout = seconds

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - the socket's own signature
        """Start the time of a request: gunicorn does this before it reads one."""
        self._timeout = self._seconds if flag else 0.0
        self._until = time.monotonic() + self._seconds

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what has come; nothing once the time is over, as at the end of a connection.

        Nor is there more time then: gunicorn reads a connection dry before it closes it, and
        does that in the thread that serves all the others.
        """
        waits = self._timeout != 0.0
        while not self.expired:
            if waits and time.monotonic() >= self._until:
                break
            try:
                return self._wrapped.recv(size, flags)
            except BlockingIOError:
                if not waits:
                    raise
            self._wait(select.POLLIN, self._until)
        self.expired = True
        return b""

    def sendall(self, data: bytes) -> None:
        """Send all of it. Raises TimeoutError when it takes as long as a request may."""
        until = time.monotonic() + self._seconds
        left = memoryview(data)
        while left:
            try:
                left = left[self._wrapped.send(left) :]
            except BlockingIOError:
                if not self._wait(select.POLLOUT, until):
                    raise TimeoutError("the receiver reads too slowly") from None

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int | None = None) -> int:
        """Send a file, which Python does only over a socket that blocks."""
        self._wrapped.settimeout(self._seconds)
        try:
            return self._wrapped.sendfile(file, offset, count)
        finally:
            self._wrapped.settimeout(0.0)

    def _wait(self, what: int, until: float) -> bool:
        """Whether it came about in time."""
        waiting = select.poll()
        waiting.register(self._wrapped, what)
        return bool(waiting.poll(max(0.0, 1000 * (until - time.monotonic()))))
