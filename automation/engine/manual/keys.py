"""Every key that may stand in a rule file, out of the shapes themselves: what it says, and how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from automation.engine.folder.sheet import Sheet
from automation.engine.grammar.action import Actions
from automation.engine.grammar.condition_sheet import GroupSheet
from automation.engine.grammar.rule_sheet import RuleSheet
from automation.engine.grammar.step_sheet import StepSheet


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `choices` are all the words it may hold, empty where any will do; `default` is ""
    for one that must be given, or that is simply left out. `under` has shapes of its own.
    """

    name: str
    about: str
    examples: tuple[str, ...]
    choices: tuple[str, ...]
    default: str
    required: bool
    under: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The keys that stand under one path, such as `derive.choose`; "" is the file itself."""

    path: str
    about: str
    keys: tuple[Key, ...]


def sections(actions: Actions) -> Iterator[Section]:
    """Every part of a rule file in reading order, the actions last."""
    yield from sections_of(RuleSheet, "")
    yield section(GroupSheet, "if")
    yield section(StepSheet, "then")
    for action in actions.values():
        yield from sections_of(action.shape, f"then.{action.name}")


def sections_of(sheet: type[Sheet], path: str) -> Iterator[Section]:
    """A shape and all that stands under its keys, but conditions, which stand in many places."""
    yield section(sheet, path)
    for name, field in sheet.model_fields.items():
        for under in shapes_in(field.annotation):
            if under is not GroupSheet:
                key = field.alias or name
                yield from sections_of(under, f"{path}.{key}" if path else key)


def section(sheet: type[Sheet], path: str) -> Section:
    """The keys of one shape."""
    about = " ".join((sheet.__doc__ or "").split())
    keys = (_key(field.alias or name, field) for name, field in sheet.model_fields.items())
    return Section(path, about, tuple(keys))


def shapes_in(annotation: object) -> list[type[Sheet]]:
    """The shapes that a value of this annotation may have, each once."""
    found = (kind for kind in _kinds(annotation) if isinstance(kind, type))
    return list(dict.fromkeys(kind for kind in found if issubclass(kind, Sheet)))


def _key(name: str, field: FieldInfo) -> Key:
    return Key(
        name=name,
        about=field.description or "",
        examples=tuple(str(each) for each in field.examples or ()),
        choices=_choices(field.annotation),
        default=_default(field),
        required=field.is_required(),
        under=bool(shapes_in(field.annotation)),
    )


def _default(field: FieldInfo) -> str:
    """What holds where the key is left out, in words of the file."""
    value = field.default if field.default_factory is None else None
    if field.is_required() or value is None or isinstance(value, Mapping | tuple | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _choices(annotation: object) -> tuple[str, ...]:
    words = [str(word) for kind in _kinds(annotation) for word in _literals(kind)]
    return tuple(dict.fromkeys(words))


def _literals(kind: object) -> tuple[object, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()


def _kinds(annotation: object) -> Iterator[object]:
    """What an annotation is made of, with unions, lists and mappings taken apart."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _kinds(args[0])
    elif origin in (Union, UnionType, list):
        for each in args:
            yield from _kinds(each)
    elif origin is dict:
        yield from _kinds(args[1])
    else:
        yield annotation
