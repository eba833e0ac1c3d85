"""Rows, their gates, and what was measured, as a table or as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Verdict = Literal["meets stretch", "meets gate", "below gate"]


@dataclass(frozen=True, slots=True)
class Bound:
    """One figure's gate and stretch. `most` says that less is better."""

    gate: float
    stretch: float
    unit: str = "x"
    most: bool = False

    def reached(self, value: float, limit: float) -> bool:
        """Whether a value is on the good side of a limit."""
        return value <= limit if self.most else value >= limit

    def shown(self, limit: float) -> str:
        """A limit in words, such as `>= 0.6x`."""
        return f"{'<=' if self.most else '>='} {in_figures(limit)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is measured, and what it has to reach."""

    name: str
    what: str
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a row came to: a value for each of its bounds, and the figures behind them."""

    row: str
    values: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    not_run: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the printed table, in words."""

    row: str
    what: str
    measured: str
    gate: str
    stretch: str
    verdict: str
    values: tuple[float, ...]
    notes: tuple[str, ...]


def line(row: Row, figure: Figure) -> Line:
    """Judge a figure by its row."""
    pairs = list(zip(figure.values, row.bounds, strict=False))
    return Line(
        row=row.name,
        what=row.what,
        measured=", ".join(f"{in_figures(v)}{b.unit}" for v, b in pairs) or "-",
        gate=", ".join(b.shown(b.gate) for b in row.bounds),
        stretch=", ".join(b.shown(b.stretch) for b in row.bounds),
        verdict=f"not run: {figure.not_run}" if figure.not_run else verdict(row, figure.values),
        values=figure.values,
        notes=figure.notes,
    )


def verdict(row: Row, values: Sequence[float]) -> Verdict:
    """The worst word on any figure of the row."""
    pairs = list(zip(values, row.bounds, strict=True))
    if not all(bound.reached(value, bound.gate) for value, bound in pairs):
        return "below gate"
    if all(bound.reached(value, bound.stretch) for value, bound in pairs):
        return "meets stretch"
    return "meets gate"


def in_figures(value: float) -> str:
    """A number with as many digits as it is worth: 1,234, 45.2, 0.83."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def as_text(lines: Sequence[Line]) -> str:
    """The table, and below it the figures behind each row."""
    head = ("row", "what", "measured", "gate", "stretch", "verdict")
    cells = [head, *((x.row, x.what, x.measured, x.gate, x.stretch, x.verdict) for x in lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    table = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    notes = [f"{x.row:<4} {note}" for x in lines for note in x.notes]
    return "\n".join([table[0], "-" * len(table[0]), *table[1:], *([""] if notes else []), *notes])


def as_data(lines: Iterable[Line]) -> list[dict[str, object]]:
    """The same as plain data for JSON."""
    return [asdict(each) for each in lines]
