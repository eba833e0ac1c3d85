"""As much of HTTP/1.1 as the load and the sink need: whole messages out of a stream of bytes."""

import re
import socket
from typing import Final

_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_END: Final = b"\r\n\r\n"
_CHUNK: Final = 1 << 18


class Wire:
    """One connection, read as messages of a head and a body."""

    def __init__(self, opened: socket.socket) -> None:
        """Take over a connected socket."""
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._opened = opened
        self._rest = b""

    def fileno(self) -> int:
        """Return what a selector waits for."""
        return self._opened.fileno()

    def send(self, message: bytes) -> None:
        """Send a whole message."""
        self._opened.sendall(message)

    def read(self) -> list[tuple[bytes, bytes]] | None:
        """The messages that are complete by now, as (head, body); None at the end."""
        said = self._opened.recv(_CHUNK)
        if not said:
            return None
        self._rest += said
        messages = []
        while (message := self._next()) is not None:
            messages.append(message)
        return messages

    def close(self) -> None:
        """Hang up."""
        self._opened.close()

    def _next(self) -> tuple[bytes, bytes] | None:
        head, found, rest = self._rest.partition(_END)
        if not found:
            return None
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if len(rest) < size:
            return None
        self._rest = rest[size:]
        return head, rest[:size]
