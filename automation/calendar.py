"""Working days: what "2 working days" means to a team, in its zone, with its holidays."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MONDAY_TO_FRIDAY = frozenset(range(5))
"""Weekdays as `date.weekday` counts them: Monday is 0."""

LONGEST = 366 * 5
"""Days that are looked through before a calendar without working days is given up."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A team's working days. A moment belongs to the day it falls on in the team's zone."""

    zone: tzinfo = UTC
    holidays: frozenset[date] = frozenset()
    weekdays: frozenset[int] = field(default=MONDAY_TO_FRIDAY)

    def works_on(self, day: date) -> bool:
        """Whether this is a working day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def day(self, at: datetime) -> date:
        """The day a moment falls on."""
        return at.astimezone(self.zone).date()

    def add(self, at: datetime, days: int) -> datetime:
        """The moment so many working days later, at the same time of day.

        What begins on a free day counts from the morning of the next working day. Raises
        ValueError for a calendar without working days.
        """
        begun = self._first_moment(at)
        day = self.day(begun)
        for _ in range(days):
            day = self._next(day)
        local = begun.astimezone(self.zone)
        return datetime.combine(day, local.time(), self.zone).astimezone(UTC)

    def between(self, start: datetime, end: datetime) -> int:
        """Whole working days that have passed from start to end; 0 where end is not later."""
        if end <= start:
            return 0
        begun = self._first_moment(start)
        passed, day, last = 0, self.day(begun), self.day(end)
        eve = last - timedelta(days=1)  # no clock is ever put back by a day
        while (day := self._next(day)) <= last:
            if day >= eve and self._moment(day, begun) > end:
                break
            passed += 1
        return passed

    def _moment(self, day: date, like: datetime) -> datetime:
        return datetime.combine(day, like.astimezone(self.zone).time(), self.zone)

    def _first_moment(self, at: datetime) -> datetime:
        """The moment itself on a working day, else the first of the next one."""
        day = self.day(at)
        if self.works_on(day):
            return at
        return datetime.combine(self._next(day), time(), self.zone).astimezone(UTC)

    def _next(self, day: date) -> date:
        for _ in range(LONGEST):
            day += timedelta(days=1)
            if self.works_on(day):
                return day
        raise ValueError("this calendar has no working days")
