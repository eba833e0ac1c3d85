"""Objectives as the portfolio shows them: the number that shows whether it helped. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation.health import GIVEN_UP
from automation.web.belonging import Measure
from automation.web.standings import Row
from automation.web.words import Said

WIDTH: Final = 120
HEIGHT: Final = 32
_EDGE: Final = 3
"""A drawing of a measure, and the room its ends need."""

_FLAT: Final = 0.10
"""A number that has moved by less than this share of its way has not moved."""

_SOON: Final = timedelta(weeks=4)
"""Before so long nobody expects a number to move."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A measure: where it began, stands and shall go, with a drawing of its points.

    `way` is the share of the way it has gone, 0 to 1 and below 0 for the wrong way; None where it
    cannot be told. `line` holds the points of a polyline, `goal` the height of its target.
    """

    name: str
    unit: str
    start: float | None
    now: float | None
    target: float | None
    by: datetime | None
    read_at: datetime | None
    way: float | None
    lasts: bool
    line: str
    end: tuple[float, float]
    goal: float | None

    @property
    def flat(self) -> bool:
        """Whether it has not moved in all this time."""
        return self.way is not None and self.lasts and abs(self.way) < _FLAT


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective. `gauge` None where it has no measure."""

    id: str
    key: str
    title: str
    owner: str
    gauge: Gauge | None


@dataclass(frozen=True, slots=True)
class Group:
    """An objective with what works towards it; `aim` None for work without an objective.

    `all` is how many work towards it, whatever is shown of them.
    """

    aim: Aim | None
    open: Sequence[Row]
    done: Sequence[Row]
    given_up: Sequence[Row]
    all: int
    outcome: Said | None


def gauge(measure: Measure) -> Gauge:
    """The drawing and the verdict of a measure; its points come newest first."""
    points = [(at, float(v)) for at, v in reversed(measure.points) if isinstance(v, int | float)]
    start, target = _number(measure.start), _number(measure.target)
    if start is None and points:
        start = points[0][1]
    now = points[-1][1] if points else None
    line, goal = _drawing(points, target)
    return Gauge(
        name=measure.name,
        unit=measure.unit,
        start=start,
        now=now,
        target=target,
        by=measure.by if isinstance(measure.by, datetime) else None,
        read_at=points[-1][0] if points else None,
        way=_way(start, now, target),
        lasts=bool(points) and points[-1][0] - points[0][0] >= _SOON,
        line=" ".join(f"{x:g},{y:g}" for x, y in line),
        end=line[-1] if line else (0, 0),
        goal=goal,
    )


def outcome(found: Gauge | None, rows: Iterable[Row]) -> Said:
    """What the number says beside the delivery: "On time, outcome flat" must not hide."""
    if found is None:
        return Said("No measure is set", "quiet")
    if found.way is None:
        return Said("No number was read yet", "wait", "?")
    if found.flat:
        return Said(_delivered(list(rows)), "watch", "\u25ac")
    if abs(found.way) < _FLAT:
        return Said("Too early to see an outcome", "wait", "?")
    return _moved(found.way)


def _moved(way: float) -> Said:
    if way >= 1:
        return Said("Outcome reached", "good", "\u2713")
    if way < 0:
        return Said("Outcome worse than at the start", "bad", "\u25bc")
    return Said(f"Outcome {round(100 * way)} % of the way", "good", "\u25b2")


def _delivered(rows: Sequence[Row]) -> str:
    healths = {row.health for row in rows} - {GIVEN_UP}
    if healths == {"done"}:
        return "Delivered in full, outcome flat"
    if healths and not healths & {"at_risk", "off_track", "unknown"}:
        return "On time, outcome flat"
    return "Outcome flat"


def _way(start: float | None, now: float | None, target: float | None) -> float | None:
    if start is None or now is None or target is None or start == target:
        return None
    return (now - start) / (target - start)


def _number(value: object) -> float | None:
    wanted = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if wanted else None  # type: ignore[arg-type]  # as was just asked


def _drawing(
    points: Sequence[tuple[datetime, float]], target: float | None
) -> tuple[Sequence[tuple[float, float]], float | None]:
    """Where the points are, by time and number, and how high the target is."""
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        return (), None
    numbers = [value for _, value in points] + ([target] if target is not None else [])
    low, high = min(numbers), max(numbers)
    first, last = points[0][0], points[-1][0]

    def across(at: datetime) -> float:
        return _EDGE + (WIDTH - 2 * _EDGE) * ((at - first) / (last - first) if last > first else 0)

    def down(value: float) -> float:
        return _EDGE + (HEIGHT - 2 * _EDGE) * ((high - value) / (high - low) if high > low else 0.5)

    line = [(round(across(at), 1), round(down(value), 1)) for at, value in points]
    return line, None if target is None else round(down(target), 1)
