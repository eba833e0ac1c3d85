"""Jira's custom fields: their values, and the three that Jira's own boards keep in them.

A webhook names a custom field by its number only, so the boards' fields are known by their shape.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from automation.model import Value
from automation.trackers.jira.shapes import KEY, identity, number, words
from automation.trackers.shapes import Payload, text

MOST: Final = 100
"""Custom fields of an issue that are taken, the lowest numbers first."""

_LONGEST_DOCUMENT: Final = 500
_SPRINT_STATES: Final = ("closed", "future", "active")
"""The later in this row, the more an issue belongs to the sprint."""

_OLD_SPRINT: Final = "com.atlassian.greenhopper.service.sprint.Sprint@"
_NOISE: Final = re.compile(r"\{\}$|\{\w+=|com\.atlassian\.|\d\|[0-9a-z]{5,}:|[^|]*?_\*:\*_")
"""What no person wrote: the development panel, beans of Java, the rank, the time in status."""


@dataclass(frozen=True, slots=True)
class Sprint:
    """A sprint as an issue shows it."""

    id: str
    name: str
    state: str


def values(fields: Payload) -> dict[str, Value]:
    """Every custom field with a value that a person could have given it, by its id.

    A select reads as its option, a person as the name, several as a tuple. Left out are the
    sprint, the flag and the rank, and what Jira's panels write for themselves.
    """
    found: dict[str, Value] = {}
    for name, raw in _custom(fields):
        value = None if is_flag(raw) or _is_sprint_field(raw) else value_of(raw)
        if value is not None:
            found[name] = value
        if len(found) == MOST:
            break
    return found


def value_of(raw: Any) -> Value:  # noqa: ANN401 - Jira's JSON ends here
    """The value of one field; None where there is none."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return number(raw)
    if isinstance(raw, str):
        return None if _is_noise(raw) else text(raw) or None
    if isinstance(raw, list):
        several = (value_of(each) for each in raw[:MOST] if not isinstance(each, list))
        return tuple(value for value in several if value is not None) or None
    return _named(raw) if isinstance(raw, dict) else None


def sprint(fields: Payload) -> Sprint | None:
    """The sprint the issue is in: the active one, else the one that comes, else its last."""
    shown = [each for _, raw in _custom(fields) if isinstance(raw, list) for each in _sprints(raw)]
    return max(shown, key=_nearness, default=None)


def is_flagged(fields: Payload) -> bool:
    """Whether somebody raised the flag of Jira's boards."""
    return any(is_flag(raw) for _, raw in _custom(fields))


def is_flag(raw: object) -> bool:
    """The flag is a checkbox with one option.

    https://support.atlassian.com/jira-software-cloud/docs/flag-an-issue/
    """
    return isinstance(raw, list) and any(
        isinstance(each, dict) and each.get("value") == "Impediment" for each in raw
    )


def keys_held(fields: Payload) -> dict[str, str]:
    """The custom fields that hold the key of an issue and nothing else: the Epic Link is one."""
    return {
        name: raw
        for name, raw in _custom(fields)
        if isinstance(raw, str) and KEY.fullmatch(raw, endpos=_LONGEST_DOCUMENT)
    }


def parent_link(fields: Payload) -> str | None:
    """The key in Advanced Roadmaps' Parent Link, by which an epic has a parent."""
    for _, raw in _custom(fields):
        if isinstance(raw, dict) and "hasEpicLinkFieldDependency" in raw:
            data = raw.get("data")
            key = data.get("key") if isinstance(data, dict) else None
            if isinstance(key, str) and KEY.fullmatch(key):
                return key
    return None


def _custom(fields: Payload) -> Iterator[tuple[str, Any]]:
    """Custom fields with something in them, by their number."""
    numbered = (
        (int(name.removeprefix("customfield_")), name)
        for name in fields
        if name.startswith("customfield_") and _is_number(name.removeprefix("customfield_"))
    )
    yield from ((name, fields[name]) for _, name in sorted(numbered) if fields[name] is not None)


def _is_number(found: str) -> bool:
    return found.isdecimal() and found.isascii() and len(found) < len("1" + "0" * 18)


def _named(raw: Payload) -> Value:
    if raw.get("type") == "doc":
        return words(raw)[:_LONGEST_DOCUMENT] or None
    asked = raw.get("requestType")
    named = asked if isinstance(asked, dict) else raw
    names = (named.get(each) for each in ("displayName", "value", "name", "title", "key"))
    name = next((each for each in names if isinstance(each, str) and each), None)
    below = raw.get("child")
    if name and isinstance(below, dict) and isinstance(below.get("value"), str):
        name = f"{name} - {below['value']}"
    return None if name is None else text(name)


def _is_noise(raw: str) -> bool:
    return _NOISE.match(raw) is not None


def _is_sprint_field(raw: object) -> bool:
    return isinstance(raw, list) and next(_sprints(raw), None) is not None


def _sprints(raw: list[Any]) -> Iterator[Sprint]:
    for each in raw:
        if isinstance(each, dict) and _is_sprint(each):
            yield Sprint(identity(each["id"]), text(each["name"]), each["state"].lower())
        elif isinstance(each, str) and each.startswith(_OLD_SPRINT):
            yield from _old_sprint(text(each))


def _is_sprint(found: Payload) -> bool:
    known = str(found.get("state")).lower() in _SPRINT_STATES
    return known and isinstance(found.get("id"), int) and isinstance(found.get("name"), str)


def _old_sprint(said: str) -> Iterator[Sprint]:
    """Data Center before 8 shows its sprints as Java does: Sprint@1a2b[id=1,state=ACTIVE,...]."""
    id_, state, name = (
        re.search(rf"[\[,]{part}=(.*?)(?:,[A-Za-z]+=|\]$)", said)
        for part in ("id", "state", "name")
    )
    if id_ and name:
        yield Sprint(id_[1], name[1], state[1].lower() if state else "")


def _nearness(sprint: Sprint) -> tuple[int, int, str]:
    known = _SPRINT_STATES.index(sprint.state) if sprint.state in _SPRINT_STATES else -1
    return known, int(sprint.id) if _is_number(sprint.id) else 0, sprint.id
