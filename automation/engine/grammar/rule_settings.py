"""The plain values at the top of a rule: `settings.<name>` stands for one, anywhere below them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from automation.engine.folder.places import Place
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem
from automation.tree import Node, Scalar

WORD: Final = "settings"
_BEGINS: Final = f"{WORD}."
_TESTS: Final = "tests"
_NEARLY: Final = re.compile(r"[a-zA-Z]+\.([a-z_][a-z0-9_]*)")
_NAME: Final = "must be small letters, digits and underscores, such as waits"
_VALUE: Final = "must be a plain value, or a list of them; put a text with signs in quotes"

Settings = Mapping[str, "Scalar | tuple[Scalar, ...]"]


def settings_of(root: Place) -> Settings:
    """The sound ones, by name; a list as a tuple."""
    written = root.child(WORD)
    return {
        name: _plain(place.node)
        for name, place in (written.entries() if written else ())
        if _wrong(name, place) is None
    }


def with_settings(root: Place) -> tuple[Place, list[Problem]]:
    """The file with every `settings.<name>` replaced that stands alone as a value; and what is
    wrong with the settings and their names.

    A value keeps the place at the top where a person wrote it, so that what is wrong with it is
    told there; in a test it has the place of the test.
    """
    written = root.child(WORD)
    problems = list(_problems(root))
    if not isinstance(root.node.value, Mapping):
        return root, problems
    known = dict(written.entries()) if written else {}
    unknown: list[Problem] = []
    value = {
        key: place.node if key == WORD else _filled(place, known, unknown)
        for key, place in root.entries()
    }
    return Place(root.file, replace(root.node, value=value)), problems + unknown


def _filled(place: Place, known: Mapping[str, Place], unknown: list[Problem]) -> Node:
    node = place.node
    match node.value:
        case str() as text if text.startswith(_BEGINS) and text.isascii():
            return _meant(place, text.removeprefix(_BEGINS), known, unknown)
        case str() as text if (nearly := _NEARLY.fullmatch(text)) and nearly[1] in known:
            if suggest(text.partition(".")[0], [WORD]):
                said = f'"{text}" stands for nothing; a value from the top begins with `{_BEGINS}`'
                unknown.append(place.problem(said, f"{_BEGINS}{nearly[1]}"))
            return node
        case tuple():
            return replace(node, value=tuple(_entries(place, known, unknown)))
        case Mapping():
            every = {key: _filled(each, known, unknown) for key, each in place.entries()}
            return replace(node, value=every)
        case _:
            return node


def _entries(place: Place, known: Mapping[str, Place], unknown: list[Problem]) -> Iterator[Node]:
    """Each entry of a list; a setting that is a list itself stands for all of its own."""
    for each in place.children():
        filled = _filled(each, known, unknown)
        if isinstance(filled.value, tuple) and not isinstance(each.node.value, tuple):
            yield from filled.value
        else:
            yield filled


def _meant(place: Place, name: str, known: Mapping[str, Place], unknown: list[Problem]) -> Node:
    if name in known:
        here, there = place.node, known[name].node
        if not place.path.startswith(_TESTS):
            return there
        return replace(there, line=here.line, column=here.column, text_column=None)
    if name.replace("_", "").isalnum():  # anything else is an expression that begins with one
        said = f'there is no "{name}" under `settings`'
        unknown.append(place.problem(said, suggest(name, known)))
    return place.node


def _problems(root: Place) -> Iterator[Problem]:
    written = root.child(WORD)
    for name, place in written.entries() if written else ():
        if said := _wrong(name, place):
            where = written.key_problem(name, said) if said == _NAME and written else None
            yield where or place.problem(said)


def _wrong(name: str, place: Place) -> str | None:
    if not (name.isascii() and name.isidentifier() and name.islower()):
        return _NAME
    value = place.node.value
    if isinstance(value, Mapping) or value is None:
        return _VALUE
    if isinstance(value, tuple) and any(
        isinstance(each.value, Mapping | tuple) or each.value is None for each in value
    ):
        return _VALUE
    return None


def _plain(node: Node) -> Scalar | tuple[Scalar, ...]:
    if isinstance(node.value, tuple):
        return tuple(_scalar(each) for each in node.value)
    return _scalar(node)


def _scalar(node: Node) -> Scalar:
    return None if isinstance(node.value, tuple | Mapping) else node.value
