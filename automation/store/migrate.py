"""Bringing the database up to the code's revision, one process at a time, after a copy."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from automation.errors import SettingsError
from automation.store.advisory import Lock, keep
from automation.store.database import Database, SqliteFile
from automation.store.postgres import Postgres


def migrate(place: Path | str) -> str:
    """Create or upgrade a SQLite file, or what a postgresql:// address leads to.

    Returns its revision. Raises SettingsError. Run before any other process: one of those that
    are started together is let through at a time. Copies of a server are its operator's.
    """
    return _migrate_file(place) if isinstance(place, Path) else _migrate_server(Postgres(place))


def _migrate_server(database: Postgres) -> str:
    try:
        with database.alone() as connection:
            keep(connection, Lock.MIGRATE)
            return _upgraded(database)
    finally:
        database.close()


def _migrate_file(path: Path) -> str:
    with _alone(path):
        _check_readable(path)
        _born(path)
        database = SqliteFile(path)
        try:
            return _upgraded(database)
        finally:
            database.close()


def _upgraded(database: Database) -> str:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    head = str(script.get_current_head())
    with database.reading() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        is_strange = current is None and inspect(connection).get_table_names()
    if current == head:
        return head
    if is_strange:
        other = "folder" if isinstance(database, SqliteFile) else "database"
        raise SettingsError(
            f"{database.place}: the database of another program. Name another {other}."
        )
    if current is not None:
        _refuse_newer(database.place, current, script)
    if current is not None and isinstance(database, SqliteFile):
        _copy(database.path, current)
    config.attributes["database"] = database
    command.upgrade(config, "head")
    return head


def _refuse_newer(place: str, current: str, script: ScriptDirectory) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    if current not in known:
        raise SettingsError(
            f"{place}: written by a newer Pitboard (revision {current}). "
            f"Install that version again, or start with another database."
        )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = path.with_name("migrate.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SettingsError(
            f"{lock}: {error.strerror}. Check the folder and its free space."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _check_readable(path: Path) -> None:
    if not path.exists():
        return
    try:
        with path.open("r+b") as opened:
            start = opened.read(16)
    except OSError as error:
        raise SettingsError(
            f"{path}: {error.strerror}. Give this user the right to read and write it."
        ) from error
    if start and start != b"SQLite format 3\x00":
        raise SettingsError(
            f"{path}: not a database. Move it away, or put back a copy (.before-<revision>)."
        )


def _born(path: Path) -> None:
    """An empty database that can give space back; that must be said before the first table."""
    if path.exists() and path.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(path)) as fresh:
            fresh.execute("PRAGMA auto_vacuum = INCREMENTAL")
            fresh.execute("VACUUM")
            fresh.execute("PRAGMA journal_mode = WAL")
        path.chmod(0o600)
    except (sqlite3.Error, OSError) as error:
        raise SettingsError(f"{path}: {error}. Check the folder and its free space.") from error


def _copy(path: Path, revision: str) -> None:
    target = path.with_name(f"{path.name}.before-{revision}")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except (sqlite3.Error, OSError, shutil.Error) as error:
        target.unlink(missing_ok=True)
        raise SettingsError(f"{target}: the copy before the upgrade failed: {error}.") from error
