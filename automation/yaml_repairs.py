"""What mends the commonest mistakes that make a file no YAML at all, and where they were made."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.tokens import ScalarToken, Token

UNSEEN_SIGNS: Final = "\u00a0\u00ad\u200b\u200c\u200d\u2007\u202f\u2060\u3000\ufeff"
HIDDEN: Final = re.compile(f"[{UNSEEN_SIGNS}]")
"""Spaces that are none to YAML, and signs without width: what a paste out of a page leaves."""

UNSEEN: Final = (
    "an invisible sign, or a space that is none, stands here; delete it, or type a space"
)
CURLY: Final = "these quotes are a part of the text as they are; write straight ones"
_CURLY: Final = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb"

_HALF_QUOTED: Final = re.compile(r"""([:,-]\s|[\[{])\s*(['"])[^'"]*\2\s+(in|not|==|!=|\||~)""")
_KEY: Final = re.compile(r"(\s*(?:- +)*)[\w-]+:")
_NO_COLON: Final = "could not find expected ':'"
_NO_END: Final = "unexpected end of stream"
_NESTED: Final = "mapping values are not allowed"
_AFTER_A_QUOTE: Final = ("'<scalar>'", _NESTED, _NO_COLON)
_INVALID: Final = "this is not valid YAML: "
_QUOTE: Final = "; put the whole text in quotes"
_COLUMN: Final = (
    "; lines that belong together begin in the same column, and this one or one above it does not"
)
_REPAIRS: Final = (
    (_NO_COLON, "; a key ends with a colon and a space"),
    (_NESTED, "; put a text with a colon in quotes"),
    ("but got ':'", "; put a text with a colon in quotes"),
    ("but got '<scalar>'", "; a quote or a comma is missing before this"),
    ("but got '", "; a bracket is closed by another one, or a comma is missing"),
    (_NO_END, "; a quote is never closed"),
    ("found '<block mapping start>'", _COLUMN),
    ("found '?'", _COLUMN),
    ("found '-'", _COLUMN),
    ("found '<scalar>'", f"{_QUOTE}, and a quote within them is written twice"),
    ("found character '\\t'", "; a tab stands here: type spaces"),
    ("cannot start any token", _QUOTE),
    ("expected alphabetic or numeric character", _QUOTE),
    ("unknown escape character", "; in double quotes write a backslash twice"),
)


def explained(error: MarkedYAMLError, text: str) -> tuple[int, int, str, str]:
    """Line, column, "" and what is wrong, with what mends it: the rest of a Problem."""
    mark, said, lines = _mistaken(error), str(error.problem), text.splitlines()
    if mark is None:
        return 1, 1, "", f"{_INVALID}{said}"
    if (place := _unseen(said, lines, mark.line)) is not None:
        return *place, "", f"{_INVALID}{UNSEEN}"
    begun = _left_open(text, mark) if any(each in said for each in _AFTER_A_QUOTE) else None
    if begun is not None:
        mend = f"a quote is opened here and closed in line {mark.line + 1}; close it where it ends"
        return begun.line + 1, begun.column + 1, "", f"{_INVALID}{mend}"
    mend = f"{_repair(said, lines, mark.line + 1, mark.column)}{_opened(error)}"
    return mark.line + 1, mark.column + 1, "", f"{_INVALID}{said}{mend}"


def typographic(text: str) -> bool:
    """Whether the quotes around a text are those of a word processor."""
    return len(text) > 1 and text[0] in _CURLY and text[-1] in _CURLY


def _mistaken(error: MarkedYAMLError) -> StreamMark | None:
    """Where the mistake is: mostly where the parser stopped, and where it began to hope for what
    never came.
    """
    said = str(error.problem)
    hoped = any(each in said for each in (_NO_COLON, _NO_END, "got '<stream end>'"))
    marks = (error.problem_mark, error.context_mark)
    return next((mark for mark in (reversed(marks) if hoped else marks) if mark is not None), None)


def _opened(error: MarkedYAMLError) -> str:
    """The bracket around the mistake, where it was opened in an earlier line."""
    begun, stopped = error.context_mark, error.problem_mark
    if "while parsing a flow" not in str(error.context) or begun is None or stopped is None:
        return ""
    return (
        f"; or the bracket of line {begun.line + 1} is never closed"
        if _later(stopped, begun)
        else ""
    )


def _later(this: StreamMark, that: StreamMark) -> bool:
    return bool(this.line > that.line)


def _unseen(said: str, lines: Sequence[str], at: int) -> tuple[int, int] | None:
    """Where a sign that nobody sees makes this line what it is, or the one above go on in it."""
    rows = (at, at - 1) if _NESTED in said or _NO_COLON in said else (at,)
    for row in rows:
        found = HIDDEN.search(lines[row]) if 0 <= row < len(lines) else None
        if found is not None:
            return row + 1, found.start() + 1
    return None


def _left_open(text: str, mark: StreamMark) -> StreamMark | None:
    """Where the quoted text begins that ends in this line, before the mark, and began earlier."""
    for token in _tokens(text):
        if token.start_mark.index > mark.index:
            return None
        ends = token.end_mark.line == mark.line and token.end_mark.index <= mark.index
        if (
            isinstance(token, ScalarToken)
            and token.style
            and ends
            and _later(mark, token.start_mark)
        ):
            begun: StreamMark = token.start_mark
            return begun if token.style in {"'", '"'} else None
    return None


def _tokens(text: str) -> Iterator[Token]:
    try:
        yield from YAML(typ="safe", pure=True).scan(text)
    except MarkedYAMLError:
        return


def _repair(said: str, lines: Sequence[str], line: int, column: int) -> str:
    """What to do about what the parser says of a line, "" where nobody knows."""
    shown = lines[line - 1] if line <= len(lines) else ""
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        return "; a line begins with spaces, never with a tab"
    if shown.lstrip().startswith("//"):
        return "; a comment begins with #"
    if _HALF_QUOTED.search(shown):
        return "; put the whole expression in double quotes"
    if _NESTED in said and _is_too_deep(lines, line, column):
        return _COLUMN
    return next((mend for words, mend in _REPAIRS if words in said), "")


def _is_too_deep(lines: Sequence[str], line: int, column: int) -> bool:
    """Whether the first key of a line stands further right than that of the line above, which has
    a value of its own already.
    """
    above = next((each for each in reversed(lines[: line - 1]) if each.strip()), "")
    here, there = _KEY.match(lines[line - 1]), _KEY.match(above)
    if here is None or there is None or here.end() - 1 != column:
        return False
    return len(here[1]) > len(there[1]) and bool(above[there.end() :].partition(" #")[0].strip())
