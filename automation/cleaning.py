"""What was written by others as it may be shown: without the characters that hide or turn around
the text beside them.
"""

import re
from typing import Final

_BREAKS: Final = re.compile("[\x0b\x0c\r\x85\u2028\u2029]")
_HALVES: Final = re.compile("[\ud800-\udfff]")
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings and isolates of bidi text
    "\ufeff\ufff9-\ufffb]"  # a byte order mark in the middle, annotations between lines
)


def clean(text: str) -> str:
    """The text as it may be shown: no control characters, nothing that turns its direction.

    https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
    """
    if text.isascii() and text.isprintable():
        return text
    spaced = _HALVES.sub("\ufffd", _BREAKS.sub(" ", text))
    return _HIDDEN.sub("", spaced)
