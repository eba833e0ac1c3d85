"""The fields of an issue, named as every tracker's are, and what kind of item it is."""

from collections.abc import Mapping
from typing import Any, Final

from automation.model import Value
from automation.trackers.jira import custom
from automation.trackers.jira.shapes import day, display_name
from automation.trackers.shapes import Payload, maybe, text, time

NONE_KNOWN: Final[Mapping[str, Value]] = dict.fromkeys(
    (
        "title",
        "state",
        "state_reason",
        "status",
        "status_category",
        "kind",
        "author",
        "reporter",
        "created",
        "updated",
        "closed",
        "due",
        "priority",
        "points",
        "sprint",
        "resolution",
        "comments",
    )
) | {"assignees": (), "versions": (), "components": (), "flagged": False}
"""Every field there is, as it reads where Jira says nothing.

`points` is a custom field of another number on every site. `comments` is told by Data Center's
webhooks only, and moves without the issue's `updated`: two truths of one second.
"""

_EPIC: Final = frozenset(
    {
        "epic",
        "epica",
        "epico",
        "epik",
        "epopee",
        "epos",
        "eepos",
        "épica",
        "épico",
        "épopée",
        "récit épique",
        "эпик",
        "エピック",
        "에픽",
        "史诗",
        "长篇故事",
    }
)
_INITIATIVE: Final = frozenset(
    {
        "initiative",
        "initiativ",
        "initiatief",
        "iniciativa",
        "iniziativa",
        "inicjatywa",
        "инициатива",
        "イニシアチブ",
        "이니셔티브",
    }
)


def read_fields(fields: Payload) -> dict[str, Value]:
    """The closed list of fields, and the custom ones by their id."""
    status = fields.get("status") or {}
    resolution = maybe(fields.get("resolution"), _name)
    return {
        **NONE_KNOWN,
        "title": maybe(fields.get("summary"), text) or "",
        "state": state(fields),
        "state_reason": resolution,
        "status": maybe(status.get("name"), text),
        "status_category": _category(fields),
        "kind": maybe(fields.get("issuetype"), _name),
        "author": maybe(fields.get("creator"), display_name),
        "reporter": maybe(fields.get("reporter"), display_name),
        "assignees": assignees(fields),
        "created": maybe(fields.get("created"), time),
        "updated": maybe(fields.get("updated"), time),
        "closed": maybe(fields.get("resolutiondate"), time),
        "due": maybe(fields.get("duedate"), day),
        "priority": maybe(fields.get("priority"), _name),
        "sprint": maybe(custom.sprint(fields), lambda found: found.name),
        "versions": names(fields.get("fixVersions")),
        "components": names(fields.get("components")),
        "resolution": resolution,
        "flagged": custom.is_flagged(fields),
        **custom.values(fields),
    }


def state(fields: Payload) -> str:
    """Whether it is closed: the status is of the category done; without one, it is resolved.

    A status can have the category "undefined", which says nothing.
    """
    category = _category(fields)
    known = category in {"new", "indeterminate", "done"}
    done = category == "done" if known else fields.get("resolution") is not None
    return "closed" if done else "open"


def assignees(fields: Payload) -> tuple[str, ...]:
    """The name of the one who has it, or nobody's."""
    user = fields.get("assignee")
    return (display_name(user),) if user else ()


def names(found: Any) -> tuple[str, ...]:  # noqa: ANN401 - Jira's JSON
    """The names of several versions or components, in Jira's order."""
    return tuple(_name(each) for each in found or ())


def type_of(issue_type: Any) -> str:  # noqa: ANN401 - Jira's JSON
    """epic, initiative or issue: by its level where Jira says it, and by its name.

    https://support.atlassian.com/jira-cloud-administration/docs/what-is-the-issue-type-hierarchy/
    """
    if not isinstance(issue_type, dict):
        return "issue"
    level = issue_type.get("hierarchyLevel")
    name = str(issue_type.get("name", "")).strip().casefold()
    if name in _INITIATIVE or (isinstance(level, int) and level > 1):
        return "initiative"
    return "epic" if name in _EPIC or level == 1 else "issue"


def _category(fields: Payload) -> str | None:
    """new, indeterminate, done or undefined."""
    category = (fields.get("status") or {}).get("statusCategory") or {}
    return maybe(category.get("key"), text)


def _name(found: Payload) -> str:
    return text(found["name"])
