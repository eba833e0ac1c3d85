"""What a caller of the API asks for: of issues, their comments and their links."""

from collections.abc import Mapping

from automation.sandbox.github import reading
from automation.sandbox.github.acts import (
    Act,
    CloseIssue,
    EditIssue,
    OpenIssue,
    ReopenIssue,
    SetAssignees,
    SetLabels,
    SetMilestone,
    SetType,
)
from automation.sandbox.github.reading import Fields, unusable


def labels(body: object) -> tuple[str, ...]:
    """Read the names in `{"labels": [...]}`, a bare list or one string, as GitHub takes them.

    Each may be a string or an object with a name.
    https://docs.github.com/rest/issues/labels#set-labels-for-an-issue
    """
    found = body.get("labels") if isinstance(body, Mapping) else body
    if isinstance(found, str):
        return (found,)
    if not isinstance(found, list):
        raise unusable("labels")
    return tuple(reading.text(_name(one), "labels") for one in found)


def new_issue(full_name: str, body: object) -> OpenIssue:
    """Read an issue to open."""
    fields = reading.fields(body)
    return OpenIssue(
        full_name,
        reading.text(fields.get("title"), "title"),
        reading.maybe(fields.get("body"), "body"),
        labels(fields.get("labels") or []),
        reading.texts(fields.get("assignees") or [], "assignees"),
    )


def placed(full_name: str, number: int, body: object) -> list[Act]:
    """Read the milestone and the type, of a new issue or of one that is there."""
    fields = reading.fields(body)
    acts: list[Act] = []
    if "milestone" in fields:
        found = fields["milestone"]
        milestone = None if found is None else reading.number(found, "milestone")
        acts.append(SetMilestone(full_name, number, milestone))
    if "type" in fields:
        acts.append(SetType(full_name, number, reading.maybe(fields["type"], "type")))
    return acts


def changes(full_name: str, number: int, body: object) -> list[Act]:
    """Read the parts of a PATCH: words, labels, people, milestone, type, open or closed."""
    fields = reading.fields(body)
    acts: list[Act] = []
    if "title" in fields or "body" in fields:
        title = reading.maybe(fields.get("title"), "title")
        words = reading.maybe(fields.get("body"), "body")
        acts.append(EditIssue(full_name, number, title, words))
    if fields.get("labels") is not None:
        acts.append(SetLabels(full_name, number, labels(fields["labels"])))
    if fields.get("assignees") is not None:
        people = reading.texts(fields["assignees"], "assignees")
        acts.append(SetAssignees(full_name, number, people))
    return acts + placed(full_name, number, body) + _state(full_name, number, fields)


def comment(body: object) -> str:
    """Read what a comment says."""
    return reading.text(reading.fields(body).get("body"), "body")


def sub_issue(body: object) -> tuple[int, bool]:
    """Read the id of a sub-issue, and whether it may be taken from another parent."""
    fields = reading.fields(body)
    found = reading.number(fields.get("sub_issue_id"), "sub_issue_id")
    return found, reading.flag(fields.get("replace_parent"))


def issue_id(body: object) -> int:
    """Read the id of an issue in the way."""
    return reading.number(reading.fields(body).get("issue_id"), "issue_id")


def _state(full_name: str, number: int, fields: Fields) -> list[Act]:
    match fields.get("state"):
        case None:
            return []
        case "open":
            return [ReopenIssue(full_name, number)]
        case "closed":
            reason = reading.maybe(fields.get("state_reason"), "state_reason")
            return [CloseIssue(full_name, number, reason or "completed")]
        case _:
            raise unusable("state")


def _name(one: object) -> object:
    return one.get("name") if isinstance(one, Mapping) else one
