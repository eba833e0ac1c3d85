"""What visitors did on the pages of a pretend tracker since it started; only its pages read it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One act of a visitor, in words. `at` is the company's time.

    `began` is a reading of the machine's monotonic clock, in seconds. `keys` name what it
    touched, `hooks` its webhooks, and `writes` counts what had been written by then.
    """

    number: int = 0
    who: str
    did: tuple[str, ...]
    at: datetime
    began: float
    keys: tuple[str, ...]
    hooks: tuple[str, ...]
    writes: int
    place: str


class Visits:
    """The last 200 acts of whoever visits, oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._kept: deque[Visit] = deque(maxlen=KEPT)
        self._last = 0

    def keep(self, visit: Visit) -> Visit:
        """Remember it under the next number."""
        with self._lock:
            self._last += 1
            numbered = replace(visit, number=self._last)
            self._kept.append(numbered)
        return numbered

    def find(self, number: int | None) -> Visit | None:
        """Find the one of this number, None where it is not kept."""
        return next((one for one in self.newest() if one.number == number), None)

    def of(self, key: str) -> Sequence[Visit]:
        """List those that touched this, newest first."""
        return [one for one in self.newest() if key in one.keys]

    def newest(self, most: int = KEPT) -> Sequence[Visit]:
        """List the newest ones, newest first."""
        with self._lock:
            return list(reversed(self._kept))[:most]

    def after(self, visit: Visit, keys: Sequence[str]) -> Visit | None:
        """Find the next act that touched one of these, None where this was the last."""
        later = [one for one in self.newest() if one.number > visit.number]
        return next((one for one in reversed(later) if set(keys) & set(one.keys)), None)
