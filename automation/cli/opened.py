"""The record, for a command that asks it: one that is not there is told, and never begun."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from automation.bootstrap import Line, open_line
from automation.errors import SettingsError
from automation.settings import load_settings


@contextmanager
def opened() -> Iterator[Line]:
    """The line of these settings, closed at the end. Raises SettingsError where it has no record:
    a new one would answer everything with nothing.
    """
    settings = load_settings()
    where = settings.database
    if isinstance(where, Path) and not where.is_file():
        raise SettingsError(
            f"{where}: there is no record yet. `pitboard up` begins one; PITBOARD_DATA names the "
            "folder of one that is elsewhere."
        )
    line = open_line(settings)
    try:
        yield line
    finally:
        line.close()
