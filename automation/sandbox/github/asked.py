"""What a caller of the API asks for in a body. GitHub reads JSON whatever the content type says."""

import json
from collections.abc import Mapping

from automation.sandbox.github.acts import (
    Act,
    CloseIssue,
    CreateLabel,
    EditIssue,
    OpenIssue,
    ReopenIssue,
    SetAssignees,
    SetLabels,
)
from automation.sandbox.github.state import Refusal


def parse(raw: bytes) -> object:
    """Read a body. Raises Refusal 400 where it is no JSON."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal(400, "Problems parsing JSON") from None


def labels(body: object) -> tuple[str, ...]:
    """Read the names in `{"labels": [...]}`, a bare list or one string, as GitHub takes them.

    Each may be a string or an object with a name.
    https://docs.github.com/rest/issues/labels#set-labels-for-an-issue
    """
    found = body.get("labels") if isinstance(body, Mapping) else body
    if isinstance(found, str):
        return (found,)
    if not isinstance(found, list):
        raise _unusable("labels")
    return tuple(_text(_name(one), "labels") for one in found)


def new_label(full_name: str, body: object) -> CreateLabel:
    """Read a label to create; GitHub gives grey to one without a colour."""
    fields = _fields(body)
    return CreateLabel(
        full_name,
        _text(fields.get("name"), "name"),
        _text(fields.get("color", "ededed"), "color"),
        _maybe(fields.get("description"), "description"),
    )


def new_issue(full_name: str, body: object) -> OpenIssue:
    """Read an issue to open."""
    fields = _fields(body)
    return OpenIssue(
        full_name,
        _text(fields.get("title"), "title"),
        _maybe(fields.get("body"), "body"),
        labels(fields.get("labels") or []),
        _list(fields.get("assignees") or [], "assignees"),
    )


def changes(full_name: str, number: int, body: object) -> list[Act]:
    """Read the parts of a PATCH: words, labels, people, and open or closed."""
    fields = _fields(body)
    acts: list[Act] = []
    if "title" in fields or "body" in fields:
        title = _maybe(fields.get("title"), "title")
        acts.append(EditIssue(full_name, number, title, _maybe(fields.get("body"), "body")))
    if fields.get("labels") is not None:
        acts.append(SetLabels(full_name, number, labels(fields["labels"])))
    if fields.get("assignees") is not None:
        acts.append(SetAssignees(full_name, number, _list(fields["assignees"], "assignees")))
    return acts + _state(full_name, number, fields)


def _state(full_name: str, number: int, fields: Mapping[str, object]) -> list[Act]:
    match fields.get("state"):
        case None:
            return []
        case "open":
            return [ReopenIssue(full_name, number)]
        case "closed":
            reason = _maybe(fields.get("state_reason"), "state_reason")
            return [CloseIssue(full_name, number, reason or "completed")]
        case _:
            raise _unusable("state")


def _fields(body: object) -> Mapping[str, object]:
    if not isinstance(body, dict):
        raise Refusal(400, "Body should be a JSON object")
    return body


def _name(one: object) -> object:
    return one.get("name") if isinstance(one, Mapping) else one


def _text(value: object, field: str) -> str:
    if isinstance(value, int) and field == "title":
        return str(value)
    if not isinstance(value, str):
        raise _unusable(field)
    return value


def _maybe(value: object, field: str) -> str | None:
    return None if value is None else _text(value, field)


def _list(value: object, field: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _unusable(field)
    return tuple(_text(one, field) for one in value)


def _unusable(field: str) -> Refusal:
    return Refusal(422, "Validation Failed", (("Issue", field, "invalid"),))
