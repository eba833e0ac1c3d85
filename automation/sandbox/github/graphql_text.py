"""A query of GraphQL as it is written: an operation, fields with arguments, fragments on a type."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r'\s+|,|#[^\n]*|(\.\.\.|[!$():={}@\[\]]|"(?:[^"\\]|\\.)*"|[\w-]+)')


class NotUnderstood(ValueError):  # noqa: N818 - what the answer says of the query
    """The query is not one that can be answered here."""


@dataclass(frozen=True, slots=True)
class Field:
    """One selected field: the key it answers under, its name, its arguments, what is in it."""

    key: str
    name: str
    arguments: Mapping[str, str]
    fields: "tuple[Field | Fragment, ...]"

    def given(self, name: str, variables: Mapping[str, object]) -> object:
        """An argument as it stands there, or what the variable holds that it names."""
        said = self.arguments.get(name, "")
        return variables.get(said[1:]) if said.startswith("$") else said.strip('"')


@dataclass(frozen=True, slots=True)
class Fragment:
    """Fields that are selected only on one type."""

    type: str
    fields: "tuple[Field | Fragment, ...]"


@dataclass(frozen=True, slots=True)
class Operation:
    """What is asked: whether something shall change, and what shall be shown."""

    changes: bool
    fields: tuple[Field | Fragment, ...]


def understood(text: str) -> Operation:
    """Read a text of one operation. Raises NotUnderstood."""
    return _Reader(text).operation()


class _Reader:
    """Reads one query, token by token."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))

    def operation(self) -> Operation:
        """Read the selection of the operation, past its name and its variables."""
        changes = self._tokens[:1] == ["mutation"]
        while self._tokens and self._tokens[0] != "{":
            self._next()
        return Operation(changes, self._selection())

    def _selection(self) -> tuple[Field | Fragment, ...]:
        self._take("{")
        found: list[Field | Fragment] = []
        while self._look() != "}":
            found.append(self._fragment() if self._look() == "..." else self._field())
        self._take("}")
        return tuple(found)

    def _fragment(self) -> Fragment:
        self._take("...")
        self._take("on")
        return Fragment(self._next(), self._selection())

    def _field(self) -> Field:
        key = name = self._next()
        if self._look() == ":":
            self._take(":")
            name = self._next()
        arguments = self._arguments() if self._look() == "(" else {}
        return Field(key, name, arguments, self._selection() if self._look() == "{" else ())

    def _arguments(self) -> dict[str, str]:
        self._take("(")
        found: dict[str, str] = {}
        while self._look() != ")":
            name = self._next()
            self._take(":")
            value = self._next()
            found[name] = value + self._next() if value == "$" else value
        self._take(")")
        return found

    def _look(self) -> str:
        if not self._tokens:
            raise NotUnderstood("the query ends too early")
        return self._tokens[0]

    def _next(self) -> str:
        found = self._look()
        del self._tokens[0]
        return found

    def _take(self, wanted: str) -> None:
        if (found := self._next()) != wanted:
            raise NotUnderstood(f"expected {wanted}, found {found}")


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotUnderstood(f"what is {text[place]!r}?")
        if found[1]:
            yield found[1]
        place = found.end()
