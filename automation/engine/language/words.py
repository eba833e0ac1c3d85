"""What a word of the rule language is: its name, its kind, its meaning and an example."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Kind(StrEnum):
    """What sort of value something is, in the words of a message."""

    TEXT = "a text"
    NUMBER = "a number"
    YES_NO = "yes or no"
    TIME = "a time"
    LIST = "a list"
    ITEM = "an item"
    ITEMS = "a list of items"
    ANY = "a value"


@dataclass(frozen=True, slots=True)
class Word:
    """A name or a test, with an example that compiles."""

    name: str
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of `item`, `event` or `actor`. `one_of` lists all its values where it is closed.

    `computed` ones do not stand in the item: they are worked out when first asked for, out of what
    is up to `links` links away.
    """

    name: str
    kind: Kind
    description: str
    example: str
    one_of: tuple[str, ...] = ()
    computed: bool = False
    links: int = 0


@dataclass(frozen=True, slots=True)
class Relation:
    """Items around an item, `links` links away at most. `kind` is one item or a list of them."""

    name: str
    kind: Kind
    links: int
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a filter takes in brackets. `literal` ones are read when the rule is loaded."""

    name: str
    kind: Kind
    literal: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: what it works on, what it gives. `gives` None means: the kind it was given."""

    name: str
    takes: tuple[Kind, ...]
    parameters: tuple[Parameter, ...]
    gives: Kind | None
    description: str
    example: str

    @property
    def signature(self) -> str:
        """How it is written, such as `without(value, ...)`."""
        names = [each.name + (", ..." if each.repeated else "") for each in self.parameters]
        return f"{self.name}({', '.join(names)})" if names else self.name


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event that a rule may wait for, and the type of item that it is about."""

    name: str
    description: str
    type: str


def suggest(word: object, known: Iterable[str]) -> str | None:
    """Find the known word somebody most likely meant, None when nothing is near."""
    near = get_close_matches(str(word)[:80], list(known), n=1, cutoff=0.6)
    return near[0] if near else None
