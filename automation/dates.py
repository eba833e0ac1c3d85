"""How dates and times are told to people, the same on every page and in every sentence."""

import re
from datetime import UTC, datetime, time, tzinfo
from typing import Final

_FOR_MACHINES: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2}))?"
)


def day(at: datetime, zone: tzinfo = UTC) -> str:
    """2 Oct 2026, as calendars in that zone show it."""
    there = on_its_day(at, zone)
    return f"{there.day} {there:%b %Y}"


def at_time(at: datetime, zone: tzinfo = UTC) -> str:
    """2 Oct 2026, 14:05, as clocks in that zone show it."""
    there = at.astimezone(zone)
    return f"{there.day} {there:%b %Y, %H:%M}"


def clock_face(at: datetime, zone: tzinfo) -> str:
    """Monday 23 Nov, 09:12, as the company's clock shows it."""
    there = at.astimezone(zone)
    return f"{there:%A} {there.day} {there:%b, %H:%M}"


def on_its_day(at: datetime, zone: tzinfo) -> datetime:
    """Trackers tell a date without a zone as its midnight in UTC: it is that day everywhere."""
    utc = at.astimezone(UTC)
    return utc if utc.time() == time() else at.astimezone(zone)


def spoken(text: str) -> str:
    """A text that is nothing but a date or a time as machines write it, as people do: "2027-02-12"
    is 12 Feb 2027. Any other text is itself.
    """
    at = read(text)
    return text if at is None else told(at)


def told(at: datetime) -> str:
    """A date as a sentence tells it, of which nobody knows who reads it where: a time of day, where
    there is one, is UTC and says so.
    """
    return day(at) if at.astimezone(UTC).time() == time() else f"{at_time(at)} UTC"


def read(text: str) -> datetime | None:
    """The time that a text is as machines write it, a date as its midnight in UTC; None for any
    other text.
    """
    if not _FOR_MACHINES.fullmatch(text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
