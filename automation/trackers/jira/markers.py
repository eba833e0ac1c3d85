"""The marker of a comment of ours: a property that people do not see."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from automation.errors import ServiceError

PROPERTY: Final = "pitboard"
"""Of a comment: {"key": marker}. https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/"""

Get = Callable[[str], Any]
"""A GET of this path, to Jira's JSON."""


def marked(text: str, marker: str) -> Mapping[str, object]:
    """A comment's body with its marker."""
    return {"body": text, "properties": [{"key": PROPERTY, "value": {"key": marker}}]}


def marker_of(comment: Mapping[str, Any], get: Get) -> str | None:
    """The marker of a comment of ours; asked for by itself where the list leaves it out."""
    if "properties" in comment:
        held = {one.get("key"): one.get("value") for one in comment["properties"]}
        value = held.get(PROPERTY)
    else:
        try:
            value = get(f"comment/{comment['id']}/properties/{PROPERTY}").get("value")
        except ServiceError as error:
            if not error.gone:
                raise
            return None
    return str(value["key"]) if isinstance(value, dict) and "key" in value else None
