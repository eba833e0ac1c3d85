"""Group commit: everybody who waits at the same moment shares one transaction and one fsync."""

import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from sqlalchemy import Connection

from automation.errors import PitboardError
from automation.store.database import Database

Row = TypeVar("Row")
Result = TypeVar("Result")
Commit = Callable[[Connection, Sequence[Row]], Sequence[Result]]

_MOST = 256
"""Rows in one transaction: what 5 ms under the fair lock allow."""


class GroupCommit(Generic[Row, Result]):
    """One writer thread, started when first needed; `commit` answers its rows in order.

    A batch that fails is tried again row by row, so a row can only fail itself.
    """

    def __init__(self, database: Database, commit: Commit[Row, Result]) -> None:
        """No thread is started before the first row, so a fork before that is safe."""
        self._database = database
        self._commit = commit
        self._waiting: queue.SimpleQueue[tuple[Row, Future[Result]]] = queue.SimpleQueue()
        self._started_in: int | None = None
        self._starting = threading.Lock()

    @property
    def waiting(self) -> int:
        """Rows that wait for the next commit."""
        return self._waiting.qsize()

    def put(self, row: Row, *, timeout: float) -> Result:
        """Return once the row is on disk. Raises what the commit raised, or TimeoutError."""
        self._start()
        answer: Future[Result] = Future()
        self._waiting.put((row, answer))
        return answer.result(timeout)

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
            while len(batch) < _MOST and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._settle(batch)

    def _settle(self, batch: list[tuple[Row, Future[Result]]]) -> None:
        try:
            with self._database.writing() as connection:
                results = self._commit(connection, [row for row, _ in batch])
        except Exception as error:  # noqa: BLE001 - each waiter gets it and answers for itself
            self._fail(batch, error)
            return
        for (_, answer), result in zip(batch, results, strict=True):
            answer.set_result(result)

    def _fail(self, batch: list[tuple[Row, Future[Result]]], error: Exception) -> None:
        if len(batch) == 1 or isinstance(error, PitboardError):
            for _, answer in batch:
                answer.set_exception(error)
            return
        for waiter in batch:
            self._settle([waiter])
