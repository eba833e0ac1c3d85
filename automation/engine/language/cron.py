"""Five-field cron times and when they next come round, across both changes of the clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_SUNDAY = 7
_FURTHEST = 366 * 9
"""Days that are looked through: the 29th of February can be eight years away."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One of the five fields: its name, its first and last number, and words for numbers."""

    name: str
    first: int
    last: int
    words: Mapping[str, int]


_COLUMNS = (
    _Column("minute", 0, 59, {}),
    _Column("hour", 0, 23, {}),
    _Column("day of the month", 1, 31, {}),
    _Column("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, start=1)}),
    _Column("weekday", 0, _SUNDAY, {name: number for number, name in enumerate(_DAYS)}),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """The numbers each field may be. Where both kinds of day are narrowed, either one will do."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    def next_after(self, at: datetime, zone: tzinfo) -> datetime | None:
        """The next time in this zone, as UTC; None where there is none in nine years.

        A time that the clock skips comes at the next minute there is; one that it shows twice
        comes once, the first time.
        """
        day = at.astimezone(zone).date()
        for number in range(_FURTHEST):
            for due in self._times(day + timedelta(days=number), zone):
                if due > at:
                    return due
        return None

    def _times(self, day: date, zone: tzinfo) -> Iterator[datetime]:
        if not self._falls_on(day):
            return
        for hour in self.hours:
            for minute in self.minutes:
                yield _real(datetime.combine(day, time(hour, minute)), zone)

    def _falls_on(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_date, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_date or by_week if self.either_day else by_date and by_week


def _real(local: datetime, zone: tzinfo) -> datetime:
    """The moment a clock on the wall shows this time, or the first valid minute after it."""
    while True:
        moment = local.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == local:
            return moment
        local += timedelta(minutes=1)


def cron(text: str) -> Cron:
    """Read five fields: minute, hour, day of the month, month, weekday. Raises ValueError."""
    fields = text.lower().split()
    if len(fields) != len(_COLUMNS):
        raise ValueError(
            "a cron time has five fields: minute, hour, day of the month, month, weekday, "
            'such as "0 15 * * FRI"'
        )
    found = [_numbers(field, column) for field, column in zip(fields, _COLUMNS, strict=True)]
    made = Cron(
        minutes=tuple(sorted(found[0])),
        hours=tuple(sorted(found[1])),
        days=found[2],
        months=found[3],
        weekdays=frozenset(number % _SUNDAY for number in found[4]),
        either_day="*" not in (fields[2][0], fields[4][0]),
    )
    if made.next_after(datetime(2000, 1, 1, tzinfo=UTC), UTC) is None:
        raise ValueError("there is no such day in any month")
    return made


def _numbers(field: str, column: _Column) -> frozenset[int]:
    return frozenset(number for part in field.split(",") for number in _range(part, column))


def _range(part: str, column: _Column) -> range:
    whole, _, step = part.partition("/")
    if step and (not step.isdecimal() or int(step) < 1):
        raise ValueError(f'"{part}" is no {column.name}: after / stands a number')
    if whole == "*":
        return range(column.first, column.last + 1, int(step or 1))
    first, ranged, last = whole.partition("-")
    begin = _number(first, column)
    end = _number(last, column) if ranged else column.last if step else begin
    if end < begin:
        raise ValueError(f'"{part}" ends before it begins; write the smaller {column.name} first')
    return range(begin, end + 1, int(step or 1))


def _number(word: str, column: _Column) -> int:
    number = column.words.get(word, int(word) if word.isdecimal() and word.isascii() else -1)
    if not column.first <= number <= column.last:
        known = f"{column.first} to {column.last}"
        raise ValueError(f'"{word}" is no {column.name}, which is {known}')
    return number
