"""One plain YAML document as a tree that remembers its places: what a rule file may be made of."""

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from automation.errors import Problem, RuleError
from automation.tree import Node, Scalar
from automation.yaml_repairs import CURLY, HIDDEN, UNSEEN, UNSEEN_SIGNS, typographic

MAX_DEPTH = 20
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,2})?")
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
_WORDS: Mapping[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}


def tree(text: str, name: str) -> Node:
    """Read the document, by its events. Raises RuleError, and ruamel's own errors."""
    return _Reader(text, name).document()


class _Reader:
    """One pass over the events of one file; depth is bounded before anything recurses."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._lines = text.splitlines()
        self._events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)

    def document(self) -> Node:
        event = self._next()
        if isinstance(event, StreamEndEvent):
            raise RuleError([Problem(self._name, 1, 1, "", "the file is empty")])
        node = self._node(self._next(), 1)
        self._next()
        event = self._next()
        if isinstance(event, DocumentStartEvent):
            self._refuse(event, "a second document; one file holds one rule")
        return node

    def _next(self) -> Event:
        event = next(self._events)
        return next(self._events) if isinstance(event, StreamStartEvent) else event

    def _node(self, event: Event, depth: int) -> Node:
        self._check(event, depth)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            return Node(tuple(self._entries(depth)), *_place(event))
        return self._mapping(event, depth)

    def _check(self, event: Event, depth: int) -> None:
        if isinstance(event, AliasEvent):
            self._refuse(
                event,
                "aliases (*name) are not allowed; write the value out, or put the text in quotes",
            )
        if isinstance(event, NodeEvent) and event.anchor is not None:
            self._refuse(
                event,
                "anchors (&name) are not allowed; write the value out, or put the text in quotes",
            )
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            self._refuse(
                event, "tags (!name) are not allowed; leave it out, or put the text in quotes"
            )
        if isinstance(event, CollectionStartEvent) and depth > MAX_DEPTH:
            self._refuse(event, TOO_DEEP)

    def _entries(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, start: Event, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event, depth)
            if key in values:
                self._refuse(
                    event, f'"{key}" stands here twice; the first is in line {keys[key][0]}'
                )
            keys[key] = _place(event)
            values[key] = self._value(self._next(), depth + 1, keys[key])
        return Node(values, *_place(start), keys=keys)

    def _value(self, event: Event, depth: int, key: tuple[int, int]) -> Node:
        node = self._node(event, depth)
        # A value that was left out has no place; the parser gives that of the next word.
        left_out = isinstance(event, ScalarEvent) and event.style is None and not event.value
        return Node(None, *key) if left_out else node

    def _key(self, event: Event, depth: int) -> str:
        self._check(event, depth)
        if not isinstance(event, ScalarEvent):
            self._refuse(event, "a key must be one word; a text that begins with {{ needs quotes")
        if event.value == "<<" and event.style is None:
            self._refuse(event, "merge keys (<<) are not allowed; write the values out")
        if not event.value:
            self._refuse(event, "a key is missing before the colon")
        if found := HIDDEN.search(event.value):
            self._refuse(event, UNSEEN, after=found.start())
        return str(event.value)

    def _scalar(self, event: ScalarEvent) -> Node:
        line, column = _place(event)
        value = _plain(event.value) if event.style is None else str(event.value)
        if not isinstance(value, str):
            return Node(value, line, column)
        if event.style is None:
            self._plain_text(event, value)
        start = column + (event.style in {"'", '"'})
        shown = self._lines[line - 1][start - 1 :] if line <= len(self._lines) else ""
        return Node(value, line, column, start if shown.startswith(value) else None)

    def _plain_text(self, event: ScalarEvent, text: str) -> None:
        """What nobody sees at an end of a text was not written on purpose."""
        bare = text.strip(UNSEEN_SIGNS)
        if bare != text:
            self._refuse(event, UNSEEN, after=0 if text[0] != bare[:1] else len(bare))
        if typographic(text):
            self._refuse(event, CURLY)

    def _refuse(self, event: Event, message: str, *, after: int = 0) -> NoReturn:
        line, column = _place(event)
        raise RuleError([Problem(self._name, line, column + after, "", message)])


def _place(event: Event) -> tuple[int, int]:
    mark: StreamMark = event.start_mark
    return mark.line + 1, mark.column + 1


def _plain(text: str) -> Scalar:
    """Leave as text whatever is not plainly true, false, null or a number."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
