"""Waiters share a commit; a row can only fail itself."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from automation.store.group_commit import GroupCommit
from automation.store.record import Record


class Ledger:
    """A commit that counts its batches and refuses the number 13."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.first_may_end = threading.Event()

    def __call__(self, _connection: Connection, rows: Sequence[int]) -> Sequence[int]:
        if not self.batches:
            self.batches.append(len(rows))
            self.first_may_end.wait(5)
        else:
            self.batches.append(len(rows))
        if 13 in rows:
            raise ValueError("13 is refused")
        return [row * 2 for row in rows]


def test_everybody_who_waits_shares_one_commit(record: Record) -> None:
    ledger = Ledger()
    group = GroupCommit(record.database, ledger)
    with ThreadPoolExecutor(21) as threads:
        first = threads.submit(group.put, 0, timeout=20)
        until(lambda: bool(ledger.batches))
        rest = [threads.submit(group.put, n, timeout=20) for n in range(20, 40)]
        until(lambda: group.waiting == 20)
        ledger.first_may_end.set()
        answers = [future.result() for future in (first, *rest)]

    assert answers == [0, *(n * 2 for n in range(20, 40))]
    assert ledger.batches == [1, 20]


def until(holds: Callable[[], bool]) -> None:
    """Wait for another thread, for at most five seconds."""
    for _ in range(5000):
        if holds():
            return
        threading.Event().wait(0.001)
    raise AssertionError("the other thread did not come so far")


def test_one_bad_row_fails_alone(record: Record) -> None:
    ledger = Ledger()
    ledger.first_may_end.set()
    group = GroupCommit(record.database, ledger)
    with ThreadPoolExecutor(8) as threads:
        futures = {n: threads.submit(group.put, n, timeout=5) for n in range(8, 16)}
        failed = [n for n, future in futures.items() if future.exception()]

    assert failed == [13]


def test_a_commit_that_takes_too_long_is_a_timeout(record: Record) -> None:
    group = GroupCommit(record.database, ledger := Ledger())

    with pytest.raises(TimeoutError):
        group.put(1, timeout=0.05)
    ledger.first_may_end.set()

    assert group.put(2, timeout=5)
