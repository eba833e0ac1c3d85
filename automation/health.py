"""What health reads, as people see it: a word and a shape, so that no meaning hangs on colour."""

from collections.abc import Collection, Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "off_track": "Off track",
    "at_risk": "At risk",
    "on_track": "On track",
    "unknown": "Unknown",
    "paused": "Paused",
    "done": "Done",
    "given_up": "Given up",
}
"""Every value of health, worst first, and what a rule means that empties it."""

SHAPES: Final[Mapping[str, str]] = {
    "off_track": "\u25a0",
    "at_risk": "\u25b2",
    "on_track": "\u25cf",
    "unknown": "?",
    "paused": "\u275a\u275a",
    "done": "\u2713",
    "given_up": "\u2715",
}

GIVEN_UP: Final = "given_up"
"""What is said of an item whose health a rule empties; what no rule has judged is unknown."""

OVER: Final[Collection[str]] = frozenset({"done", GIVEN_UP})
"""What is over is told as over, whatever was said of it while it ran."""


def effective(computed: str, said: str | None) -> str:
    """The health that readers are told: a person's word where there is one, unless it is over."""
    return computed if said is None or computed in OVER else said
