"""The plain values of the rule folder's files: days, zones, weekdays, durations, shares.

Each reader raises Mistaken, a ValueError with what to write instead.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from automation.amount import HOURS, Amount
from automation.engine.language.meant_times import meant
from automation.engine.language.words import suggest

LONGEST_RANGE = 366
"""Days that one range of dates may span."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([a-z%][a-z ]*|)")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SECONDS: Final[Mapping[str, float]] = {"ms": 0.001, "s": 1, "min": 60}
_LONGEST_SETTLE: Final = 3600


class Mistaken(ValueError):  # noqa: N818 - a word of the file, told to its author
    """A value that does not read as it should, and the word that was probably meant."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        """`message` says how to mend it."""
        self.suggestion = suggestion
        super().__init__(message)


def day(value: object) -> date:
    """Read a date."""
    text = str(value)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise Mistaken(f"there is no such day: {error}; write one such as 2026-10-01") from error
    raise Mistaken("must be a date, such as 2026-10-01")


def days(value: object) -> frozenset[date]:
    """Read one date or a range of them, such as `2026-12-24 to 2027-01-02`, both ends included."""
    first, parted, last = str(value).partition(" to ")
    begin = day(first.strip())
    if not parted:
        return frozenset({begin})
    end = day(last.strip())
    if end < begin:
        raise Mistaken("the range ends before it begins; write the earlier date first")
    if (end - begin).days >= LONGEST_RANGE:
        raise Mistaken(f"the range is longer than {LONGEST_RANGE} days; split it")
    return frozenset(begin + timedelta(days=n) for n in range((end - begin).days + 1))


def zone(value: object) -> ZoneInfo:
    """Read a time zone by its name in the tz database."""
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = suggest(value, available_timezones())
    raise Mistaken(f'unknown zone "{value}"; write one such as Europe/Berlin', near)


def weekdays(value: object) -> frozenset[int]:
    """Read weekdays, as a list or as `monday to thursday`; Monday is 0."""
    if isinstance(value, str):
        first, parted, last = (part.strip() for part in value.partition(" to "))
        begin, end = weekday(first), weekday(last if parted else first)
        return frozenset((begin + n) % 7 for n in range((end - begin) % 7 + 1))
    if not isinstance(value, list) or not value:
        raise Mistaken("must be weekdays, such as [monday, tuesday] or monday to friday")
    return frozenset(weekday(each) for each in value)


def weekday(value: object) -> int:
    """Read one weekday, whole or its first three letters."""
    word = str(value).casefold()
    for number, known in enumerate(_WEEKDAYS):
        if word in (known, known[:3]):
            return number
    raise Mistaken(f'unknown weekday "{value}"; write one such as monday', suggest(word, _WEEKDAYS))


def settle(value: object) -> float:
    """Read how long an item settles, in seconds."""
    found = _AMOUNT.fullmatch(str(value))
    if found is None or found[2] not in _SECONDS:
        raise Mistaken("must be a number with ms, s or min, such as 10 s")
    seconds = float(found[1]) * _SECONDS[found[2]]
    if seconds > _LONGEST_SETTLE:
        raise Mistaken("is longer than an hour; write at most 60 min")
    return seconds


_UNITS: Final[Mapping[str, str]] = {
    **{name: name for name in (*HOURS, "times", "items")},
    **{name.removesuffix("s"): name for name in (*HOURS, "times", "items")},
    "time": "times",
    "business days": "working days",
    "business day": "working days",
    "business hours": "working hours",
    "business hour": "working hours",
    "%": "%",
}
DURATION: Final = frozenset(HOURS)
SHARE: Final = frozenset({"%"})
COUNT: Final = frozenset({"times", "items"})
RANK: Final = frozenset({"percentile"})
_LIKE: Final[Mapping[frozenset[str], str]] = {
    DURATION: "must say how long, such as 2 working days, 3 days, 1 week or 20 working hours",
    SHARE: "must be a share, such as 10 %",
    COUNT: "must say how often or how many, such as 2 times or 10 items",
    RANK: "must be a rank among past ones, such as P85",
}


_ALONE: Final[Mapping[frozenset[str], str]] = {DURATION: "working day", SHARE: "%", COUNT: "time"}
"""What is meant by a number without a unit."""


def _singular(units: frozenset[str]) -> list[str]:
    return [each.removesuffix("s") for each in _UNITS.values() if each in units]


def amount(value: object, units: frozenset[str]) -> Amount:
    """Read a number with one of these units."""
    text = str(value).strip()
    if units == RANK:
        rank = re.fullmatch(r"P([1-9][0-9]?)", text)
        if rank:
            return Amount(float(rank[1]), "percentile")
        raise Mistaken(_LIKE[units])
    found = _AMOUNT.fullmatch(text)
    unit = _UNITS.get(" ".join(found[2].split())) if found else None
    if found is None or unit not in units:
        raise Mistaken(_LIKE[units], meant(text, _singular(units), _ALONE.get(units)))
    if unit == "%" and float(found[1]) > 100:  # noqa: PLR2004 - a whole
        raise Mistaken("is more than 100 %")
    return Amount(float(found[1]), unit)
