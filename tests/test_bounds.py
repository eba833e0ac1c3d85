"""What a piece of work may take ends it, and not the process it runs in."""

import resource
import signal
from itertools import count
from threading import Thread

import pytest

from automation.bounds import OutOfBoundsError, bounded

MB = 1024 * 1024


def test_work_that_does_not_end_is_ended() -> None:
    with pytest.raises(OutOfBoundsError, match=r"took more than 0\.05 s"), bounded(seconds=0.05):
        for _ in count():
            pass


def test_it_is_ended_also_where_every_exception_is_caught() -> None:
    def stubborn() -> None:
        for _ in count():
            try:
                sum(range(1_000))
            except Exception:  # noqa: BLE001, S112 - as some libraries do
                continue

    with pytest.raises(OutOfBoundsError), bounded(seconds=0.05):
        stubborn()


def test_work_that_wants_too_much_memory_is_ended() -> None:
    with pytest.raises(OutOfBoundsError, match="took more than 50 MB"), bounded(memory=50 * MB):
        bytearray(500 * MB)


def test_what_stays_within_is_left_alone_and_nothing_is_kept() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)

    with bounded():
        made = bytearray(MB)

    assert len(made) == MB
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_other_threads_are_held_to_the_memory_alone() -> None:
    found: list[int] = []

    def work() -> None:
        with bounded():
            found.append(1)

    thread = Thread(target=work)
    thread.start()
    thread.join()

    assert found == [1]
