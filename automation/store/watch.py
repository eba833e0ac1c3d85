"""The company's time for a process that only looks at it, such as a pretend tracker."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from automation.errors import PitboardError
from automation.ports import Clock
from automation.store.clocks import Clocks
from automation.store.database import SqliteFile
from automation.store.postgres import Postgres
from automation.store.tempo import PAUSE, SYSTEM, Tempo

READ_EVERY: Final = 0.1
"""Seconds of the machine's in which the row is not read again; between, it is reckoned with."""

A_SECOND: Final = timedelta(seconds=1)


class Watch:
    """Tells the company's time; the machine's until there is a record, or while it has no row.

    By one row it never goes back. A record that does not answer leaves the last row in force.
    """

    def __init__(self, place: Path | str, system: Clock) -> None:
        """`place` is the SQLite file or the address of the record. Nothing is opened yet."""
        self._place = place
        self._database = SqliteFile(place) if isinstance(place, Path) else Postgres(place)
        self._clocks = Clocks(self._database)
        self._system = system
        self._tempo: Tempo | None = None
        self._next = 0.0
        self._latest: datetime | None = None

    def __call__(self) -> datetime:
        """Return the company's time."""
        tempo, wall = self._read(), self._system()
        if tempo is None:
            return wall
        now = tempo.at(wall)
        self._latest = max(now, self._latest or now)
        return self._latest

    def after(self, last: datetime) -> datetime:
        """Return a time for what is done now, `last` being that of what was done before.

        Where the company's time does not pass by itself, it passes by what is done: a second each.
        Where it runs, a second is soon over. In the system's time nothing is spaced.
        """
        now, tempo = self(), self._tempo
        if tempo is None or now >= last + A_SECOND:
            return max(now, last)
        rate = tempo.rate_at(self._system())
        if rate == SYSTEM:
            return max(now, last)
        if rate == PAUSE:
            self._clocks.nudge(last + A_SECOND, wall=self._system())
            self._next = 0.0
        return last + A_SECOND

    def close(self) -> None:
        """Drop the connection."""
        self._database.close()

    def _read(self) -> Tempo | None:
        at = time.monotonic()
        # Looking at a file that is not there would make it.
        if at >= self._next and (not isinstance(self._place, Path) or self._place.exists()):
            self._next = at + READ_EVERY
            try:
                self._tempo = self._clocks.tempo()
            except PitboardError:
                return self._tempo
        return self._tempo
