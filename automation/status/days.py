"""Days as a team counts them: when a date is over, and whether a limit of time is reached."""

from datetime import UTC, date, datetime, time, timedelta

from automation.amount import Amount, Limits
from automation.appraisal import Scene
from automation.calendar import Calendar
from automation.model import Value
from automation.reasons import day_name, due_day


def named(at: datetime, scene: Scene) -> str:
    """The day of a moment in the team's zone, as a sentence names it: "2 Oct"."""
    return day_name(scene.calendar.day(at), scene.calendar.day(scene.now))


def named_due(target: datetime, scene: Scene) -> str:
    """The day of a target as a sentence names it."""
    return day_name(due_day(target, scene.calendar), scene.calendar.day(scene.now))


def end_of(day: date, calendar: Calendar) -> datetime:
    """The first moment after a day in the team's zone."""
    return start_of(day + timedelta(days=1), calendar)


def start_of(day: date, calendar: Calendar) -> datetime:
    """The first moment of a day in the team's zone."""
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def monday_of(at: datetime, calendar: Calendar) -> date:
    """The day with which the week of a moment begins."""
    day = calendar.day(at)
    return day - timedelta(days=day.weekday())


def reached(limit: Amount, start: datetime, end: datetime, calendar: Calendar) -> bool:
    """Whether so much has passed from start to end: working days are whole ones."""
    if limit.unit == "working days":
        return calendar.between(start, end) >= limit.number
    return end - start >= timedelta(hours=limit.size)


def limit(limits: Limits, word: str, key: str) -> Amount:
    """A limit that is an amount. Raises KeyError or TypeError for one that is none."""
    found = limits[word][key]
    if not isinstance(found, Amount):
        raise TypeError(f"{word}.{key} is a list")
    return found


def moment(value: Value) -> datetime | None:
    """A field's value as a time; a text is read as an ISO date or time, in UTC without a zone."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
