"""What a caller of the API asks for in a body, as what the state holds.

Raises Refusal 400 with the field's name where Jira would.
"""

import json
from collections.abc import Mapping, Sequence

from automation.sandbox.jira import adf
from automation.sandbox.jira.site import (
    FIELDS,
    PRIORITIES,
    RESOLUTIONS,
    TYPES,
    Field,
    Kind,
    Named,
)
from automation.sandbox.jira.state import Component, Issue, Refusal, State, Stored, Version
from automation.sandbox.jira.texts import wrong

_Choice = Named | Version | Component


def parse(raw: bytes) -> Mapping[str, object]:
    """Read a body. Raises Refusal 400 where it is no JSON object."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal(
            400, "There was an error parsing JSON. Check that your request body is valid."
        ) from None
    if not isinstance(found, dict):
        raise Refusal(400, "Cannot deserialize the request body: it is not an object.")
    return found


def fields(
    state: State, said: object, *, project: str, version: int, moving: bool = False
) -> dict[str, Stored]:
    """Read the fields of a body; all that are wrong are named together."""
    given = said if isinstance(said, dict) else {}
    read: dict[str, Stored] = {}
    errors: dict[str, str] = {}
    for name, value in given.items():
        try:
            read[name] = _field(state, name, value, project, version, moving=moving)
        except Refusal as refusal:
            errors |= refusal.errors
    if errors:
        raise Refusal(400, errors=errors)
    return read


def operations(
    state: State, said: object, issue: Issue, *, version: int
) -> tuple[dict[str, Stored], tuple[str, ...], tuple[str, ...]]:
    """Read the `update` part of a body: fields to set, labels to add, labels to remove."""
    sets: dict[str, Stored] = {}
    on: list[str] = []
    off: list[str] = []
    for name, steps in (said if isinstance(said, dict) else {}).items():
        for step in steps if isinstance(steps, list) else []:
            ((verb, value),) = step.items() if isinstance(step, dict) and step else (("", None),)
            if verb == "set":
                sets[name] = _field(state, name, value, issue.project, version, moving=False)
            elif name == "labels" and verb in ("add", "remove"):
                (on if verb == "add" else off).append(_text(value, "labels"))
            else:
                raise wrong(name, f"Field '{name}' does not support operation '{verb}'.")
    return sets, tuple(on), tuple(off)


def properties(said: object) -> dict[str, object]:
    """Read a list of properties, each a key and a value."""
    listed = said if isinstance(said, list) else []
    pairs = [one for one in listed if isinstance(one, dict) and "key" in one]
    return {str(one["key"]): one.get("value") for one in pairs}


def words(body: Mapping[str, object], *, version: int) -> str:
    """Read the text of a comment: wiki text in version 2, a document in version 3."""
    if version > 2:  # noqa: PLR2004 - Jira's own number
        return adf.plain(body.get("body"), "comment")
    given = body.get("body")
    if not isinstance(given, str):
        raise wrong("comment", "Comment body is not valid!")
    return given


def _field(
    state: State, name: str, value: object, project: str, version: int, *, moving: bool
) -> Stored:
    field = FIELDS.get(name)
    if field is None or (field.fixed and not moving):
        raise wrong(
            name,
            f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.",
        )
    if value is None:
        return () if field.several else None
    if not field.several:
        return _one(state, field, value, project, version)
    if field.kind is Kind.SPRINTS and not isinstance(value, list):
        value = [value]
    if not isinstance(value, list):
        raise wrong(name, "data was not an array")
    return tuple(str(_one(state, field, one, project, version)) for one in value)


def _one(state: State, field: Field, value: object, project: str, version: int) -> Stored:
    match field.kind:
        case Kind.NUMBER:
            return _number(value, field.id)
        case Kind.RICH if version > 2:  # noqa: PLR2004 - Jira's own number
            return adf.plain(value, field.id)
        case Kind.TEXT | Kind.RICH | Kind.DATE | Kind.LABELS:
            return _text(value, field.id)
        case Kind.USER | Kind.PARENT | Kind.SPRINTS:
            return _pointed_at(state, field, value)
        case _:
            return _choice(value, _choices(state, field, project), field)


def _choices(state: State, field: Field, project: str) -> Sequence[_Choice]:
    listed: Mapping[Kind, Sequence[_Choice]] = {
        Kind.PRIORITY: PRIORITIES,
        Kind.RESOLUTION: RESOLUTIONS,
        Kind.TYPE: [Named(one.id, one.name) for one in TYPES],
        Kind.VERSIONS: [one for one in state.versions.values() if one.project == project],
        Kind.COMPONENTS: [one for one in state.components.values() if one.project == project],
    }
    return listed.get(field.kind, field.options)


def _choice(value: object, choices: Sequence[_Choice], field: Field) -> str:
    """Find the one of a list that is named by its id, its name or, as an option, its value."""
    word = "value" if field.kind in (Kind.OPTION, Kind.OPTIONS) else "name"
    if not isinstance(value, dict) or not {"id", word} & value.keys():
        raise wrong(field.id, f"Specify a valid 'id' or '{word}' for {field.name}")
    for one in choices:
        if value.get("id") == one.id or ("id" not in value and value[word] == one.name):
            return one.id
    raise wrong(field.id, f"Option value '{value.get(word, value.get('id'))}' is not valid")


def _pointed_at(state: State, field: Field, value: object) -> str:
    """Find the account, issue or sprint a value names."""
    if field.kind is Kind.SPRINTS:
        return _known(str(value), state.sprints, field.id)
    if field.kind is Kind.PARENT:
        return state.issue(_text(_part(value, "key", "id"), field.id)).id
    return _known(_text(_part(value, "accountId", "id"), field.id), state.users, field.id)


def _known(id_: str, among: Mapping[str, object], field: str) -> str:
    if id_ not in among:
        raise wrong(field, f"'{id_}' does not exist or you do not have permission to see it.")
    return id_


def _part(value: object, *names: str) -> object:
    said = value if isinstance(value, dict) else {}
    return next((said[name] for name in names if name in said), None)


def _number(value: object, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(field, "Operation value must be a number")
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise wrong(field, "Operation value must be a string")
    return value
