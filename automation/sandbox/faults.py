"""Failures to order, so that a test can see how a client of a tracker bears them. None by default.

Each pretend tracker says which kinds it knows, and its door answers them in its own words.
"""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock


class Kind(StrEnum):
    """What goes wrong."""

    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    TOO_MANY = "429"
    SECONDARY = "403"
    FIELD = "400"
    DROP = "drop"
    DELAY = "delay"


@dataclass(frozen=True, slots=True)
class Fault:
    """The next `calls` calls fail this way.

    `seconds` is the Retry-After of 503, 429 and 403, and the length of a delay. The numbers
    answer in the place of the call, 400 only where the call sets the field `field`; a drop does
    what was asked and answers nothing; a delay does it late. `writes` leaves calls that only
    read alone.
    """

    kind: Kind
    calls: int = 1
    seconds: float = 1.0
    writes: bool = False
    field: str = ""


class Faults:
    """Faults in the order they were asked for."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._waiting: deque[Fault] = deque()

    def order(self, fault: Fault) -> None:
        """Let this one come after those that wait."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Forget those that wait."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """List those that wait."""
        with self._lock:
            return list(self._waiting)

    def take(self, method: str, *, fields: Collection[str] = ()) -> Fault | None:
        """Use one call of the first fault up, None where this call is to go well."""
        with self._lock:
            if not self._waiting or not _meets(self._waiting[0], method, fields):
                return None
            fault = self._waiting.popleft()
            if fault.calls > 1:
                self._waiting.appendleft(replace(fault, calls=fault.calls - 1))
            return fault


def fault_from(raw: Mapping[str, object], *, known: Collection[Kind] = tuple(Kind)) -> Fault:
    """Read `{"kind", "calls": 1, "seconds": 1, "writes": false, "field": ""}`.

    Raises ValueError, also for a kind that is not among the known ones.
    """
    calls, seconds = raw.get("calls", 1), raw.get("seconds", 1.0)
    if not isinstance(calls, int) or calls < 1:
        raise ValueError("calls is a whole number from 1 up")
    if not isinstance(seconds, int | float) or seconds < 0:
        raise ValueError("seconds is a number from 0 up")
    kind = Kind(str(raw.get("kind")))
    if kind not in known:
        raise ValueError(f"{kind} is not a failure of this tracker")
    return Fault(
        kind, calls, float(seconds), bool(raw.get("writes")), field=str(raw.get("field", ""))
    )


def _meets(fault: Fault, method: str, fields: Collection[str]) -> bool:
    if fault.kind is Kind.FIELD and fault.field not in fields:
        return False
    return not (fault.writes and method in ("GET", "HEAD"))
