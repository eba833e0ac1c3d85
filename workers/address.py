"""Where Redis is: the operator's own, or the bundled Valkey on a private socket.

It speaks to the socket by hand, so that a supervisor can ask `answers` without a client library.
"""

import contextlib
import os
import socket
import stat
import tempfile
from pathlib import Path

SOCKET_NAME = "v.sock"
LONGEST_SOCKET = 100
"""Bytes of a socket's path. The system's limit: https://man7.org/linux/man-pages/man7/unix.7.html"""
SECOND = 1.0


def redis_url(configured: str | None, run: Path, data: Path) -> str:
    """Return the configured URL, or the private socket's."""
    return configured or f"unix://{socket_path(run, data)}"


def socket_path(run: Path, data: Path) -> Path:
    """Return where the socket is: in `run`, or in a short private folder that `data` remembers."""
    path = run / SOCKET_NAME
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    note = data / "socket-folder"
    with contextlib.suppress(OSError):
        folder = Path(note.read_text())
        if is_own(folder):
            return folder / SOCKET_NAME
    folder = Path(tempfile.mkdtemp(prefix="pitboard-"))
    note.write_text(str(folder))
    return folder / SOCKET_NAME


def is_own(folder: Path) -> bool:
    """Whether it is a folder this user made: where everybody may write, anybody may be first."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()


def answers(path: Path) -> bool:
    """Whether a server on this socket answers PING within a second."""
    return ask(path, b"PING\r\n").startswith(b"+PONG")


def ask(path: Path, command: bytes) -> bytes:
    """Return the first bytes the server says to `command`, none when it says nothing."""
    with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
        client.settimeout(SECOND)
        client.connect(str(path))
        client.sendall(command)
        return client.recv(64)
    return b""
