"""PostgreSQL behind the record: several hosts share it, and its clock judges their leases."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.pool import NullPool

from automation.errors import PitboardError, SettingsError
from automation.ports import Clock
from automation.store.database import Contended

_SESSION: Final = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "application_name": "pitboard",
    # A worker that is frozen in the middle of a commit must not keep its locks from all others.
    "options": "-c idle_in_transaction_session_timeout=15000",
}
"""What we say to libpq; an address that names one of these stands above it.

https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""


class Postgres:
    """One database of a PostgreSQL server."""

    def __init__(self, url: str) -> None:
        """`url` is postgresql://... and is never shown. Nothing is opened until first used."""
        self._url = _parsed(url)
        host = self._url.host or self._url.query.get("host") or "localhost"
        self.place = f"postgresql://{host}/{self._url.database or ''}"
        self._engine: tuple[int, Engine] | None = None

    @property
    def engine(self) -> Engine:
        """This process's engine; one inherited over fork is left to the parent."""
        if self._engine is None or self._engine[0] != os.getpid():
            if self._engine is not None:
                self._engine[1].dispose(close=False)
            self._engine = (os.getpid(), self._open())
        return self._engine[1]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the record and writes nothing."""
        with self._explained(), self.engine.connect() as opened:
            yield opened.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction beside others; what must be alone asks for a lock of its own."""
        with self._explained(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection of its own without transactions, whose locks last until it is closed."""
        with self._explained():
            engine = create_engine(
                self._url,
                connect_args=self._session(),
                poolclass=NullPool,
                isolation_level="AUTOCOMMIT",
            )
            with engine.connect() as connection:
                yield connection

    def close(self) -> None:
        """Drop every connection, as a parent must before it forks."""
        if self._engine and self._engine[0] == os.getpid():
            self._engine[1].dispose()
        self._engine = None

    def _open(self) -> Engine:
        # A connection is asked whether it still lives before it is used: the server may have been
        # started anew since, and no delivery must be refused because of that.
        return create_engine(
            self._url,
            connect_args=self._session(),
            pool_size=5,
            max_overflow=15,
            pool_timeout=5,
            pool_pre_ping=True,
        )

    def _session(self) -> dict[str, Any]:
        return {name: value for name, value in _SESSION.items() if name not in self._url.query}

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what a person can mend, and what is tried again, into one clear line."""
        try:
            yield
        except ModuleNotFoundError as error:
            raise SettingsError(
                "PITBOARD_DATABASE_URL: the driver is missing. Install Pitboard as `.[postgres]`."
            ) from error
        except NoneFree as error:
            raise SettingsError(
                f"{self.place}: no connection is free. It is tried again."
            ) from error
        except DBAPIError as error:
            said = self._said(error)
            if said is None:
                raise
            raise said from error

    def _said(self, error: DBAPIError) -> PitboardError | None:
        """The line for a person; None where it is the fault of what was written, or ours."""
        state = getattr(error.orig, "sqlstate", None) or ""
        said = " ".join(str(error.orig).split())
        for sign, mend in _MENDABLE.items():
            if state == sign or (not state and sign in said):
                return SettingsError(f"{self.place}: {said}. {mend}")
        if state in _CONTENDED:
            return Contended(f"{self.place}: {said}. It is tried again.")
        if not state or state[:2] in _AWAY:
            return SettingsError(f"{self.place}: {said}. It is tried again.")
        return None


def _parsed(url: str) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        read = None
    if read is None or read.get_backend_name() not in {"postgresql", "postgres"}:
        # Without its cause, which would show the address and the password in it.
        raise SettingsError("PITBOARD_DATABASE_URL: not postgresql://user:password@host/name.")
    return read.set(drivername="postgresql+psycopg")


_MENDABLE: Final = {
    "42P01": "Run `pitboard migrate` first.",
    "42501": "Give this user the right to it.",
    "25006": "It takes no writes: name the primary server.",
    "53100": "Free some space: nothing acknowledged is lost, and work goes on by itself.",
    "authentication failed": "Check the user and the password in PITBOARD_DATABASE_URL.",
    "no password supplied": "Check the user and the password in PITBOARD_DATABASE_URL.",
    "does not exist": "Create it, or name another in PITBOARD_DATABASE_URL.",
}
"""By code, or by words where the server was not even entered.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""
_CONTENDED: Final = frozenset({"40001", "40P01", "55P03"})
_AWAY: Final = frozenset({"08", "53", "57", "58"})

_MEASURED_EVERY: Final = 60.0
_ASKED_AGAIN: Final = 5.0
"""Seconds after which a server that did not answer is asked for its time once more."""


class SharedClock:
    """The system's time, corrected by how far the server's is from it.

    Hosts whose clocks differ agree by it on when a lease ends. Where the server does not answer,
    the last correction stays.
    """

    def __init__(self, database: Postgres, system: Clock) -> None:
        """Nothing is asked until first used."""
        self._database = database
        self._system = system
        self._offset = timedelta()
        self._next: float | None = None
        self._asking = threading.Lock()

    def __call__(self) -> datetime:
        """Return the server's time."""
        if self._next is None or time.monotonic() >= self._next:
            self._ask(wait=self._next is None)
        return self._system() + self._offset

    def _ask(self, *, wait: bool) -> None:
        if not self._asking.acquire(blocking=wait):
            return
        try:
            self._offset = self._measured()
            self._next = time.monotonic() + _MEASURED_EVERY
        except PitboardError:
            self._next = time.monotonic() + _ASKED_AGAIN
        finally:
            self._asking.release()

    def _measured(self) -> timedelta:
        with self._database.reading() as connection:
            connection.execute(text("SELECT 1"))  # so that opening it is not measured
            before = self._system()
            theirs: datetime = connection.scalar(text("SELECT clock_timestamp()"))
            after = self._system()
        return theirs - (before + (after - before) / 2)
