"""How the company's time follows from the system's: a pure function of one row. It reads no clock.

The speeds have their names here and nowhere else.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

PAUSE: Final = 0
SYSTEM: Final = 1
PLAY: Final = 24 * 60
"""A working day a minute; nights pass too, weekends do not."""
FORWARD: Final = 24 * 60 * 60 // 3
"""A day in three seconds."""

KEPT: Final = timedelta(seconds=10)
"""How long a clock that runs faster than the system's goes on when nobody keeps it."""

MOMENT: Final = timedelta(milliseconds=200)
"""By then everybody has seen that the row has changed: from then on another pace counts."""

AHEAD: Final = timedelta(seconds=1.5)
"""How far whoever keeps a clock looks ahead: it is kept each second, and never set back."""

HELD: Final = timedelta(seconds=3)
"""How long a clock that is held stands when nobody holds it any more."""

_MONDAY: Final = 7
_SATURDAY: Final = 5


class Pace(StrEnum):
    """How the company's time passes, in one word."""

    SYSTEM = "system"
    PAUSE = "pause"
    PLAY = "play"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Tempo:
    """The clock's row. Of all times on the system's clock it tells the company's.

    From `anchor_company` at `anchor_wall` on the company's time passes `rate` times as fast, until
    it reads `until`, and from there on `after_rate` times. `kept_until` bounds what has no end and
    is faster than the system's time: then the clock stands, for whoever kept it is gone.
    `playing_in` is the share of the past that is taken in, None once all of it is.
    """

    anchor_wall: datetime
    anchor_company: datetime
    rate: int = SYSTEM
    until: datetime | None = None
    after_rate: int = PAUSE
    kept_until: datetime | None = None
    playing_in: float | None = None

    def at(self, wall: datetime) -> datetime:
        """The company's time at this time of the system's. Before the anchor it stands."""
        arrival = self.arrival
        if self.until is None or arrival is None:
            return self.anchor_company + self._run(self.anchor_wall, wall, self.rate)
        if wall < arrival:
            passed = max(wall - self.anchor_wall, timedelta()) * self.rate
            return min(self.until, self.anchor_company + passed)
        return self.until + self._run(arrival, wall, self.after_rate)

    @property
    def arrival(self) -> datetime | None:
        """When it reads `until`, on the system's clock; None where it never will."""
        if self.until is None or self.rate <= PAUSE:
            return None
        return self.anchor_wall + max(self.until - self.anchor_company, timedelta()) / self.rate

    def is_forwarding(self, wall: datetime) -> bool:
        """Whether it is on its way to a target."""
        return self.arrival is not None and wall < self.arrival

    def rate_at(self, wall: datetime) -> int:
        """How fast it passes then."""
        if self.arrival is None or wall < self.arrival:
            return self.rate
        return self.after_rate

    def _run(self, begin: datetime, wall: datetime, rate: int) -> timedelta:
        end = wall
        if self.kept_until is not None and rate > SYSTEM:
            end = min(wall, self.kept_until)
        return max(end - begin, timedelta()) * rate


def rebased(tempo: Tempo, wall: datetime) -> Tempo:
    """The same clock from now on, anchored here."""
    now = tempo.at(wall)
    if tempo.is_forwarding(wall):
        return replace(tempo, anchor_wall=wall, anchor_company=now)
    rate = tempo.rate_at(wall)
    return replace(
        tempo, anchor_wall=wall, anchor_company=now, rate=rate, until=None, after_rate=PAUSE
    )


def paced(tempo: Tempo, wall: datetime, rate: int) -> Tempo:
    """The clock at another pace.

    It is anchored where the old one will be in a moment, so that nobody who still knows the old
    row is ahead of the new one, and the company's time never goes backwards.
    """
    begin = wall if tempo.rate_at(wall) == PAUSE else wall + MOMENT
    here = rebased(tempo, begin)
    kept = wall + KEPT if rate > SYSTEM else None
    return replace(here, rate=rate, until=None, after_rate=PAUSE, kept_until=kept)


def forwarded(tempo: Tempo, wall: datetime, target: datetime) -> Tempo:
    """The clock on its way to a target, and then at the pace it had before; as it is where that
    is no later.
    """
    before = tempo.after_rate if tempo.is_forwarding(wall) else tempo.rate_at(wall)
    here = paced(tempo, wall, FORWARD)
    if target <= here.anchor_company:
        return tempo
    kept = wall + KEPT if before > SYSTEM else None
    return replace(here, until=target, after_rate=before, kept_until=kept)


def kept(tempo: Tempo, wall: datetime, zone: tzinfo) -> Tempo:
    """The clock as whoever keeps it leaves it: it runs on, and no weekend passes in it.

    After a while in which nobody kept it, it goes on from where it stood.
    """
    if tempo.rate_at(wall) <= SYSTEM:
        return tempo
    found = tempo
    if found.kept_until is not None and found.kept_until < wall + KEPT / 2:
        found = found if wall <= found.kept_until else rebased(found, wall)
        found = replace(found, kept_until=wall + KEPT)
    monday = _after_weekend(found.at(wall), zone)
    return found if monday is None else moved(found, wall, monday)


def held(tempo: Tempo, wall: datetime, at: datetime) -> Tempo:
    """The clock on its way, standing there for a while; as it is where it is not on its way, or
    that time is not near.

    It stands before its anchor, which lies ahead: it still knows where it goes.
    """
    begin = wall + MOMENT
    if not tempo.is_forwarding(begin) or at > min(tempo.at(wall + AHEAD), tempo.until or at):
        return tempo
    here = max(at, tempo.at(begin))
    return replace(tempo, anchor_wall=wall + HELD, anchor_company=here)


def moved(tempo: Tempo, wall: datetime, to: datetime) -> Tempo:
    """The clock set forward at once; as it is where that is no later."""
    if to <= tempo.at(wall):
        return tempo
    here = replace(rebased(tempo, wall), anchor_company=to)
    if here.until is not None and here.until <= to:
        return replace(here, rate=here.after_rate, until=None, after_rate=PAUSE)
    return here


def _after_weekend(now: datetime, zone: tzinfo) -> datetime | None:
    """The first moment of the Monday after, where it is a Saturday or a Sunday there."""
    local = now.astimezone(zone)
    if local.weekday() < _SATURDAY:
        return None
    monday = local.date() + timedelta(days=_MONDAY - local.weekday())
    return datetime.combine(monday, time(), zone).astimezone(UTC)
