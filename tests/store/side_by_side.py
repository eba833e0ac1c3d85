"""Two transactions at the same moment, as two workers have them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, event, text

from automation.store.postgres import Postgres
from automation.store.record import Record

T = TypeVar("T")


@contextmanager
def stopped_before_a_commit(
    record: Record, act: Callable[[], T], *, nth: int = 1
) -> Iterator["Future[T]"]:
    """`act` in a thread of its own, stopped where all is done but its nth commit."""
    there, go_on, left = threading.Event(), threading.Event(), iter(range(nth - 1))

    def stop(_connection: Connection) -> None:
        if next(left, None) is None and not there.is_set():
            there.set()
            assert go_on.wait(10)

    assert isinstance(record.database, Postgres)
    event.listen(record.database.engine, "commit", stop)
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(act)
        assert there.wait(10)
        try:
            yield running
        finally:
            go_on.set()
    running.result()


def waits_for_a_lock(record: Record) -> bool:
    """Whether anybody here waits for somebody else."""
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with record.database.reading() as connection:
        return bool(connection.scalar(query))


def cut_all_but(survivor: Record) -> None:
    """End every other connection to this database, as a restart of the server does."""
    query = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with survivor.database.writing() as connection:
        connection.execute(query)
