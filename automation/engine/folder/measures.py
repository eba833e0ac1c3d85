"""The two tables people may keep beside the rules: outcomes over time, and who asked for what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from automation.engine.folder.places import Place
from automation.engine.language.amounts import Mistaken, day
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem, RuleError
from automation.table import read_table
from automation.tree import Node

MEASURE = ("date", "value")
REQUESTS = ("customer", "item", "asked_on", "url")
_OPTIONAL = frozenset({"url"})


@dataclass(frozen=True, slots=True)
class Point:
    """A measure on one day, at the day's beginning in UTC."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of who asked: `item` is a key as people write it; `line` is where it stands."""

    customer: str
    item: str
    on: date
    url: str
    line: int


def parse_measure(text: str, name: str) -> tuple[Point, ...]:
    """The points of a CSV with the columns date and value, in order of their days.

    Raises RuleError with every mistake at its line; `name` is what they are told under.
    """
    points, problems = measure(Place(name, read_table(text, name)))
    if problems:
        raise RuleError(problems)
    return points


def measure(table: Place) -> tuple[tuple[Point, ...], list[Problem]]:
    """The points of a table that was read, in order; nothing where there are problems."""
    points: dict[date, Point] = {}
    problems: list[Problem] = []
    for row in _rows(table, MEASURE, problems):
        on, value = _day(row["date"], problems), _number(row["value"], problems)
        if on in points:
            problems.append(row["date"].problem(f"{on} stands here twice; keep one of the two"))
        if on is not None and value is not None:
            points[on] = Point(datetime.combine(on, time(), UTC), value)
    ordered = tuple(points[each] for each in sorted(points))
    return (() if problems else ordered), problems


def asked(table: Place) -> tuple[tuple[Asked, ...], list[Problem]]:
    """Who asked for which item, in the table's order; nothing where there are problems."""
    found: dict[tuple[str, str], Asked] = {}
    problems: list[Problem] = []
    for row in _rows(table, REQUESTS, problems):
        on = _day(row["asked_on"], problems)
        customer, item = _filled(row["customer"], problems), _filled(row["item"], problems)
        line = row["customer"].node.line
        other = found.get((customer.casefold(), item.casefold()))
        if other is not None and customer and item:
            said = f"{customer} asks for {item} in line {other.line} already; keep one of the two"
            problems.append(row["customer"].problem(said))
        if on is not None:
            url = str(row["url"].node.value) if "url" in row else ""
            found[customer.casefold(), item.casefold()] = Asked(customer, item, on, url, line)
    return (() if problems else tuple(found.values())), problems


def _rows(
    table: Place, columns: Sequence[str], problems: list[Problem]
) -> Iterator[Mapping[str, Place]]:
    """Each row by its columns; what is wrong with the first row is told and ends it."""
    rows = list(table.children())
    heads = [] if not rows else list(rows[0].children())
    names = [str(head.node.value).casefold().replace(" ", "_") for head in heads]
    found = list(_head_problems(table, heads, names, columns))
    problems += found
    for row in [] if found else rows[1:]:
        cells = list(row.children())
        last = cells[-1].node
        blank = Place(table.file, Node("", last.line, last.column + len(str(last.value))))
        padded = [*cells, *[blank] * (len(names) - len(cells))]
        yield dict(zip(names, map(_flat, padded), strict=True))


def _flat(cell: Place) -> Place:
    """A cell without its way through the table: its line and column say enough."""
    return Place(cell.file, cell.node)


def _head_problems(
    table: Place, heads: Sequence[Place], names: Sequence[str], columns: Sequence[str]
) -> Iterator[Problem]:
    first = f"the first row must name the columns: {','.join(columns)}"
    if not heads:
        yield table.problem(f"the table is empty; {first}")
        return
    if not set(names) & set(columns):
        yield _flat(heads[0]).problem(first)
        return
    wanted = [each for each in columns if each not in _OPTIONAL]
    for head, name in zip(heads, names, strict=True):
        if name not in columns:
            yield _flat(head).problem(f'unknown column "{name}"; {first}', suggest(name, columns))
        elif names.count(name) > 1 and heads[names.index(name)] is not head:
            yield _flat(head).problem(f'the column "{name}" stands here twice; take one out')
    missing = [each for each in wanted if each not in names]
    unknown = [name for name in names if name not in columns]
    for name in missing:
        if not suggest(name, unknown):
            yield table.problem(f'the column "{name}" is missing; {first}')


def _day(cell: Place, problems: list[Problem]) -> date | None:
    try:
        return day(cell.node.value)
    except Mistaken as error:
        problems.append(cell.problem(str(error)))
        return None


def _number(cell: Place, problems: list[Problem]) -> float | None:
    text = str(cell.node.value)
    try:
        found = float(text)
    except ValueError:
        hint = "; write a point, not a comma" if "," in text else ""
        problems.append(cell.problem(f"must be a plain number, such as 0.93{hint}"))
        return None
    if found != found or abs(found) > 1e15:  # noqa: PLR0124, PLR2004 - nan is not itself; what a page can show
        problems.append(cell.problem("must be a plain number, such as 0.93"))
        return None
    return found


def _filled(cell: Place, problems: list[Problem]) -> str:
    text = str(cell.node.value)
    if not text:
        problems.append(cell.problem("must not be empty; fill the cell, or take the row out"))
    return text
