"""What a caller of the API asks for beside issues: labels, milestones, releases, the project."""

from automation.sandbox.github import reading
from automation.sandbox.github.acts import (
    Act,
    CloseMilestone,
    CreateLabel,
    CreateMilestone,
    CreateRelease,
    EditLabel,
    EditMilestone,
    EditRelease,
    PublishRelease,
    ReopenMilestone,
)
from automation.sandbox.github.reading import maybe, text, unusable
from automation.sandbox.github.state import Refusal, State


def new_label(full_name: str, body: object) -> CreateLabel:
    """Read a label to create; GitHub gives grey to one without a colour."""
    fields = reading.fields(body)
    return CreateLabel(
        full_name,
        text(fields.get("name"), "name"),
        text(fields.get("color", "ededed"), "color"),
        maybe(fields.get("description"), "description"),
    )


def changed_label(full_name: str, name: str, body: object) -> EditLabel:
    """Read what a label is to become."""
    fields = reading.fields(body)
    return EditLabel(
        full_name,
        name,
        maybe(fields.get("new_name"), "new_name"),
        maybe(fields.get("color"), "color"),
        maybe(fields.get("description"), "description"),
    )


def new_milestone(full_name: str, body: object) -> CreateMilestone:
    """Read a milestone to create."""
    fields = reading.fields(body)
    return CreateMilestone(
        full_name,
        text(fields.get("title"), "title"),
        maybe(fields.get("description"), "description"),
        maybe(fields.get("due_on"), "due_on"),
    )


def changed_milestone(full_name: str, number: int, body: object) -> list[Act]:
    """Read the parts of a PATCH; a date that is null is taken away."""
    fields = reading.fields(body)
    acts: list[Act] = []
    if fields.keys() & {"title", "description", "due_on"}:
        due = maybe(fields.get("due_on"), "due_on")
        acts.append(
            EditMilestone(
                full_name,
                number,
                maybe(fields.get("title"), "title"),
                maybe(fields.get("description"), "description"),
                "" if "due_on" in fields and due is None else due,
            )
        )
    match fields.get("state"):
        case None:
            return acts
        case "open":
            return [*acts, ReopenMilestone(full_name, number)]
        case "closed":
            return [*acts, CloseMilestone(full_name, number)]
        case _:
            raise unusable("state")


def new_release(full_name: str, body: object) -> CreateRelease:
    """Read a release to draft or publish."""
    fields = reading.fields(body)
    return CreateRelease(
        full_name,
        text(fields.get("tag_name"), "tag_name"),
        maybe(fields.get("name"), "name") or "",
        maybe(fields.get("body"), "body") or "",
        maybe(fields.get("target_commitish"), "target_commitish") or "main",
        reading.flag(fields.get("draft")),
        reading.flag(fields.get("prerelease")),
    )


def changed_release(full_name: str, release: int, body: object) -> list[Act]:
    """Read what a release is to become; `"draft": false` publishes it."""
    fields = reading.fields(body)
    edit = EditRelease(
        full_name,
        release,
        maybe(fields.get("tag_name"), "tag_name"),
        maybe(fields.get("name"), "name"),
        maybe(fields.get("body"), "body"),
        reading.flag(fields["prerelease"]) if "prerelease" in fields else None,
    )
    publish = [PublishRelease(full_name, release)] if fields.get("draft") is False else []
    return [edit, *publish]


def content(body: object, state: State) -> int:
    """Read what to put into the project: by its id, or by repository and number."""
    fields = reading.fields(body)
    if "id" in fields:
        return reading.number(fields["id"], "id")
    place = f"{text(fields.get('owner'), 'owner')}/{text(fields.get('repo'), 'repo')}"
    return state.repository(place).issue(reading.number(fields.get("number"), "number")).id


def values(body: object) -> list[tuple[int, str | float | None]]:
    """Read `{"fields": [{"id": ..., "value": ...}]}`; null takes a value away."""
    found = reading.fields(body).get("fields")
    if not isinstance(found, list):
        raise unusable("fields")
    return [_value(reading.fields(one)) for one in found]


def _value(one: reading.Fields) -> tuple[int, str | float | None]:
    value = one.get("value")
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise Refusal(422, "Validation Failed", (("ProjectV2Item", "value", "invalid"),))
    return reading.number(one.get("id"), "id"), value
