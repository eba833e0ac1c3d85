"""When a rule is due by itself: a schedule of cron, or a sweep in plain words."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from automation.engine.language.amounts import weekday, zone
from automation.engine.language.cron import Cron, cron

_SWEEP = re.compile(
    r"every (?:(?P<hour>hour)|(?P<day>[a-z]+) at (?P<at>[0-9]{1,2}:[0-9]{2}))(?: (?P<zone>\S+))?"
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of one trigger. `zone` None: the owner's, else the one of the settings.

    `missed` is "run once" or "skip": what becomes of times that passed while nothing ran.
    """

    text: str
    cron: Cron
    zone: tzinfo | None = None
    missed: str = "run once"

    def next_after(self, at: datetime, otherwise: tzinfo) -> datetime | None:
        """The next time after this one, in its own zone or else in the other, as UTC."""
        return self.cron.next_after(at, self.zone or otherwise)


def schedule(text: str, zone_name: str | None, missed: str) -> Schedule:
    """Read five fields of cron. Raises ValueError."""
    return Schedule(text, cron(text), zone(zone_name) if zone_name else None, missed)


def sweep(text: str) -> Schedule:
    """Read `every day at 06:00`, `every monday at 08:30` or `every hour`. Raises ValueError."""
    found = _SWEEP.fullmatch(text)
    if found is None:
        raise ValueError(
            "must read like: every day at 06:00, every monday at 08:30, or every hour; "
            "a zone such as Europe/Berlin may follow"
        )
    hour, _, minute = (found["at"] or "*:0").partition(":")
    own = zone(found["zone"]) if found["zone"] else None
    return Schedule(text, cron(f"{minute} {hour} * * {_weekdays(found['day'])}"), own)


def _weekdays(word: str | None) -> str:
    match word:
        case None | "day":
            return "*"
        case "weekday":
            return "1-5"
        case _:
            return str((weekday(word) + 1) % 7)
