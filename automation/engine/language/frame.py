"""One evaluation: what it may see, what it may cost, and how its values read in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from automation.calendar import Calendar
from automation.engine.language.words import Kind
from automation.errors import PitboardError

STEPS = 10_000
MAX_TEXT = 64 * 1024
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A bool is an int to Python, never to a rule: it has to come first.
_KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.YES_NO),
    (str, Kind.TEXT),
    (int, Kind.NUMBER),
    (float, Kind.NUMBER),
    (datetime, Kind.TIME),
)


class ExpressionError(PitboardError):
    """The author of an expression can mend it. `offset` counts characters from 0."""

    def __init__(self, message: str, offset: int, suggestion: str | None = None) -> None:
        """Say what is wrong, where, and which word was likely meant."""
        self.message = message
        self.offset = offset
        self.suggestion = suggestion
        super().__init__(message)


class EvaluationError(PitboardError):
    """An expression met values it cannot work with. `line` is filled in by whoever knows it."""

    def __init__(self, message: str, line: int | None = None) -> None:
        """Say which value was met and what to do about it."""
        self.message = message
        self.line = line
        super().__init__(message)


CALENDAR = "<calendar>"
"""Under this name the facts hold the calendar that counts working days; no rule can say it."""


STATUS = "<status>"
"""Under this name they hold what was found of the item's status, where it has one of its own."""


class Frame:
    """The facts and the time of one evaluation, and the steps it has left."""

    __slots__ = ("facts", "now", "steps_left")

    def __init__(self, facts: Mapping[str, object], now: datetime, steps: int = STEPS) -> None:
        """`facts` holds `item` and the names under `let`."""
        self.facts = facts
        self.now = now
        self.steps_left = steps

    @property
    def calendar(self) -> Calendar:
        """The working days of the item's team; Monday to Friday in UTC where none is known."""
        try:
            found = self.facts[CALENDAR]
        except KeyError:
            return Calendar()
        return found if isinstance(found, Calendar) else Calendar()

    def spend(self, steps: int) -> None:
        """Charge for work on `steps` elements; raises EvaluationError once all is spent."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise EvaluationError(f"this takes more than {STEPS:,} steps; look at fewer things")


def kind_of(value: object) -> Kind | None:
    """Tell what sort of value this is; None where it is missing."""
    if value is None:
        return None
    for sort, kind in _KINDS:
        if isinstance(value, sort):
            return kind
    if isinstance(value, Sequence):
        return Kind.ITEMS if value and isinstance(value[0], Mapping) else Kind.LIST
    return Kind.ITEM if isinstance(value, Mapping) else Kind.ANY


def joined(parts: Sequence[str], separator: str = "") -> str:
    """Join texts; raises EvaluationError before the result grows past 64 kB."""
    size = sum(map(len, parts)) + len(separator) * max(len(parts) - 1, 0)
    if size > MAX_TEXT:
        raise EvaluationError(f"this makes a text of {size:,} characters; {MAX_TEXT:,} is the most")
    return separator.join(parts)


def in_words(value: object) -> str:
    """Say a value as a person would: yes, 3, 2 Oct 2026, a, b and c; missing for nothing."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed([_scalar_in_words(each) for each in value])
    return _scalar_in_words(value)


def _scalar_in_words(value: object) -> str:
    match value:
        case None:
            return "missing"
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case int() | float():
            return str(value)
        case datetime():
            return day(value)
        case Mapping():
            key = str(value.get("key") or "an item")
            # In its own tracker nobody writes the connection before a key.
            return key.partition(":")[2] or key
        case _:
            # A list within a list could be made to grow without end while it is written out.
            raise EvaluationError("a list of lists cannot be shown")


def day(time: datetime) -> str:
    """Write a day as `2 Oct 2026`, in English whatever the machine speaks."""
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


def listed(names: Sequence[str]) -> str:
    """Write names as people do: `a, b and c`; `none` for an empty list."""
    if not names:
        return "none"
    if len(names) == 1:
        return names[0]
    return joined([joined(names[:-1], ", "), " and ", names[-1]])
