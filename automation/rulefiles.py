"""Text to tree: the only place that knows YAML, and the gate no hostile file gets past.

YAML 1.2, read as events: size, depth, aliases and tags are refused before they cost anything.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
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
from ruamel.yaml.reader import ReaderError

from automation.errors import Problem, RuleError
from automation.table import read_table
from automation.tree import Node, Scalar
from automation.yaml_repairs import mistaken, repair

MAX_BYTES = 256 * 1024
MAX_TABLE = 1024 * 1024
MAX_DEPTH = 20
_BRACKETS = re.compile(r"[\[\]{}]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,2})?")
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
_WORDS: Mapping[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}


def read(text: str, name: str) -> Node:
    """Build the tree of one file; `name` is what its problems are told under, and ends in .csv
    for a table.

    Raises RuleError, with line and column, for anything but one plain YAML document: aliases,
    anchors, tags, merge keys, duplicate keys, a second document, over 256 kB, over 20 deep; and
    for a table as read_table does.
    """
    if len(text) > _most(name) or len(text.encode("utf-8", "surrogatepass")) > _most(name):
        raise RuleError([Problem(name, 1, 1, "", _too_large(name))])
    if name.endswith(".csv"):
        return read_table(text, name)
    for line, column in _deep_lines(text):
        raise RuleError([Problem(name, line, column, "", _TOO_DEEP)])
    try:
        return _Reader(text.removeprefix("\ufeff"), name).document()
    except MarkedYAMLError as error:
        mark = mistaken(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"this is not valid YAML: {error.problem}{repair(str(error.problem), text, line)}"
        problem = Problem(name, line, column, "", message)
    except ReaderError as error:
        line, column = _position(text, error.position)
        problem = Problem(name, line, column, "", "a character that YAML does not allow")
    except YAMLError:
        problem = Problem(name, 1, 1, "", "this is not valid YAML")
    raise RuleError([problem])


def read_folder(path: Path) -> Mapping[str, str]:
    """Read every *.yaml and *.csv file under `path`: name from there, with /, to text.

    Names that begin with "." or "_" are skipped. Raises RuleError naming each file that cannot
    be read: not UTF-8, no permission, not a regular file, a link that leads out of the folder.
    """
    if not path.is_dir():
        raise RuleError([Problem(str(path), 1, 1, "", "there is no such folder")])
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in _rule_files(path):
        name = file.relative_to(path).as_posix()
        try:
            texts[name] = _text(file, path)
        except (OSError, ValueError) as error:
            problems.append(Problem(name, 1, 1, "", _reason(error)))
    if problems:
        raise RuleError(problems)
    return texts


def read_rules(path: Path) -> Mapping[str, str]:
    """The same of a folder that is to be the active set. Raises RuleError for an empty one.

    It is more likely a mistake than a wish to have no rules.
    """
    files = read_folder(path)
    if not files:
        raise RuleError([Problem(str(path), 1, 1, "", "there is no rule file in this folder")])
    return files


def read_file(path: Path) -> str:
    """Read one rule file. Raises RuleError where it cannot be read."""
    try:
        return _text(path, path.parent)
    except (OSError, ValueError) as error:
        raise RuleError([Problem(path.name, 1, 1, "", _reason(error))]) from error


def fingerprint(folder: Path) -> tuple[object, ...]:
    """What changes when a rule file does: names, sizes and times, without reading any file."""
    if not folder.is_dir():
        return ("missing",)
    found: list[tuple[str, int, int]] = []
    for file in _rule_files(folder):
        with contextlib.suppress(OSError):
            status = file.stat()
            found.append((file.as_posix(), status.st_mtime_ns, status.st_size))
    return tuple(found)


def _rule_files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "_")):
            continue
        # A linked folder would list its files twice, or for ever where it leads back up.
        if entry.is_dir() and not entry.is_symlink():
            yield from _rule_files(entry)
        elif entry.suffix in {".yaml", ".csv"}:
            yield entry


def _text(file: Path, folder: Path) -> str:
    """Raise OSError or ValueError with a message for the person who keeps the folder."""
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ValueError("a link that leads out of the folder is not followed")
    if file.exists() and not file.is_file():
        raise ValueError("this is not a regular file")
    if file.stat().st_size > _most(file.name):
        raise ValueError(_too_large(file.name))
    return file.read_text(encoding="utf-8")


def _most(name: str) -> int:
    return MAX_TABLE if name.endswith(".csv") else MAX_BYTES


def _too_large(name: str) -> str:
    return f"the file is larger than {_most(name) // 1024} kB; split it"


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the file is not UTF-8 text; save it as UTF-8"
    if isinstance(error, OSError):
        return f"the file cannot be read: {error.strerror}"
    return str(error)


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
            self._refuse(event, "aliases (*name) are not allowed; write the value out")
        if isinstance(event, NodeEvent) and event.anchor is not None:
            self._refuse(event, "anchors (&name) are not allowed; write the value out")
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            self._refuse(event, "tags (!name) are not allowed; leave it out")
        if isinstance(event, CollectionStartEvent) and depth > MAX_DEPTH:
            self._refuse(event, _TOO_DEEP)

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
        return str(event.value)

    def _scalar(self, event: ScalarEvent) -> Node:
        line, column = _place(event)
        value = _plain(event.value) if event.style is None else str(event.value)
        if not isinstance(value, str):
            return Node(value, line, column)
        start = column + (event.style in {"'", '"'})
        shown = self._lines[line - 1][start - 1 :] if line <= len(self._lines) else ""
        return Node(value, line, column, start if shown.startswith(value) else None)

    def _refuse(self, event: Event, message: str) -> NoReturn:
        raise RuleError([Problem(self._name, *_place(event), "", message)])


def _deep_lines(text: str) -> Iterator[tuple[int, int]]:
    """Find lines that open too many brackets, before ruamel sees them.

    Its scanner looks 1,024 characters ahead in a line, at a cost that grows with the square of
    the depth there.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        depth = 0
        for bracket in _BRACKETS.finditer(line):
            depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
            if depth > MAX_DEPTH:
                yield number, bracket.start() + 1
                break


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


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
