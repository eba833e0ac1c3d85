"""How long something lasts, as rules write it: 2 working days, 3 days, 60 s."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from automation.calendar import Calendar
from automation.engine.language.amounts import Mistaken
from automation.engine.language.meant_times import meant
from automation.engine.language.words import suggest

_LASTING = re.compile(r"(?P<count>[0-9]{1,3}) (?P<unit>working day|business day|hour|day|week)s?")
_SETTLE = re.compile(r"(?P<count>[0-9]{1,4}) (?P<unit>s|min)")
_HAND_EDIT = re.compile(r"keep for ([1-9][0-9]{0,2}) (day|week)s?")
_LONGEST_SETTLE = 3600.0
_UNITS = ("working day", "hour", "day", "week")

KEEP_UNTIL = "keep until inputs change"
"""How a rule leaves a person's value alone until what it is made of changes."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """A time that passes on the clock, or working days of a team's calendar."""

    time: timedelta = timedelta(0)
    working_days: int = 0

    def after(self, at: datetime, calendar: Calendar) -> datetime:
        """The moment when so much has passed since `at`."""
        return calendar.add(at, self.working_days) if self.working_days else at + self.time


def lasting(text: str) -> Lasting:
    """Read how long; raises Mistaken for anything else."""
    found = _LASTING.fullmatch(text)
    if found is None:
        said = "must read like 1 working day, 3 days, 36 hours or 2 weeks"
        raise Mistaken(said, meant(text, _UNITS, "working day"))
    count, unit = int(found["count"]), found["unit"]
    if unit in ("working day", "business day"):
        return Lasting(working_days=count)
    return Lasting(timedelta(**{f"{unit}s": count}))


def seconds(text: str) -> float:
    """Read a short time in seconds; raises ValueError for anything else."""
    found = _SETTLE.fullmatch(text)
    length = float(found["count"]) * (60 if found["unit"] == "min" else 1) if found else -1.0
    if not 0 <= length <= _LONGEST_SETTLE:
        raise ValueError("must read like 60 s or 5 min, and be an hour at most")
    return length


def hand_edit(text: str) -> timedelta | None:
    """Read how long a person's value holds; None is until what it is made of changes. Raises
    Mistaken for anything else.
    """
    if text == KEEP_UNTIL:
        return None
    found = _HAND_EDIT.fullmatch(text)
    if found is None:
        said = f"must read like: keep for 14 days, keep for 2 weeks, or {KEEP_UNTIL}"
        raise Mistaken(said, _kept(text))
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _kept(text: str) -> str | None:
    """What somebody meant who said for how long in other words."""
    long = meant(text.removeprefix("keep for ").removeprefix("keep "), ("day", "week"), "day")
    return f"keep for {long}" if long else suggest(text, ["keep for 14 days", KEEP_UNTIL])
