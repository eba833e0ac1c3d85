"""A file held against its shape, and its mistakes in plain words."""

import re
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import (
    ValidationError,
)

from automation.engine.folder.places import Place
from automation.engine.folder.sheet import (
    FIELD_PATTERN,
    ID_PATTERN,
    PREFIX_PATTERN,
    Sheet,
    as_written,
)
from automation.engine.language.amounts import Mistaken
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem

T = TypeVar("T", bound=Sheet)
Loc = tuple[str | int, ...]


def read(sheet: type[T], root: Place) -> tuple[T | None, list[Problem]]:
    """Check a whole file; None exactly when there are problems.

    A misspelt key is not told as a missing one too.
    """
    try:
        return sheet.model_validate(root.node.plain()), []
    except ValidationError as error:
        found = [(_path(each["loc"]), each) for each in error.errors(include_url=False)]
    unknown = [path for path, each in found if each["type"] == "extra_forbidden"]
    meant = {(*path[:-1], _nearest(str(path[-1]), _keys(sheet, path[:-1]))) for path in unknown}
    return None, [
        _problem(sheet, root, path, each)
        for path, each in found
        if each["type"] != "missing" or path not in meant
    ]


def walk(root: Place, *path: str | int) -> Place:
    """The place of this path, or the nearest one above it that stands in the file."""
    place = root
    for key in path:
        place = place.child(key) or place
    return place


def choices(words: tuple[str, ...] | list[str]) -> str:
    """Several words as people list them: a, b or c."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if words[1:] else words[0]


def _path(loc: Loc) -> Loc:
    """The way to a value as the file has it, without the checker's own tags."""
    return tuple(key for key in loc if not str(key).startswith("<"))


def _problem(sheet: type[Sheet], root: Place, path: Loc, error: Mapping[str, Any]) -> Problem:
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(sheet, root, path)
        case "missing":
            return walk(root, *path[:-1]).key_problem(str(path[-1]), _missing(sheet, path))
    cause = error.get("ctx", {}).get("error")
    hint = cause.suggestion if isinstance(cause, Mistaken) else None
    if path[-1:] == ("[key]",):
        parent, key = walk(root, *path[:-2]), str(path[-2])
        return parent.key_problem(key, _message(parent, error), hint)
    place = walk(root, *path)
    if error["type"] == "string_type" and (like := _like(sheet, path, place)):
        return place.problem(like)
    if error["type"] == "literal_error":
        return _choice(place, str(error["ctx"]["expected"]))
    return place.problem(_message(place, error), hint)


def _unknown_key(sheet: type[Sheet], root: Place, path: Loc) -> Problem:
    key, parent = str(path[-1]), walk(root, *path[:-1])
    here = _at(sheet, path[:-1])
    if here is not None and key in here.REFUSED:
        return parent.key_problem(key, here.REFUSED[key])
    known = _keys(sheet, path[:-1])
    if key.partition(":")[0] in known:
        return parent.key_problem(key, f'a space is missing behind the colon in "{key}"')
    message = f'unknown key "{key}"; what may stand here is {choices(known)}'
    return parent.key_problem(key, message, suggest(key, known))


def _nearest(key: str, known: Sequence[str]) -> str | None:
    """The key that was probably meant; one with its value in it is that key."""
    begun = key.partition(":")[0]
    return begun if begun in known else suggest(key, known)


def _missing(sheet: type[Sheet], path: Loc) -> str:
    here, key = _at(sheet, path[:-1]), str(path[-1])
    for name, field in here.model_fields.items() if here else ():
        if key in (name, field.alias) and field.examples:
            return f"is missing; write it, such as `{key}: {field.examples[0]}`"
    return "is missing"


def _like(sheet: type[Sheet], path: Loc, place: Place) -> str | None:
    """What a number should read like where a number with its unit is asked for."""
    here, value = _at(sheet, path[:-1]), place.node.value
    if here is None or not isinstance(value, int | float) or isinstance(value, bool):
        return None
    for name, field in here.model_fields.items():
        example = str(field.examples[0]) if field.examples else ""
        if path[-1] in (name, field.alias) and example[:1].isdigit():
            return f"must read like {example}"
    return None


def _choice(place: Place, expected: str) -> Problem:
    """`expected` is pydantic's list, such as "'shadow', 'live' or 'paused'"."""
    if place.path == "pitboard":
        return place.problem("must be 1, the only grammar this version of Pitboard understands")
    known = re.findall(r"'([^']*)'", expected)
    return place.problem(f"must be {choices(known)}", suggest(place.node.value, known))


_ID = "must be small letters, digits and dashes, such as payments-eu"
_FIELD = "must be small letters, digits and underscores, such as last_movement"
_SPACE = "must not begin or end with a space, nor have two lines"
_PREFIX = "must not begin with a space, nor have two lines"
_PATTERNS: Mapping[str, str] = {ID_PATTERN: _ID, FIELD_PATTERN: _FIELD, PREFIX_PATTERN: _PREFIX}
_EMPTY = "must not be empty; name one, or leave the whole key out"
_PLAIN: Mapping[str, str] = {
    "list_type": "must be a list, such as [one, another]",
    "dict_type": "must be a mapping, `key: value` line by line",
    "model_type": "must be a mapping, `key: value` line by line",
    "model_attributes_type": "must be a mapping, `key: value` line by line",
    "bool_type": "must be true or false",
    "float_type": "must be a number, such as 4 or 0.5",
    "int_type": "must be a whole number, such as 25",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_too_long": "has more than {max_length} characters; make it shorter",
    "too_long": "has more than {max_length} entries; leave some out",
    "too_short": _EMPTY,
    "string_too_short": _EMPTY,
}


def _message(place: Place, error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_type":
        return _not_a_text(place)
    if place.node.value is None:
        return _EMPTY
    if kind == "sort":
        return str(error["msg"])
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], _SPACE)
    return _PLAIN.get(kind, "is not understood here").format(**context)


def _not_a_text(place: Place) -> str:
    if place.node.value is None:
        return _EMPTY
    if isinstance(place.node.value, Mapping):
        return "must be one line of text; one with a colon and a space in it stands in quotes"
    if isinstance(place.node.value, tuple):
        return "must be one line of text"
    return f"must be a text; put it in quotes: '{as_written(place.node.plain())}'"


def _keys(sheet: type[Sheet], path: Loc) -> list[str]:
    here = _at(sheet, path)
    return [f.alias or n for n, f in here.model_fields.items()] if here else []


def _at(sheet: type[Sheet], path: Loc) -> type[Sheet] | None:
    """The shape of the mapping at this path."""
    here: Any = sheet
    for key in path:
        here = _step(here, key)
    sheets = [each for each in _kinds(here) if isinstance(each, type) and issubclass(each, Sheet)]
    return sheets[0] if sheets else None


def _step(annotation: object, key: str | int) -> object:
    for kind in _kinds(annotation):
        origin, args = get_origin(kind), get_args(kind)
        if isinstance(key, int) and origin is list:
            return args[0]
        if isinstance(key, str) and origin is dict:
            return args[1]
        if isinstance(key, str) and isinstance(kind, type) and issubclass(kind, Sheet):
            for name, field in kind.model_fields.items():
                if key in (name, field.alias):
                    return field.annotation
            return kind.OTHERS
    return None


def _kinds(annotation: object) -> list[object]:
    """What an annotation may be, with Annotated and unions taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [kind for each in get_args(annotation) for kind in _kinds(each)]
    return [annotation]
