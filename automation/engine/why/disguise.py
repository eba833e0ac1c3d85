"""Invented names and texts in place of those of people and of items that not everybody may see.

What the rule itself names stays: it stands in its file already, and its test would not hold else.
"""

import re
from collections.abc import Iterator
from typing import Final

from automation.engine.language.vocabulary import ITEM
from automation.visibility import RESTRICTED

PEOPLE: Final = frozenset({"author", "reporter", "assignees", "owner", "actor"})
TEXTS: Final = frozenset({"title", "branch", "comment"})
_LEFT_OUT: Final = frozenset({"url", "visibility"})
_CLOSED: Final = frozenset({"type", "team"})
_NAMES: Final = ("ada-fern", "ben-hale", "cleo-rook", "dov-lind", "edie-marsh", "finn-oak")
_QUOTED: Final = re.compile(r"'([^']+)'|\"([^\"]+)\"")
_SHORTEST: Final = 2


class Disguise:
    """One test's invented names: the same person is the same one throughout."""

    def __init__(self, source: str) -> None:
        """`source` is the text of the rule's file."""
        self._source = source
        self._quoted = tuple(dict.fromkeys(_quoted(source)))
        self._people: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._words: dict[str, str] = {}

    def asks_for(self, word: str) -> bool:
        """Whether the rule's own file has this word."""
        return word in self._source

    def value(self, field: str, value: object, visibility: str) -> object:
        """A field's value as the test tells it, None where it is left out."""
        if field in _LEFT_OUT and field not in self._source:
            return None
        if isinstance(value, tuple):
            return [self._text(field, str(each), visibility) for each in value]
        return self._text(field, value, visibility) if isinstance(value, str) else value

    def person(self, login: str) -> str:
        """Somebody of the same name throughout; a program keeps its own."""
        if not login or login.endswith("[bot]") or self._is_named(login):
            return login
        number = len(self._people)
        again = f"-{number // len(_NAMES) + 1}" if number >= len(_NAMES) else ""
        return self._people.setdefault(login, f"{_NAMES[number % len(_NAMES)]}{again}")

    def text(self, text: str) -> str:
        """A text of somebody's: what the rule asks for in it, around invented words."""
        found = [each for each in self._quoted if each in text]
        if text in found or not text:
            return text
        begin = [each for each in found if text.startswith(each)][-1:]
        end = [each for each in found if text.endswith(each) and each not in begin][:1]
        middle = [each for each in found if each not in {*begin, *end}]
        return "".join(
            (*(f"{e} " for e in begin), " ".join(("invented", *middle)), *(f" {e}" for e in end))
        )

    def _text(self, field: str, value: str, visibility: str) -> str:
        if field in PEOPLE:
            return self.person(value)
        if field in TEXTS:
            return self.text(value)
        known = ITEM.get(field)
        is_open = field not in _CLOSED and not (known and known.one_of)
        if visibility != RESTRICTED or not is_open or self._is_named(value):
            return value
        return self._key(value) if field == "key" else self._word(field, value)

    def _key(self, key: str) -> str:
        site, colon, _ = key.partition(":")
        return self._keys.setdefault(key, f"{site}{colon}TEST-{len(self._keys) + 1}")

    def _word(self, field: str, value: str) -> str:
        return self._words.setdefault(f"{field}/{value}", f"{field} {len(self._words) + 1}")

    def _is_named(self, value: str) -> bool:
        """Whether the rule's own file has this word."""
        return re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", self._source) is not None


def _quoted(source: str) -> Iterator[str]:
    for one, other in _QUOTED.findall(source):
        # The conditions of a rule stand in quotes themselves, with the quotes that matter inside.
        yield from (word for word in [one, *_inside(other)] if len(word) >= _SHORTEST)


def _inside(text: str) -> Iterator[str]:
    inner = [each for each, _ in _QUOTED.findall(text)]
    yield from inner or [text]
