"""The reference of the rule language as a page, so that every error can point into it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from flask import Blueprint, Response

from automation.actions import ACTIONS
from automation.engine.manual import reference as written
from automation.engine.manual.reference_keys import anchor
from automation.web.frame import show

reference = Blueprint("reference", __name__)

_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_CELLS: Final = re.compile(r"(?<!\\)\|")
_PIECES: Final = re.compile(r"(`[^`]*`)")
_RULER: Final = re.compile(r"[|\s-]+")

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is code."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of this level, a table with its first row for a head, or, of level 0, a text."""

    level: int = 0
    anchor: str = ""
    text: Pieces = ()
    head: tuple[Pieces, ...] = ()
    rows: tuple[tuple[Pieces, ...], ...] = ()


@reference.get("/reference")
def page() -> Response:
    """The whole reference."""
    title, *rest = _blocks()
    return show("web/reference.html", title=title, blocks=rest)


@cache
def _blocks() -> tuple[Block, ...]:
    parts = re.split(r"\n{2,}", written.reference(ACTIONS).strip())
    return tuple(block for part in parts for block in _read(part.split("\n")))


def _read(lines: list[str]) -> Iterator[Block]:
    """The blocks of a paragraph: a heading may have its text right below it."""
    if lines[0].startswith("#"):
        marks, _, heading = lines[0].partition(" ")
        yield Block(len(marks), anchor(heading), _pieces(heading))
        lines = lines[1:]
    if lines and lines[0].startswith("|"):
        table = [_row(line) for line in lines if not _RULER.fullmatch(line)]
        yield Block(head=table[0], rows=tuple(table[1:]))
    elif lines:
        yield Block(text=_pieces(" ".join(lines)))


def _row(line: str) -> tuple[Pieces, ...]:
    cells = _CELLS.split(line.strip().removeprefix("|").removesuffix("|"))
    return tuple(_pieces(cell.strip().replace("\\|", "|")) for cell in cells)


def _pieces(text: str) -> Pieces:
    plain = _LINK.sub(r"\1", text)
    return tuple(
        (piece.strip("`"), piece.startswith("`")) for piece in _PIECES.split(plain) if piece
    )
