"""A socket that waits only so long for a whole request, so that a slow sender holds no thread.

gunicorn reads headers and bodies blocking and without a deadline: some hundred connections that
send half a line each would take every thread there is.
"""

import socket
import time
from typing import Any, Final

SECONDS: Final = 10.0
"""For a request from its first byte to its last; GitHub itself gives up after ten."""


class PatientSocket:
    """Wraps a connection: once the time of a request is over, it reads as if the sender hung up."""

    def __init__(self, wrapped: socket.socket, seconds: float = SECONDS) -> None:
        """Everything but waiting is left to the wrapped socket."""
        self._wrapped = wrapped
        self._seconds = seconds
        self._until = 0.0
        self.expired = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the socket has
        return getattr(self._wrapped, name)

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - the socket's own signature
        """Start the time of a request: gunicorn does this before it reads one."""
        self._wrapped.settimeout(self._seconds if flag else 0.0)
        self._until = time.monotonic() + self._seconds

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what has come; nothing once the time is over, as at the end of a connection.

        Nor is there more time then: gunicorn reads a connection dry before it closes it, and
        does that in the thread that serves all the others.
        """
        if self._wrapped.gettimeout() == 0.0 and not self.expired:
            return self._wrapped.recv(size, flags)
        left = self._until - time.monotonic()
        if self.expired or left <= 0:
            self.expired = True
            return b""
        try:
            self._wrapped.settimeout(left)
            return self._wrapped.recv(size, flags)
        except TimeoutError:
            self.expired = True
            return b""
        finally:
            self._wrapped.settimeout(self._seconds)
