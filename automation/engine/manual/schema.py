"""JSON Schema of every kind of file, for the completion of editors: made from the shapes.

A schema takes every file that `pitboard check` takes, and some that it refuses: names, expressions
and one writer for each field are beyond it. https://json-schema.org/draft/2020-12
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from automation.amount import Amount
from automation.engine.folder.mapping_file import BoardSheet, MappingSheet
from automation.engine.folder.objectives import ObjectivesSheet
from automation.engine.folder.people import PeopleSheet, account
from automation.engine.folder.sheet import Sheet
from automation.engine.folder.teams import TeamsSheet
from automation.engine.grammar.action import Actions
from automation.engine.grammar.rule_sheet import RuleSheet
from automation.engine.grammar.step_sheet import StepSheet
from automation.engine.language import amounts
from automation.engine.language.thresholds import Limit, signals
from automation.engine.manual.reference_files import ABOUT
from automation.engine.ruleset.report import ReportSheet

Schema = dict[str, Any]
Parse = Callable[[str], object]
"""A value as it stands in a file to the value itself: `[a, b]` to a list of two."""

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_READ: Final[Mapping[object, Schema]] = {
    amounts.settle: _TEXT,
    amounts.day: _TEXT,
    amounts.days: _TEXT,
    amounts.zone: _TEXT,
    amounts.weekdays: _TEXTS,
    account: {"type": ["string", "integer"]},
}
"""What is a text in the file and something else once it is read."""

_SETTING: Final[Schema] = {
    "type": "string",
    "pattern": r"^settings\.[a-z][a-z0-9_]*$",
    "description": "A plain value of `settings`, at the top of the file",
}


class _Written(GenerateJsonSchema):
    """Shapes as they stand in a file: one text in place of a list of one, texts for times."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> Schema:
        """What stands before a value is read."""
        read = _READ.get(schema["function"]["function"])
        if read is not None:
            return dict(read)
        inner: Schema = self.generate_inner(schema["schema"])
        if inner.get("type") == "array":
            return {"anyOf": [inner, inner.get("items", {})]}
        return inner

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> Schema:
        """A time zone by its name."""
        del schema
        return dict(_TEXT)


def schemas(actions: Actions, parse: Parse) -> Mapping[str, Schema]:
    """The schema of every kind of file, by the key that says what a file is."""
    return {
        "rule": _rule(actions, parse),
        "report": _file(ReportSheet, "A report: who is told what, and when", parse),
        "policy": _policy(),
        "mapping": _file(MappingSheet, "How boards are read", parse),
        "teams": _file(TeamsSheet, "Whose work it is", parse),
        "objectives": _file(ObjectivesSheet, "What work is for", parse),
        "people": _file(PeopleSheet, "Who is who in each tracker", parse),
    }


def _file(sheet: type[Sheet], title: str, parse: Parse) -> Schema:
    found = sheet.model_json_schema(by_alias=True, schema_generator=_Written)
    shapes = {"": found, **found.get("$defs", {})}
    for name, shape in shapes.items():
        _describe(shape, _said(name or sheet.__name__, sheet))
    plain = _plain(found, parse)
    whole: Schema = plain if isinstance(plain, dict) else {}
    for name, shape in whole.get("$defs", {}).items():
        shape["title"] = _called(name)
    return {"$schema": DRAFT, "title": title, **whole}


def _called(name: str) -> str:
    """What editors offer a shape as: `changed`, and not as the program names it."""
    return re.sub(r"(?<=.)(?=[A-Z])", " ", name.removesuffix("Sheet")).lower()


def _said(name: str, root: type[Sheet]) -> Mapping[str, str]:
    """What the reference says of the keys of a shape that says nothing of them itself."""
    known = {
        sheet.__name__: said for sheet, said in ABOUT.items() if sheet.__module__ == root.__module__
    }
    others = {sheet.__name__: said for sheet, said in ABOUT.items()}
    said = {**others, **known}.get(name, {})
    listed = {**others, **known}.get(f"Listed{name.removesuffix('Sheet')}", {})
    boards = ABOUT[BoardSheet] if root is MappingSheet and name == root.__name__ else {}
    return {**listed, **boards, **said}


def _describe(shape: Schema, said: Mapping[str, str]) -> None:
    for key, schema in shape.get("properties", {}).items():
        if key in said and "description" not in schema:
            shape["properties"][key] = {"description": said[key], **schema}


def _plain(value: object, parse: Parse) -> object:
    """Without the titles that only repeat a key; examples as values of the file."""
    if isinstance(value, list):
        return [_plain(each, parse) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: [_example(each, parse) for each in found]
        if key == "examples"
        else _plain(found, parse)
        for key, found in value.items()
        if key != "title" or not isinstance(found, str)
    }


def _example(text: object, parse: Parse) -> object:
    return parse(text) if isinstance(text, str) else text


def _rule(actions: Actions, parse: Parse) -> Schema:
    found = _file(RuleSheet, "A rule of Pitboard", parse)
    shapes: dict[str, Schema] = found["$defs"]
    taken: list[type[Sheet]] = [StepSheet, *(action.shape for action in actions.values())]
    for sheet in taken:
        own = _file(sheet, "", parse)
        shapes.update(own.pop("$defs", {}))
        kept = {k: each for k, each in own.items() if k not in _OF_A_FILE}
        shapes[sheet.__name__] = {**kept, "title": _called(sheet.__name__)}
    for shape in shapes.values():
        _let_settings(shape)
    _let_settings(found, but=("pitboard", "rule", "settings"))
    shapes["Step"], shapes["Setting"] = _step(actions, shapes.pop("StepSheet")), _SETTING
    for key in ("then", "else"):
        found["properties"][key] = _steps(found["properties"][key])
    return found


_OF_A_FILE: Final = ("$schema", "title")


def _let_settings(shape: Schema, but: tuple[str, ...] = ()) -> None:
    """A value of `settings` may stand for any value that is not free text anyway."""
    for key, schema in shape.get("properties", {}).items():
        if key not in but and not _is_text(schema):
            kept = {k: schema.pop(k) for k in ("description", "examples", "default") if k in schema}
            either = [schema, {"$ref": "#/$defs/Setting"}]
            shape["properties"][key] = {**kept, "anyOf": either}


def _is_text(schema: Schema) -> bool:
    """Whether any text may stand here; then `settings.<name>` may as well."""
    sorts = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    plain = schema.get("type") == "string" and "enum" not in schema and "const" not in schema
    return any(map(_is_text, sorts)) or (plain and schema.get("pattern", _WORD) == _WORD)


_WORD: Final = r"^\S(.*\S)?$"


def _steps(schema: Schema) -> Schema:
    lists = {"type": "array", "minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/Step"}}
    return {key: schema[key] for key in ("description", "examples") if key in schema} | lists


def _step(actions: Actions, beside: Schema) -> Schema:
    """One step: exactly one action, and what may stand beside it."""
    taken = {
        name: {"description": each.description, **_under(each.shape.__name__, alone=each.alone)}
        for name, each in actions.items()
    }
    return {
        "type": "object",
        "description": "One action, and what may stand beside it",
        "properties": {**taken, **beside["properties"]},
        "oneOf": [{"required": [name]} for name in taken],
        "additionalProperties": False,
    }


def _under(shape: str, *, alone: str) -> Schema:
    whole = {"$ref": f"#/$defs/{shape}"}
    return {"anyOf": [whole, {"$ref": f"#/$defs/{shape}/properties/{alone}"}]} if alone else whole


def _policy() -> Schema:
    known = {each.word: each for each in signals()}
    lines = {
        word: {
            "type": "object",
            "description": f"{each.id}: {each.about}",
            "properties": {key: _limit(limit) for key, limit in each.limits.items()},
            "additionalProperties": False,
        }
        for word, each in known.items()
    }
    own = {word: {"$ref": f"#/$defs/{word}"} for word in lines}
    team = {"type": "object", "properties": own, "additionalProperties": False}
    head = {
        "pitboard": {"const": 1, "description": "The grammar of the file"},
        "policy": {"const": "signals", "description": "From when on a signal counts"},
        "teams": {
            "type": "object",
            "description": "Limits of single teams",
            "additionalProperties": team,
        },
    }
    return {
        "$schema": DRAFT,
        "title": "From when on a signal counts",
        "type": "object",
        "properties": {**head, **own},
        "required": ["pitboard", "policy"],
        "additionalProperties": False,
        "$defs": lines,
    }


def _limit(limit: Limit) -> Schema:
    said = str(limit.default) if isinstance(limit.default, Amount) else list(limit.default)
    shape = _TEXT if isinstance(limit.default, Amount) else _TEXTS
    return {**shape, "description": limit.about, "default": said, "examples": [said]}
