"""What a board of either pretend tracker shows: cards in lanes, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

PER_LANE = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on a card. `tone` is good, warn, bad or plain; each has a shape beside its colour."""

    words: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One issue on a board. `facts` are short; `done` and `total` count what stands under it.

    What was `dropped` counts as neither.
    """

    title: str
    url: str
    key: str
    marks: tuple[Mark, ...] = ()
    facts: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A column: its first cards, how many there are, and where the rest is to be found."""

    id: str
    name: str
    count: int
    cards: Sequence[Card]
    more: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something to try: what to do, where, and what will then be seen."""

    title: str
    act: str
    url: str
    place: str
    then: str


_TONES = {"on track": "good", "done": "good", "at risk": "warn", "off track": "bad"}


def health(words: str) -> Mark:
    """Say a health with its tone."""
    return Mark(words[:1].upper() + words[1:], _TONES.get(words.casefold(), "plain"))


T = TypeVar("T")


def cut(rows: Sequence[T], page: int, *, size: int = 50) -> tuple[Sequence[T], int, int]:
    """Cut one page out of a list: its rows, its number, and how many pages there are."""
    pages = max(1, -(-len(rows) // size))
    page = min(max(page, 1), pages)
    return rows[(page - 1) * size : page * size], page, pages
