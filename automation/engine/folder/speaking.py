"""When a rule may speak to people: its days, its quiet hours and the times of its digests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from automation.engine.language.amounts import Mistaken, weekday
from automation.engine.language.vocabulary import suggest
from automation.ports import Rate

_QUIET: Final = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*-\s*([0-9]{1,2}:[0-9]{2})")
_DAILY: Final = re.compile(r"daily ([0-9]{1,2}:[0-9]{2})")
_RATE: Final = re.compile(r"([1-9][0-9]{0,6}) (?:a|per) (hour|day|week|month)")
_LENGTHS: Final = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
_WEEK: Final = 8
"""Days in which a time that is allowed comes, whatever the days and the hours."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When it may speak: on these weekdays (Monday is 0; empty: on all), and not from the first of
    the `quiet` times to the second, which may be on the next day.
    """

    days: frozenset[int] = frozenset()
    quiet: tuple[time, time] | None = None

    def next(self, at: datetime, zone: tzinfo) -> datetime:
        """The moment itself where it is allowed, else the first one after it that is."""
        if not self.days and self.quiet is None:
            return at
        local = at.astimezone(zone)
        if self._allows(local):
            return at
        return next(each for each in self._openings(local) if each > at).astimezone(at.tzinfo)

    def _allows(self, local: datetime) -> bool:
        if self.days and local.weekday() not in self.days:
            return False
        if self.quiet is None:
            return True
        begin, end = self.quiet
        clock = local.time()
        return not (begin <= clock < end if begin < end else clock >= begin or clock < end)

    def _openings(self, local: datetime) -> Iterator[datetime]:
        """Of this day and the next ones, midnight and the end of the quiet hours, if allowed."""
        clocks = (time(), *([self.quiet[1]] if self.quiet else []))
        for ahead in range(_WEEK + 1):
            day = local.date() + timedelta(days=ahead)
            for clock in clocks:
                # A time that the clock skips in spring is told as the one an hour later.
                moment = datetime.combine(day, clock, local.tzinfo)
                if self._allows(moment):
                    yield moment


ANY_TIME: Final = Hours()
TWENTY_A_DAY: Final = Rate(20, timedelta(days=1), "20 per day")
"""How often a rule writes to one item where its file says nothing."""


def quiet(text: str) -> tuple[time, time]:
    """Read `18:00-08:00`. Raises Mistaken."""
    found = _QUIET.fullmatch(text)
    if found is None:
        raise Mistaken("must be hours such as 18:00-08:00")
    begin, end = _clock(found[1]), _clock(found[2])
    if begin == end:
        raise Mistaken("begins and ends at the same time; write hours such as 18:00-08:00")
    return begin, end


def rate(text: str) -> Rate:
    """Read `2 per week`. Raises Mistaken."""
    found = _RATE.fullmatch(text)
    if found is None:
        word = text.rpartition(" ")[2]
        near = None if word in _LENGTHS else suggest(word, _LENGTHS)
        raise Mistaken("must be a number and a time, such as 2 per week or 20 per day", near)
    return Rate(int(found[1]), _LENGTHS[found[2]], text)


def days(words: list[str]) -> frozenset[int]:
    """Read weekdays, whole or their first three letters; nothing is all. Raises Mistaken."""
    return frozenset(map(weekday, words))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the lines of a digest are sent: each full hour, or once a day `at` this time."""

    at: time | None = None

    def next(self, now: datetime, zone: tzinfo) -> datetime:
        """The first time of it after now."""
        local = now.astimezone(zone)
        if self.at is None:
            begun = now.replace(minute=0, second=0, microsecond=0)
            return begun + timedelta(hours=1)
        today = datetime.combine(local.date(), self.at, zone)
        morrow = datetime.combine(local.date() + timedelta(days=1), self.at, zone)
        return (today if today > now else morrow).astimezone(now.tzinfo)


def rhythm(text: str) -> Rhythm | None:
    """Read `none`, `hourly` or `daily 09:00`; None is at once. Raises Mistaken."""
    if text == "none":
        return None
    if text == "hourly":
        return Rhythm()
    found = _DAILY.fullmatch(text)
    if found is None:
        hint = suggest(text.partition(" ")[0], ["none", "hourly", "daily"])
        raise Mistaken("must be none, hourly or daily with a time, such as daily 09:00", hint)
    return Rhythm(_clock(found[1]))


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise Mistaken(f"there is no time {text}; write one such as 08:30") from None
