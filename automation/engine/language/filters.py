"""What each filter of the vocabulary does. Time comes from the frame, cost is charged to it.

A filter is only called with values of the kinds its entry names; a missing value never gets here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from operator import itemgetter
from types import MappingProxyType

from automation.engine.language.durations import lasting
from automation.engine.language.frame import (
    EvaluationError,
    Frame,
    day,
    in_words,
    joined,
    kind_of,
    listed,
)
from automation.engine.language.signal_words import SIGNAL_IDS
from automation.engine.language.terms import found_in
from automation.engine.language.words import Kind

Values = Sequence[object]
Items = Sequence[Mapping[str, object]]
_AGE = re.compile(r"(?P<count>[0-9]{1,4}) (?P<unit>business day|hour|day|week)s?")
_WORKING_DAYS = 5


def age(text: str) -> tuple[timedelta, bool]:
    """Read `3 days` or `5 business days`: how long, and whether only Monday to Friday count.

    Raises ValueError for anything else.
    """
    found = _AGE.fullmatch(text)
    if found is None:
        raise ValueError("an age reads like 3 days, 36 hours, 2 weeks or 5 business days")
    count, unit = int(found["count"]), found["unit"]
    if unit == "business day":
        return timedelta(days=count), True
    return timedelta(**{f"{unit}s": count}), False


def _count(frame: Frame, values: Values) -> int:
    frame.spend(1)
    return len(values)


def _first(frame: Frame, values: Values) -> object:
    frame.spend(1)
    return values[0] if values else None


def _last(frame: Frame, values: Values) -> object:
    frame.spend(1)
    return values[-1] if values else None


def _join(frame: Frame, values: Values, separator: str) -> str:
    frame.spend(len(values))
    return joined([in_words(value) for value in values], separator)


def _names(frame: Frame, values: Values) -> str:
    frame.spend(len(values))
    return listed([in_words(value) for value in values])


def _without(frame: Frame, values: Values, *unwanted: object) -> Values:
    frame.spend(len(values) * len(unwanted))
    return tuple(value for value in values if value not in unwanted)


def _where(frame: Frame, items: Items, name: str, wanted: object) -> Items:
    frame.spend(len(items))
    return tuple(item for item in items if found_in(item, name) == wanted)


def _where_not(frame: Frame, items: Items, name: str, unwanted: object) -> Items:
    frame.spend(len(items))
    return tuple(item for item in items if found_in(item, name) != unwanted)


def _before(frame: Frame, items: Items, name: str, limit: datetime) -> Items:
    return tuple(item for item, at in _dated(frame, items, name) if at < limit)


def _after(frame: Frame, items: Items, name: str, limit: datetime) -> Items:
    return tuple(item for item, at in _dated(frame, items, name) if at > limit)


def _oldest(frame: Frame, items: Items, name: str) -> object:
    dated = list(_dated(frame, items, name))
    return min(dated, key=itemgetter(1))[0] if dated else None


def _dated(
    frame: Frame, items: Items, name: str
) -> Iterator[tuple[Mapping[str, object], datetime]]:
    frame.spend(len(items))
    for item in items:
        at = found_in(item, name)
        if isinstance(at, datetime):
            yield item, at


def _sum(frame: Frame, items: Items, name: str) -> float:
    frame.spend(len(items))
    found = [found_in(item, name) for item in items]
    return sum(n for n in found if isinstance(n, int | float) and not isinstance(n, bool))


def _share(frame: Frame, items: Items, name: str, wanted: object) -> int | None:
    if not items:
        return None
    # Rounded down, so that 100 means all of them.
    return 100 * len(_where(frame, items, name, wanted)) // len(items)


def _families(frame: Frame, ids: Values) -> Values:
    frame.spend(len(ids))
    unknown = next((id_ for id_ in ids if id_ not in SIGNAL_IDS), None)
    if unknown is not None:
        raise EvaluationError(f"`families` works on ids of signals; {in_words(unknown)} is none")
    return tuple(dict.fromkeys(str(id_)[0] for id_ in ids))


def _unique(frame: Frame, values: Values) -> Values:
    frame.spend(len(values))
    return tuple(dict.fromkeys(values))


def _sorted(frame: Frame, values: Values) -> Values:
    frame.spend(len(values))
    kinds = {kind_of(value) for value in values}
    if len(kinds) > 1 or not kinds <= {Kind.TEXT, Kind.NUMBER, Kind.TIME}:
        raise EvaluationError("`sorted` needs values of one kind: all texts, numbers or times")
    return tuple(sorted(values, key=_order))


def _order(value: object) -> "str | float | datetime":
    if isinstance(value, str | int | float | datetime):
        return value
    raise EvaluationError(f"{in_words(value)} has no order")


def _lower(_: Frame, text: str) -> str:
    return joined([text.lower()])


def _upper(_: Frame, text: str) -> str:
    return joined([text.upper()])


def _starts_with(_: Frame, text: str, start: str) -> bool:
    return text.startswith(start)


def _ends_with(_: Frame, text: str, end: str) -> bool:
    return text.endswith(end)


def _contains(_: Frame, text: str, part: str) -> bool:
    return part in text


def _day(_: Frame, moment: datetime) -> str:
    return day(moment)


def _later(frame: Frame, moment: datetime, text: str) -> datetime:
    try:
        return lasting(text).after(moment, frame.calendar)
    except (ValueError, OverflowError) as error:
        raise EvaluationError(f'"{text}" is no time: it {error}') from error


def _days(frame: Frame, moment: datetime) -> int:
    passed = frame.now - moment
    return passed.days if passed >= timedelta(0) else -(-passed).days


def _working_days(frame: Frame, moment: datetime) -> int:
    return frame.calendar.between(moment, frame.now)


def _business_days(frame: Frame, moment: datetime) -> int:
    start, end = (datetime.combine(each, time(), each.tzinfo) for each in (moment, frame.now))
    return (_weekday_time(end) - _weekday_time(start)).days


def _older_than(frame: Frame, moment: datetime, limit: tuple[timedelta, bool]) -> bool:
    long, weekdays_only = limit
    if weekdays_only:
        return _weekday_time(frame.now) - _weekday_time(moment) > long
    return frame.now - moment > long


def _weekday_time(moment: datetime) -> timedelta:
    """Sum up the time on Mondays to Fridays between the first day of the calendar and `moment`.

    Day 1 of year 1 was a Monday.
    """
    weeks, weekday = divmod(moment.toordinal() - 1, 7)
    whole_days = timedelta(days=weeks * _WORKING_DAYS + min(weekday, _WORKING_DAYS))
    if weekday >= _WORKING_DAYS:
        return whole_days
    midnight = datetime.combine(moment, time(), moment.tzinfo)
    return whole_days + (moment - midnight)


RUN: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "count": _count,
        "first": _first,
        "last": _last,
        "join": _join,
        "names": _names,
        "without": _without,
        "where": _where,
        "where_not": _where_not,
        "before": _before,
        "after": _after,
        "oldest": _oldest,
        "sum": _sum,
        "share": _share,
        "families": _families,
        "unique": _unique,
        "sorted": _sorted,
        "lower": _lower,
        "upper": _upper,
        "starts_with": _starts_with,
        "ends_with": _ends_with,
        "contains": _contains,
        "day": _day,
        "later": _later,
        "days": _days,
        "business_days": _business_days,
        "working_days": _working_days,
        "older_than": _older_than,
    }
)
"""Every filter but `default`, which is the one that looks at missing values."""
