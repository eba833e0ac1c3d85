"""Memory and time that one piece of work may take of this process, which lives on after it."""

import contextlib
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final

from automation.errors import PitboardError

MEMORY: Final = 600 * 1024 * 1024
SECONDS: Final = 2.0


class OutOfBoundsError(PitboardError):
    """A piece of work wanted more memory or time than it may have."""


class _TooLong(BaseException):
    """Past every `except Exception` on its way, also those of libraries."""


@contextlib.contextmanager
def bounded(memory: int = MEMORY, seconds: float = SECONDS) -> Iterator[None]:
    """So many more bytes for the process, and so many seconds of its processor.

    Only the main thread of a process can be held to the seconds; elsewhere the memory alone is. Not
    for work that runs beside other threads. Raises OutOfBoundsError.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(_of_memory(memory))
        if threading.current_thread() is threading.main_thread():
            stack.enter_context(_of_time(seconds))
        try:
            yield
        except _TooLong:
            raise OutOfBoundsError(f"took more than {seconds:g} s; show fewer things") from None
        except MemoryError:
            said = f"took more than {memory // 1024**2} MB of memory; show fewer things"
            raise OutOfBoundsError(said) from None


@contextlib.contextmanager
def _of_memory(most: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _taken() + most
    if (soft != resource.RLIM_INFINITY and soft <= wanted) or not _taken():
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def _of_time(most: float) -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _TooLong


def _taken() -> int:
    """Bytes of address space this process has; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()
