"""What mends the commonest mistakes that make a file no YAML at all."""

import re
from typing import Final

from ruamel.yaml.error import MarkedYAMLError, StreamMark

_HALF_QUOTED: Final = re.compile(r"""([:,-]\s|[\[{])\s*(['"])[^'"]*\2\s+(in|not|==|!=|\||~)""")
_NO_COLON: Final = "could not find expected ':'"
_REPAIRS: Final = (
    (_NO_COLON, "; a key ends with a colon and a space"),
    ("mapping values are not allowed", "; put a text with a colon in quotes"),
    ("but got ':'", "; put a text with a colon in quotes"),
    ("but got '<scalar>'", "; a quote or a comma is missing before this"),
    ("found unexpected end of stream", "; a quote is never closed"),
)


def mistaken(error: MarkedYAMLError) -> StreamMark | None:
    """Where the mistake is: mostly where the parser stopped, and where it began to hope for a colon
    that never came.
    """
    marks = (error.problem_mark, error.context_mark)
    wanted = reversed(marks) if _NO_COLON in str(error.problem) else marks
    return next((mark for mark in wanted if mark is not None), None)


def repair(said: str, text: str, line: int) -> str:
    """What to do about what the parser says of a line, "" where nobody knows."""
    lines = text.splitlines()
    shown = lines[line - 1] if line <= len(lines) else ""
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        return "; a line begins with spaces, never with a tab"
    if _HALF_QUOTED.search(shown):
        return "; put the whole expression in double quotes"
    return next((mend for words, mend in _REPAIRS if words in said), "")
