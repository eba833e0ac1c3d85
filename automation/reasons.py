"""The sentence behind a health, out of what an appraisal found: its strongest signals and what
ends them. Nothing in it counts days, so that it reads the same until something changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from automation.appraisal import Signal, Status
from automation.calendar import Calendar

CLEARS: Final = ". Clears when "

NO_DATE: Final = "no date promised"

LONGEST: Final = 160
"""Characters of a sentence, as a mail and a field of a tracker show it whole."""

COLOURING: Final = frozenset("FSBDQWE")
"""The families that may colour a health; the others are notes, or say that evidence is missing."""

_LATE: Final = frozenset({"F1", "F2"})
"""What says by itself that the date cannot be met: it speaks first where that is the verdict."""

NEAR: Final = timedelta(days=300)
"""Within this of now a day is told without its year."""

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_name(day: date, now: date) -> str:
    """A day as sentences name it: "2 Oct", with its year where that is not clear by itself."""
    said = f"{day.day} {_MONTHS[day.month - 1]}"
    return said if abs(day - now) <= NEAR else f"{said} {day.year}"


def coming(day: date, now: date) -> str:
    """When a value that is pending takes effect: "from Tue 24 Nov"."""
    return f"from {_DAYS[day.weekday()]} {day_name(day, now)}"


def unless(clears: str) -> str:
    """What would stop it: "unless SEC-40 closes"; `clears` as a signal says it, or ""."""
    return f"unless {clears or 'something changes'}"


def clearing(signals: Iterable[Signal]) -> str:
    """What would end the strongest of these warnings that says so, "" where none does."""
    return next((each.clears for each in signals if each.clears), "")


def due_day(target: datetime, calendar: Calendar) -> date:
    """The day that is meant. Trackers tell a date without a zone as its midnight in UTC."""
    utc = target.astimezone(UTC)
    return utc.date() if utc.time() == time() else calendar.day(target)


def reason(status: Status, value: str, calendar: Calendar) -> str:
    """Why the health is this value, in at most 160 characters and without the value itself. Days
    are those of the team's calendar.

    "PAY-12 blocked by SEC-40 since 2 Oct; scope +23 % since 1 Sep: 7 added, 0 removed. Clears when
    SEC-40 closes." Where a clause too many would not fit, it is left out.
    """
    plain = _PLAIN.get(value)
    if plain is not None:
        return plain(status, calendar)
    found = list(_strongest(status, value))
    if not found:
        return _so_far(status, calendar)
    return next(
        (each for each in _wordings(found) if len(each) <= LONGEST), found[0].text[:LONGEST]
    )


def progressing(status: Status, value: str, calendar: Calendar) -> str | None:
    """The reason of a value that is told by how far the work is; None for any other value."""
    return _so_far(status, calendar) if _PLAIN.get(value) is _so_far else None


def spoken(status: Status, because: str) -> tuple[Signal, ...]:
    """The signals that stand in a sentence."""
    return tuple(each for each in status.signals if each.text[:LONGEST] in because)


def _strongest(status: Status, value: str) -> Iterator[Signal]:
    """The first signal that speaks for the value, and the first one of another family."""
    if value == "unknown":
        told = status.of("unknown")
    else:
        told = tuple(each for each in status.signals if each.family in COLOURING)
    if value == "off_track":
        told = tuple(sorted(told, key=lambda each: each.id not in _LATE))
    if not told:
        return
    yield told[0]
    yield from [each for each in told if each.family != told[0].family][:1]


def _wordings(found: list[Signal]) -> Iterator[str]:
    """The whole sentence, then shorter ones. Two warnings that only count together stay together,
    a serious one rather keeps what ends it.
    """
    first, texts = found[0], "; ".join(each.text for each in found)
    yield _sentence(texts, first.clears)
    pair, alone = texts, _sentence(first.text, first.clears)
    yield from (alone, pair) if first.level == "serious" else (pair, alone)
    yield first.text


def _sentence(texts: str, clears: str) -> str:
    return f"{texts}{CLEARS}{clears}." if clears else texts


def _so_far(status: Status, calendar: Calendar) -> str:
    """How far it is, and its target. Where the pace leads is not told: it drifts day by day."""
    progress, target = status.progress, status.target
    if not progress.total:
        return "no work is listed under it yet"
    done = f"{progress.done} of {progress.total} done"
    if target is None:
        return f"{done}, {NO_DATE}"
    return f"{done}, target {day_name(due_day(target, calendar), calendar.day(status.at))}"


def _done(status: Status, calendar: Calendar) -> str:
    """Whether all of it is done, or somebody closed it while some was open; what was dropped is
    neither.
    """
    progress, at = status.progress, status.closed_at
    on = f" on {_named(at, status, calendar)}" if at else ""
    dropped = f", {progress.dropped} dropped" if progress.dropped else ""
    still_open = progress.total - progress.done
    if still_open:
        return f"closed{on} with {still_open} of {progress.total} open{dropped}"
    return f"all {progress.total} done{on}{dropped}" if progress.total else f"closed{on}{dropped}"


def _paused(status: Status, calendar: Calendar) -> str:
    progress, at = status.progress, status.paused_since
    since = f" since {_named(at, status, calendar)}" if at else ""
    return f"paused{since}, {progress.done} of {progress.total} done"


def _named(at: datetime, status: Status, calendar: Calendar) -> str:
    return day_name(calendar.day(at), calendar.day(status.at))


_PLAIN: Final[Mapping[str, Callable[[Status, Calendar], str]]] = {
    "on_track": _so_far,
    "done": _done,
    "paused": _paused,
}
