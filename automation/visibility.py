"""Who may see an item, and what is said instead of it where more people read than may see it."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from automation.model import Item

PUBLIC: Final = "public"
INTERNAL: Final = "internal"
RESTRICTED: Final = "restricted"

_RANK: Final[Mapping[str, int]] = {PUBLIC: 0, INTERNAL: 1, RESTRICTED: 2}

_NAMELESS: Final[Mapping[str, str]] = {PUBLIC: "an item that is not public"}

_KEY: Final = re.compile(r"[\w./-]*#\d+|\b[A-Za-z]\w*-\d+|\w+://\S+")
"""What reads like the key of an item or an address: SEC-40, acme/vault#13."""


def narrower(one: str, other: str) -> bool:
    """Whether fewer people see the one than the other; a word nobody knows is seen by fewest."""
    return _RANK.get(one, 2) > _RANK.get(other, 2)


def narrowest(one: str, other: str) -> str:
    """The one of the two that fewer people see."""
    return one if narrower(one, other) else other


def nameless(readers: str) -> str:
    """What such readers are told instead of the name of an item that is not for them."""
    return _NAMELESS.get(readers, "a restricted item")


def called(item: Item) -> str:
    """The key without its connection, "SEC-40"."""
    return item.key.partition(":")[2] or item.key


def gives_away(text: str, around: Iterable[Item], readers: str) -> bool:
    """Whether a text names an item that such readers may not see.

    Where everybody reads, a key of nothing that we know counts as one of those.
    """
    found = {each.casefold() for each in _KEY.findall(text)}
    if not found:
        return False
    if readers == PUBLIC:
        return not found <= {_folded(each) for each in around if each.visibility == PUBLIC}
    return any(_folded(each) in found for each in around if narrower(each.visibility, readers))


def _folded(item: Item) -> str:
    return called(item).casefold()
