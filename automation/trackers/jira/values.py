"""What a field of Jira holds, in our words, and back in Jira's own shape by the field's schema."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from automation.model import Value

_NAMED_BY: Final = {
    **dict.fromkeys(("option", "option-with-child"), "value"),
    **dict.fromkeys(
        ("priority", "version", "component", "resolution", "issuetype", "group", "securitylevel"),
        "name",
    ),
}
"""Schema type -> the name under which one of a list is chosen."""
_NAMES: Final = ("value", "accountId", "name", "key", "id")
"""What stands for an object, the most telling first; a person's `name` is only Data Center's."""


def read_value(raw: Any) -> Value:  # noqa: ANN401 - Jira's JSON
    """The value of a field; None where there is none, a tuple where there can be several."""
    if isinstance(raw, dict):
        return next((str(raw[name]) for name in _NAMES if raw.get(name) is not None), None)
    if isinstance(raw, list):
        return tuple(read_value(one) for one in raw) or None
    return raw if isinstance(raw, int | float) or raw else None


def write_value(value: Value, schema: Mapping[str, Any], *, cloud: Callable[[], bool]) -> Any:  # noqa: ANN401 - Jira's JSON
    """This value as Jira wants it; `cloud` is asked only where a person is to be written.

    https://developer.atlassian.com/server/jira/platform/jira-rest-api-examples/
    """
    kind = schema.get("type")
    if kind == "array":
        several = value if isinstance(value, tuple) else (() if value is None else (value,))
        inner = {"type": schema.get("items")}
        return [write_value(one, inner, cloud=cloud) for one in several]
    if value is None:
        return None
    if kind == "user":
        return {"accountId" if cloud() else "name": value}
    if kind in _NAMED_BY:
        return {_NAMED_BY[kind]: value}
    if isinstance(value, datetime):
        return _time(value, day=kind == "date")
    return value if kind == "number" or not isinstance(value, int | float) else str(value)


def _time(at: datetime, *, day: bool) -> str:
    """A day, or a moment to the millisecond with its offset, as Jira reads them."""
    if day:
        return at.date().isoformat()
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}{at:%z}"
