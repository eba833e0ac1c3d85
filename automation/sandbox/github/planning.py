"""How issues and pull requests stand in the organisation's project. Pure.

The issue itself is not touched by it: its `updated_at` stays, as on GitHub.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import AddItem, RemoveItem, SetField
from automation.sandbox.github.happenings import FieldChange, Happening, Moved
from automation.sandbox.github.records import Field, Project, ProjectItem
from automation.sandbox.github.state import Refusal, State


def plan(state: State, act: AddItem | SetField | RemoveItem, *, by: str, at: datetime) -> Moved:
    """Add a row, give one of its fields a value, or remove it."""
    project = state.project
    if project is None:
        raise Refusal(404, "Not Found")
    match act:
        case AddItem():
            return _add(state, project, act, by, at)
        case SetField():
            return _set(state, project, act, by, at)
        case RemoveItem():
            old = _item(project, act.item)
            left = {id_: one for id_, one in project.items.items() if id_ != old.id}
            after = replace(state, project=replace(project, items=left))
            return after, (_told(Happening(action="deleted", by=by, at=at, part=old)),)


def _add(state: State, project: Project, act: AddItem, by: str, at: datetime) -> Moved:
    found = state.located(act.content)
    if found is None:
        raise Refusal(404, "Not Found")
    content = found[1].id
    if any(item.content == content for item in project.items.values()):
        return state, ()
    item = ProjectItem(
        id=state.last_id + 1, content=content, creator=by, created_at=at, updated_at=at
    )
    told = _told(Happening(action="created", by=by, at=at, part=item))
    return replace(_kept(state, project, item), last_id=item.id), (told,)


def _set(state: State, project: Project, act: SetField, by: str, at: datetime) -> Moved:
    old = _item(project, act.item)
    field = next((field for field in project.fields if field.id == act.field), None)
    if field is None:
        raise Refusal(404, "Not Found")
    value = _value(field, act.value)
    before = old.values.get(field.id)
    if value == before:
        return state, ()
    item = replace(old, values=_with(old.values, field.id, value), updated_at=at)
    change = FieldChange(item=item, field=field.id, old=before, new=value)
    return _kept(state, project, item), (
        _told(Happening(action="edited", by=by, at=at, part=change)),
    )


def _value(field: Field, value: str | float | None) -> str | float | None:
    """Take what a field can hold. Raises Refusal 422."""
    if value is None:
        return None
    refused = texts.invalid("ProjectV2Item", field.name, "invalid")
    if field.kind == "number":
        if isinstance(value, str):
            raise refused
        return value
    if not isinstance(value, str):
        raise refused
    if field.kind == "date":
        try:
            return date.fromisoformat(value[:10]).isoformat()
        except ValueError:
            raise refused from None
    choices = {one.id for one in field.options} | {one.id for one in field.iterations}
    if field.kind in ("single_select", "iteration") and value not in choices:
        raise refused
    return value


def _with(
    values: Mapping[int, str | float], field: int, value: str | float | None
) -> Mapping[int, str | float]:
    left = {id_: one for id_, one in values.items() if id_ != field}
    return left if value is None else {**left, field: value}


def _item(project: Project, id_: int) -> ProjectItem:
    if id_ not in project.items:
        raise Refusal(404, "Not Found")
    return project.items[id_]


def _kept(state: State, project: Project, item: ProjectItem) -> State:
    return replace(state, project=replace(project, items={**project.items, item.id: item}))


def _told(happening: Happening) -> Happening:
    return replace(happening, event="projects_v2_item")
