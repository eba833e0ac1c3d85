"""Group commit: everybody who waits at the same moment shares one transaction and one fsync."""

import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from sqlalchemy import Connection

from automation.errors import PitboardError
from automation.store.database import Contended, Database

Row = TypeVar("Row")
Result = TypeVar("Result")
Commit = Callable[[Connection, Sequence[Row]], Sequence[Result]]

_MOST = 256
"""Rows in one transaction: what 5 ms under the fair lock allow."""

_TRIES = 4
"""Of a batch that others were in the way of: nobody who waits here could do better."""


@dataclass(slots=True)
class _Waiter(Generic[Row, Result]):
    """A row and the thread that waits for it: a bare lock wakes it at half a Future's cost."""

    row: Row
    result: Result | None = None
    error: Exception | None = None
    bell: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, timeout: float) -> Result:
        if not self.bell.acquire(timeout=timeout):
            raise TimeoutError(f"the commit took longer than {timeout:.0f} s")
        if self.error is not None:
            raise self.error
        return cast("Result", self.result)


class GroupCommit(Generic[Row, Result]):
    """One writer thread, started when first needed; `commit` answers its rows in order.

    A batch that fails is tried again row by row, so a row can only fail itself.
    """

    def __init__(
        self, database: Database, commit: Commit[Row, Result], *, patience: float = 0.0
    ) -> None:
        """No thread is started before the first row, so a fork before that is safe.

        `patience` is for how many seconds a row waits for others before it is committed.
        """
        self._database = database
        self._commit = commit
        self._patience = patience
        self._waiting: queue.SimpleQueue[_Waiter[Row, Result]] = queue.SimpleQueue()
        self._started_in: int | None = None
        self._starting = threading.Lock()

    @property
    def waiting(self) -> int:
        """Rows that wait for the next commit."""
        return self._waiting.qsize()

    def put(self, row: Row, *, timeout: float) -> Result:
        """Return once the row is on disk. Raises what the commit raised, or TimeoutError."""
        self._start()
        waiter = _Waiter[Row, Result](row)
        waiter.bell.acquire()
        self._waiting.put(waiter)
        return waiter.wait(timeout)

    def _start(self) -> None:
        if self._started_in == os.getpid():
            return
        with self._starting:
            if self._started_in != os.getpid():
                threading.Thread(target=self._write, name="writer", daemon=True).start()
                self._started_in = os.getpid()

    def _write(self) -> None:
        while True:
            batch = [self._waiting.get()]
            if self._patience:
                time.sleep(self._patience)
            while len(batch) < _MOST and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._settle(batch)

    def _settle(self, batch: list[_Waiter[Row, Result]]) -> None:
        try:
            results = self._committed(batch)
        except Exception as error:  # noqa: BLE001 - each waiter gets it and answers for itself
            self._fail(batch, error)
            return
        for waiter, result in zip(batch, results, strict=True):
            waiter.result = result
            waiter.bell.release()

    def _committed(self, batch: list[_Waiter[Row, Result]]) -> Sequence[Result]:
        for tries_left in reversed(range(_TRIES)):
            try:
                with self._database.writing() as connection:
                    return self._commit(connection, [waiter.row for waiter in batch])
            except Contended:
                if not tries_left:
                    raise
        raise AssertionError("the last try returned or raised")

    def _fail(self, batch: list[_Waiter[Row, Result]], error: Exception) -> None:
        if len(batch) > 1 and not isinstance(error, PitboardError):
            for waiter in batch:
                self._settle([waiter])
            return
        for waiter in batch:
            waiter.error = error
            waiter.bell.release()
