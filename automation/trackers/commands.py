"""What a comment asks of Pitboard: the rest of a first line that begins with /pitboard.

A quote, code, or anything else before it makes it talk about a command, and no command.
"""

import re
from typing import Final

from automation.trackers.shapes import text

LONGEST: Final = 500
"""Characters of a command; the rest is cut off."""

_COMMAND: Final = re.compile(r"/pitboard(?=\s|$)", re.IGNORECASE)


def command_in(said: str) -> str:
    """What follows /pitboard at the very beginning of a comment; "" where nothing is asked.

    /pitboard alone asks for help.
    """
    line = said.lstrip("\ufeff\r\n").partition("\n")[0]
    found = _COMMAND.match(line)
    if found is None:
        return ""
    return " ".join(text(line[found.end() :]).split())[:LONGEST].rstrip() or "help"
