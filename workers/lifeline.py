"""How a process ends: with the one that started it, or when it is asked to."""

import contextlib
import ctypes
import os
import select
import signal
import sys
from collections.abc import Callable
from types import FrameType

PR_SET_PDEATHSIG = 1  # https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html


def lifeline(parent: int, with_signal: signal.Signals) -> Callable[[], None]:
    """Build what a forked child calls to get `with_signal` when process `parent` dies.

    Build it before the fork, so that nothing is loaded after it. The kernel watches the thread
    that forked, so fork from the main one. Outside Linux there is no such call, and the function
    only looks whether the parent still lives.
    """
    prctl = _prctl()

    def hold() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        # The parent may have died between the fork and the call: then no signal will ever come.
        if os.getppid() != parent:
            os.kill(os.getpid(), with_signal)

    return hold


def _prctl() -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    function: Callable[..., int] = ctypes.CDLL(None).prctl
    return function


class Signals:
    """Signals as something to wait for: those that ask for the end, and a child's death.

    Not a `threading.Event`: a handler that sets one while the same thread waits for it may wait
    for ever. https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd
    """

    def __init__(self) -> None:
        """Take over the signals of this process; only the main thread may."""
        self.stops = 0
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._count)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # noqa: ARG005 - only to wake

    def fileno(self) -> int:
        """Return what becomes readable with a signal, for a selector."""
        return self._read

    def clear(self) -> None:
        """Forget what woke us; `stops` keeps its count."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 4096)

    def wait(self, seconds: float, /) -> bool:
        """Pause until the next signal or for `seconds`; whether the end was asked for."""
        select.select([self], [], [], seconds)
        self.clear()
        return self.stops > 0

    def _count(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler
        self.stops += 1
