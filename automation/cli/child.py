"""One child process of the supervisor: how it is started, what it says, and how it is ended."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from workers.lifeline import lifeline

_PIPE = 1 << 16
"""Bytes a pipe holds, so also the most that is read at a time, and the longest line."""


@dataclass(frozen=True, slots=True)
class Child:
    """What to run. `env` is added to the supervisor's own; `after` names who must be ready first.

    `behind` names whom it lets go first at the very start, so that pages are there soon; it needs
    none of them, and is started again without them.
    `ready` answers at once whether the running process can be relied on; None means at its start.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    ready: Callable[[], bool] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0


class Running:
    """A started child. Raises OSError when it cannot be started."""

    def __init__(self, child: Child, *, at: float) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor."""
        self.child = child
        self.started = at
        self.is_ready = child.ready is None
        self.is_heard = True
        self.last_line = ""
        self._rest = b""
        read, write = os.pipe()
        os.set_blocking(read, False)
        self._pipe = read
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                child.argv,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **child.env},
                stdin=subprocess.DEVNULL,
                stdout=write,
                stderr=write,
                start_new_session=True,
                preexec_fn=lifeline(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - no threads here
            )
        finally:
            os.close(write)

    def fileno(self) -> int:
        """Return where what it says is read."""
        return self._pipe

    def close(self) -> None:
        """Stop listening to it: it has said all."""
        self.is_heard = False
        os.close(self._pipe)

    def look(self) -> bool:
        """Whether it can be relied on; once so, always so."""
        if self.child.ready and not self.is_ready:
            with suppress(OSError):
                self.is_ready = self.child.ready()
        return self.is_ready

    def read(self) -> tuple[list[str], bool]:
        """Return the lines it has said since, and whether it may say more."""
        try:
            said = os.read(self._pipe, _PIPE)
        except BlockingIOError:
            return [], True
        *whole, self._rest = (self._rest + said).split(b"\n")
        if self._rest and (not said or len(self._rest) > _PIPE):
            whole, self._rest = [*whole, self._rest], b""
        lines = [line.decode(errors="replace").rstrip() for line in whole]
        self.last_line = next((line for line in reversed(lines) if line), self.last_line)
        return lines, bool(said)

    def stop(self) -> None:
        """Ask the process itself to end; what it started is its own affair until then."""
        self.process.send_signal(self.child.stop_signal)

    def sweep(self) -> None:
        """Kill what is left of it, and of what it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def end(self) -> str:
        """How the process ended, for a person."""
        code = self.process.returncode
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
