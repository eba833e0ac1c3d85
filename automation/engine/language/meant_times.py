"""What somebody probably meant who wrote how long, or how much, in other words than the files'."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from automation.engine.language.words import suggest

_WRITTEN: Final = re.compile(r"(?:([0-9]{1,4})|([^\W\d_]+))(?:\s*-?\s*)([^\W\d_][\w ]*|%|)")
_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS: Final[Mapping[str, str]] = {
    **{word: str(number) for number, word in enumerate(_NUMBERS, 1)},
    **dict.fromkeys(("a", "an"), "1"),
}
_OTHERS: Final[Mapping[str, str]] = {
    "workday": "working day",
    "work day": "working day",
    "workingday": "working day",
    "day of work": "working day",
    "weekday": "working day",
    "d": "day",
    "h": "hour",
    "hr": "hour",
    "w": "week",
    "wk": "week",
    "percent": "%",
    "per cent": "%",
    "pct": "%",
    "x": "time",
}
"""What others call a unit, in the singular."""


def meant(text: str, units: Iterable[str], alone: str | None = None) -> str | None:
    """The same with a number in digits and one of these units, given in the singular: `3 working
    days` for `three workdays`. `alone` is the unit of a number without any. None: nobody can tell.
    """
    found = _WRITTEN.fullmatch(text.strip().casefold())
    if found is None:
        return None
    count = found[1] or _COUNTS.get(found[2])
    unit = _unit(" ".join(found[3].split()), tuple(units)) if found[3] else alone
    if count is None or unit is None:
        return None
    many = "" if int(count) == 1 or unit == "%" else "s"
    return f"{int(count)} {unit}{many}"


def _unit(written: str, units: tuple[str, ...]) -> str | None:
    one = written if len(written) == 1 else written.removesuffix("s").replace("s of", " of")
    other = _OTHERS.get(one)
    if other is not None:
        return other if other in units else None
    return suggest(one, units)
