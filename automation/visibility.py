"""Who may see an item, and what is said instead of it where more people read than may see it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from automation.model import Item

PUBLIC: Final = "public"
INTERNAL: Final = "internal"
RESTRICTED: Final = "restricted"

_RANK: Final[Mapping[str, int]] = {PUBLIC: 0, INTERNAL: 1, RESTRICTED: 2}

_NAMELESS: Final[Mapping[str, str]] = {PUBLIC: "an item that is not public"}

_KEY: Final = re.compile(r"[\w./-]*#\d+|\b[A-Za-z]\w*-\d+|\w+://\S+")
"""What reads like the key of an item or an address: SEC-40, acme/vault#13."""

_CARD: Final = re.compile(r"\b[a-z]\w*-\d+")
"""A key of Jira within an address, its capitals aside."""


def narrower(one: str, other: str) -> bool:
    """Whether fewer people see the one than the other; a word nobody knows is seen by fewest."""
    return _RANK.get(one, 2) > _RANK.get(other, 2)


def narrowest(one: str, other: str) -> str:
    """The one of the two that fewer people see."""
    return one if narrower(one, other) else other


def company(item: Item) -> str:
    """Who of the company reads what is told of an item on pages and in mails."""
    return narrowest(item.visibility, INTERNAL)


def as_told(item: Item) -> Item:
    """The item as its tracker has it, without what the files of the folder narrow."""
    if not item.told_visibility:
        return item
    return replace(item, visibility=item.told_visibility, told_visibility="")


def nameless(readers: str) -> str:
    """What such readers are told instead of the name of an item that is not for them."""
    return _NAMELESS.get(readers, "a restricted item")


def called(item: Item) -> str:
    """The key without its connection, "SEC-40"."""
    return item.key.partition(":")[2] or item.key


def mentioned(text: str) -> Collection[str]:
    """What reads like the key of an item or an address in a text."""
    return frozenset(_KEY.findall(text))


def gives_away(text: str, around: Iterable[Item], readers: str) -> bool:
    """Whether a text names an item that such readers may not see.

    Where everybody reads, a key of nothing that we know counts as one of those.
    """
    found = {each.casefold() for each in mentioned(text)}
    if not found:
        return False
    if readers == PUBLIC:
        return not found <= {_folded(each) for each in around if each.visibility == PUBLIC}
    return any(_is_named(each, found) for each in around if narrower(each.visibility, readers))


def leads_to(url: str, item: Item) -> bool:
    """Whether an address is that of the item, or of something on its page."""
    own, asked = item.url.casefold(), url.casefold()
    return bool(own) and asked.startswith(own) and not asked[len(own) : len(own) + 1].isalnum()


def _is_named(item: Item, found: Collection[str]) -> bool:
    """By its key, by "#13" or "vault#13" for acme/vault#13, or by an address."""
    own = _folded(item)
    return any(
        leads_to(word, item) or own in _CARD.findall(word) if "://" in word else _ends(own, word)
        for word in found
    )


def _ends(key: str, word: str) -> bool:
    """Whether a word is the key, or as much of it as one writes who is near it."""
    near = word if word.startswith("#") else f"/{word}"
    return key == word or ("#" in word and key.endswith(near))


def _folded(item: Item) -> str:
    return called(item).casefold()
