"""What health reads, as people see it: a word and a shape, so that no meaning hangs on colour."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "off_track": "Off track",
    "at_risk": "At risk",
    "on_track": "On track",
    "unknown": "Unknown",
    "paused": "Paused",
    "done": "Done",
}
"""Every value of health, worst first."""

SHAPES: Final[Mapping[str, str]] = {
    "off_track": "\u25a0",
    "at_risk": "\u25b2",
    "on_track": "\u25cf",
    "unknown": "?",
    "paused": "\u275a\u275a",
    "done": "\u2713",
}
