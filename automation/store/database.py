"""What a database is to the tables, and SQLite: pragmas, transactions, errors to act on."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from automation.errors import SettingsError
from automation.store.lock import FairLock

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
)


class Database(Protocol):
    """Where the record is, safe to use before and after a fork: a file, or a server."""

    @property
    def place(self) -> str:
        """Its name in messages to a person, without any secret."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one moment of the record and writes nothing."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A write transaction: committed at the end, rolled back on error."""

    def close(self) -> None:
        """Drop every connection, as a parent must before it forks."""


class Contended(SettingsError):  # noqa: N818 - a state of the record, not a fault
    """Others were in the way: nothing was written, and the same may be tried again at once."""


class SqliteFile:
    """The one SQLite file of this installation."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened until first used."""
        self.path = path
        self.place = str(path)
        self.lock = FairLock(path.with_name(f"{path.name}.lock"))
        self._engine: tuple[int, Engine] | None = None

    @property
    def engine(self) -> Engine:
        """This process's engine; one inherited over fork is never used."""
        if self._engine is None or self._engine[0] != os.getpid():
            self._engine = (os.getpid(), _open(self.path))
        return self._engine[1]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the record and writes nothing."""
        with _explained(self.path), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction under the fair lock; committed at the end, rolled back on error."""
        with _explained(self.path), self.engine.connect() as opened, self.lock.held():
            connection = opened.execution_options(pitboard_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Drop every connection, as a parent must before it forks."""
        if self._engine and self._engine[0] == os.getpid():
            self._engine[1].dispose()
        self._engine = None
        self.lock.forget()


def _open(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=8, max_overflow=64, pool_timeout=5)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(opened: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not open transactions by itself: ours begin with the lock they need.
    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html
    opened.isolation_level = None
    for pragma in _PRAGMAS:
        opened.execute(pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("pitboard_writes")
    # Straight to the driver: on the way through SQLAlchemy it costs ten times as much.
    cursor = connection.connection.cursor()
    cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    cursor.close()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what a person can mend into one clear line."""
    try:
        yield
    except DatabaseError as error:
        said = str(error.orig).lower()
        for sign, mend in _MENDABLE.items():
            if sign in said:
                raise SettingsError(f"{path}: {error.orig}. {mend}") from error
        if isinstance(error, OperationalError):
            raise SettingsError(f"{path}: {error.orig}. It is tried again.") from error
        raise


_MENDABLE = {
    "disk is full": "Free some space: nothing acknowledged is lost, and work goes on by itself.",
    "readonly database": "Give this user the right to write the file and its folder.",
    "unable to open": "Check that the folder exists and that this user may write in it.",
    "not a database": "The file is damaged: put back a copy (it ends in .before-<revision>).",
    "malformed": "The file is damaged: put back a copy (it ends in .before-<revision>).",
    "no such table": "Run `pitboard migrate` first.",
    "disk i/o error": "The disk does not answer: check it and the space left on it.",
}
