"""A CSV file as a tree that remembers where each of its cells stands, as spreadsheets save it.

Commas, semicolons or tabs, by the first line. Pure: the text was read by somebody else.
https://www.rfc-editor.org/rfc/rfc4180
"""

import re
from collections.abc import Iterator, Sequence
from typing import NoReturn

from automation.errors import Problem, RuleError
from automation.tree import Node

MOST_ROWS = 20_000

_DELIMITERS = (";", "\t", ",")
_TOO_MANY_CELLS = (
    "has more cells than the first row; name each column there, or put quotes around a text that "
    "holds a comma"
)
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_table(text: str, name: str) -> Node:
    """Every row that is not blank, as a list of its cells; each cell is a text without outer
    spaces.

    Raises RuleError, with line and column, for a quote that is never closed, text behind a closed
    one, a row with more cells than the first, and more rows than MOST_ROWS.
    """
    text = text.removeprefix("\ufeff")
    delimiter = _delimiter(text)
    rows: list[Node] = []
    for row in _rows(text, delimiter, name):
        if len(rows) > MOST_ROWS:
            _refuse(name, row[0], f"has more than {MOST_ROWS} rows; leave out the oldest")
        if rows and len(row) > len(_cells(rows[0])):
            _refuse(name, row[-1], _TOO_MANY_CELLS)
        rows.append(Node(tuple(row), row[0].line, row[0].column))
    return Node(tuple(rows), 1, 1)


def _delimiter(text: str) -> str:
    """What parts the cells: the first of the known ones that stands in the first line."""
    first = _LINE_END.split(text, maxsplit=1)[0]
    return next((each for each in _DELIMITERS if each in first), ",")


def _rows(text: str, delimiter: str, name: str) -> Iterator[Sequence[Node]]:
    lines = _LINE_END.split(text)
    number = 0
    while number < len(lines):
        started = number + 1
        line = lines[number]
        # A quoted cell may hold line ends; an odd number of quotes says that it goes on.
        while line.count('"') % 2 and number + 1 < len(lines):
            number += 1
            line += "\n" + lines[number]
        number += 1
        row = list(_split(line, started, delimiter, name))
        if any(cell.value for cell in row):
            yield row


def _split(line: str, number: int, delimiter: str, name: str) -> Iterator[Node]:
    start = 0
    while True:
        begun = start + len(line[start:]) - len(line[start:].lstrip(" "))
        if line[begun : begun + 1] == '"':
            value, end = _quoted(line, begun, number, name)
        else:
            found = line.find(delimiter, start)
            end = len(line) if found < 0 else found
            value = line[start:end].strip()
        yield Node(value, number, begun + 1)
        behind = line[end:].lstrip(" ")
        if not behind:
            return
        if not behind.startswith(delimiter):
            _refuse(name, Node("", number, end + 1), "text behind a closing quote; quote it whole")
        start = len(line) - len(behind) + 1


def _quoted(line: str, begun: int, number: int, name: str) -> tuple[str, int]:
    """The text of a quoted cell and where it ends; two quotes in it are one."""
    end = line.find('"', begun + 1)
    while line[end + 1 : end + 2] == '"' and end >= 0:
        end = line.find('"', end + 2)
    if end < 0:
        said = "this quote is never closed; put one more behind the text"
        _refuse(name, Node("", number, begun + 1), said)
    return line[begun + 1 : end].replace('""', '"').strip(), end + 1


def _cells(row: Node) -> Sequence[Node]:
    return row.value if isinstance(row.value, tuple) else ()


def _refuse(name: str, node: Node, message: str) -> NoReturn:
    raise RuleError([Problem(name, node.line, node.column, "", message)])
