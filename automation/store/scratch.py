"""A record that lives in memory for as long as a replay lasts: the same tables and the same SQL.

A file that nobody waits for, on a memory disk where there is one: what decides in a replay is then
what decides live, statement by statement. docs/decisions/0021-a-replay-on-a-scratch-record.md has
the figures.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, event

from automation.store.database import SqliteFile
from automation.store.record import Record, record_over
from automation.store.schema import metadata

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a memory disk, in a folder of its own below
_QUICK: Final = ("PRAGMA synchronous = OFF", "PRAGMA journal_mode = MEMORY")
"""Nobody else reads while one writes, and nothing is left of it after a crash."""


class ScratchFile(SqliteFile):
    """A SQLite file that is gone with its process, and so is never synced."""

    @property
    def engine(self) -> Engine:
        """This process's engine, which waits for no disk."""
        fresh = self._engine
        engine = super().engine
        if self._engine is not fresh:
            event.listen(engine, "connect", _hurry)
        return engine


def _hurry(opened: object, _entry: object) -> None:
    for pragma in _QUICK:
        opened.execute(pragma)  # type: ignore[attr-defined]  # the driver's connection


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder in memory where there is room for one, gone with everything in it at the end."""
    where = str(_MEMORY) if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="pitboard-replay-", dir=where) as folder:
        yield Path(folder)


def born(path: Path) -> Record:
    """An empty record in this file."""
    record = record_over(ScratchFile(path), {})
    with record.database.writing() as connection:
        metadata.create_all(connection)
    return record


def copied(path: Path, to: Path) -> Record:
    """A record of its own that begins as this one, which must be closed."""
    shutil.copyfile(path, to)
    return record_over(ScratchFile(to), {})
