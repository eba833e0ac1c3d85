"""The company's days, counted from the end of its past: 0 is the last working day, 1 the next.

Weeks in which nobody works on plans are left out of the count: the frozen days around New Year and
the two offsites, one in week 22 and one in the second week to come. So whatever is planned by
number keeps its order, and with it its key, whenever the sandbox begins.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
WEEKS = 56
WEEKS_TO_COME = 10
OFFSITE = 22
FIRST = -255
"""The first day that plans name. No year has so many free days that it lies before week 1."""

_LATEST_THAW = 30
_MORNING, _HOURS = time(8, 40), 8.6
_THURSDAY = 3
_WEEK = timedelta(days=7)


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian reckoning."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    j, k = c // 4, c % 4
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * j - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def holidays(year: int) -> frozenset[date]:
    """The free days of a year, as rules/teams.yaml lists them too."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=away) for away in (-2, 1)}
    fixed = {(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)}
    return frozenset(moving | {date(year, month, day) for month, day in fixed})


@dataclass(frozen=True)
class Days:
    """The calendar of a company whose present begins at `now`."""

    now: datetime

    @cached_property
    def today(self) -> date:
        """The first day that is not past."""
        return self.now.astimezone(ZONE).date()

    @cached_property
    def first_monday(self) -> date:
        """The Monday on which the 56 weeks begin that end yesterday."""
        yesterday = self.today - timedelta(days=1)
        return yesterday - timedelta(days=yesterday.weekday()) - (WEEKS - 1) * _WEEK

    @cached_property
    def quiet(self) -> date:
        """The Monday of the second week to come, in which almost nothing happens.

        The first one is this week while its Thursday is still to come, else the next.
        """
        monday = self.today - timedelta(days=self.today.weekday())
        return monday + (_WEEK if self.today.weekday() <= _THURSDAY else 2 * _WEEK)

    def is_workday(self, day: date) -> bool:
        """Whether it is neither a weekend nor a holiday."""
        return day.weekday() < 5 and day not in holidays(day.year)  # noqa: PLR2004 - Monday to Friday

    def day(self, number: int) -> date:
        """The day of this number."""
        return self._ahead[number - 1] if number > 0 else self._behind[-number]

    def moment(self, at: float) -> datetime:
        """A working hour: -3.5 is the middle of the fourth last working day."""
        number = int(at // 1)
        begun = datetime.combine(self.day(number), _MORNING, ZONE).astimezone(UTC)
        return begun + timedelta(hours=_HOURS * (at - number))

    def number(self, day: date) -> int:
        """The number of this day, or of the first one after it that is counted."""
        if day >= self.today:
            return bisect_left(self._ahead, day) + 1
        place = bisect_left(self._behind[::-1], day)
        return min(place - len(self._behind) + 1, 1)

    def weeks(self) -> Iterator[date]:
        """The Mondays of the past and of the weeks to come."""
        for week in range(WEEKS + WEEKS_TO_COME + 2):
            yield self.first_monday + week * _WEEK

    def promised(self, away: int) -> date:
        """The working day so many before or after the last one, with no week left out."""
        step = timedelta(days=1 if away > 0 else -1)
        found = self.day(0)
        for _ in range(abs(away)):
            found += step
            while not self.is_workday(found):
                found += step
        return found

    @cached_property
    def _behind(self) -> tuple[date, ...]:
        """The working days of the past, the newest first."""
        offsite = self.first_monday + (OFFSITE - 1) * _WEEK
        found: list[date] = []
        day = self.today
        while day > self.first_monday:
            day -= timedelta(days=1)
            frozen = self._is_frozen(day) and len(found) > _LATEST_THAW
            if self.is_workday(day) and not frozen and not offsite <= day < offsite + _WEEK:
                found.append(day)
        return tuple(found)

    @cached_property
    def _ahead(self) -> tuple[date, ...]:
        end = self.quiet + (WEEKS_TO_COME + 12) * _WEEK
        every = (self.today + timedelta(days=n) for n in range((end - self.today).days))
        return tuple(
            day
            for day in every
            if self.is_workday(day) and not self.quiet <= day < self.quiet + _WEEK
        )

    def _is_frozen(self, day: date) -> bool:
        return (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)
