"""Text for readers without HTML: lines that every mail program shows whole."""

from textwrap import TextWrapper
from typing import Final

COLUMNS: Final = 78
"""Of a line: https://www.rfc-editor.org/rfc/rfc3676#section-4.2."""


def wrapped(text: str) -> str:
    """The text with its long lines broken between words, which stay whole. A line that ends with an
    address stays whole too: it is what a reader clicks.
    """
    folded = TextWrapper(COLUMNS, break_long_words=False, break_on_hyphens=False)
    return "\n".join(_fold(line, folded).rstrip() for line in text.split("\n"))


def padded(text: str, width: int) -> str:
    """The text with spaces behind it."""
    return text.ljust(width)


def _fold(line: str, folded: TextWrapper) -> str:
    is_address = "://" in line.rpartition(" ")[2]
    return line if is_address or len(line) <= COLUMNS else folded.fill(line)
