"""The organisation's project as GraphQL shows it, and what its mutations ask for.

https://docs.github.com/graphql/reference/objects#projectv2item
"""

from collections.abc import Mapping

from automation.sandbox.github.project_acts import SetField
from automation.sandbox.github.records import Field, Project, ProjectItem
from automation.sandbox.github.state import Issue, Refusal, State
from automation.sandbox.github.wire import Json, node_id, stamp

_ASKED_AS = {
    "text": "text",
    "number": "number",
    "date": "date",
    "single_select": "singleSelectOptionId",
    "iteration": "iterationId",
}
"""Under what a value of each kind of field is given."""


def cards(state: State, issue: Issue) -> Json:
    """Write the items of projects that hold an issue or a pull request."""
    project = state.project
    if project is None:
        return _listed("ProjectV2Item", [])
    held = (item for item in project.items.values() if item.content == issue.id)
    return _listed("ProjectV2Item", [_card(state, project, item) for item in held])


def wished(asked: Mapping[str, object], state: State, *, clears: bool) -> SetField:
    """Read what a mutation asks for. Raises Refusal."""
    project = state.project
    if project is None or asked.get("projectId") != node_id("PVT", project.id):
        raise Refusal(404, "Could not resolve to a node with the global id of the project.")
    items = (item for item in project.items if node_id("PVTI", item) == asked.get("itemId"))
    item = next(items, None)
    wanted = asked.get("fieldId")
    field = next((one for one in project.fields if node_id("PVTF", one.id) == wanted), None)
    if item is None or field is None:
        raise Refusal(404, "Could not resolve to a node with the global id of the item or field.")
    return SetField(item, field.id, None if clears else _value(field, asked.get("value")))


def _value(field: Field, said: object) -> str | float:
    given = said if isinstance(said, dict) else {}
    found = given.get(_ASKED_AS[field.kind])
    if len(given) != 1 or not isinstance(found, str | int | float):
        raise Refusal(422, f"Did not receive a value to update a field of type {field.kind}")
    return found


def _card(state: State, project: Project, item: ProjectItem) -> Json:
    found = state.located(item.content)
    text = found[1].title if found else ""
    title: Json = {"__typename": "ProjectV2ItemFieldTextValue", "text": text}
    values: list[Json] = [
        {**title, "updatedAt": stamp(item.created_at), "field": _title(project)},
        *(_told(item, field) for field in project.fields if field.id in item.values),
    ]
    return {
        "__typename": "ProjectV2Item",
        "id": node_id("PVTI", item.id),
        "isArchived": False,
        "createdAt": stamp(item.created_at),
        "updatedAt": stamp(item.updated_at),
        "project": _project(project),
        "fieldValues": _listed("ProjectV2ItemFieldValue", values),
    }


def _project(project: Project) -> Json:
    fields = [_title(project), *(_field(field) for field in project.fields)]
    return {
        "__typename": "ProjectV2",
        "id": node_id("PVT", project.id),
        "number": project.number,
        "title": project.title,
        "closed": False,
        "owner": {"__typename": "Organization", "login": project.owner},
        "fields": _listed("ProjectV2FieldConfiguration", fields),
    }


def _title(project: Project) -> Json:
    return _named("ProjectV2Field", project.id + 1, "Title", "title")


def _field(field: Field) -> Json:
    if field.kind == "single_select":
        options = [
            {"__typename": "ProjectV2SingleSelectFieldOption", "id": one.id, "name": one.name}
            for one in field.options
        ]
        named = _named("ProjectV2SingleSelectField", field.id, field.name, field.kind)
        return {**named, "options": options}
    if field.kind == "iteration":
        iterations = [
            {"__typename": "ProjectV2IterationFieldIteration", "id": one.id, "title": one.title}
            for one in field.iterations
        ]
        kind = "ProjectV2IterationFieldConfiguration"
        named = _named("ProjectV2IterationField", field.id, field.name, field.kind)
        return {**named, "configuration": {"__typename": kind, "iterations": iterations}}
    return _named("ProjectV2Field", field.id, field.name, field.kind)


def _named(type_: str, id_: int, name: str, kind: str) -> Json:
    return {
        "__typename": type_,
        "__interface": "ProjectV2FieldCommon",
        "id": node_id("PVTF", id_),
        "name": name,
        "dataType": kind.upper(),
    }


def _told(item: ProjectItem, field: Field) -> Json:
    value = item.values[field.id]
    # GitHub keeps when each value was set; here the item's own last change stands for all of them.
    common = {"updatedAt": stamp(item.updated_at), "field": _field(field)}
    options = {one.id: one.name for one in field.options}
    titles = {one.id: one.title for one in field.iterations}
    read: tuple[str, str, object] = {
        "text": ("Text", "text", value),
        "number": ("Number", "number", value),
        "date": ("Date", "date", value),
        "single_select": ("SingleSelect", "name", options.get(str(value))),
        "iteration": ("Iteration", "title", titles.get(str(value))),
    }[field.kind]
    type_, key, shown = read
    return {"__typename": f"ProjectV2ItemField{type_}Value", key: shown, **common}


def _listed(type_: str, nodes: list[Json]) -> Json:
    return {"__typename": f"{type_}Connection", "totalCount": len(nodes), "nodes": nodes}
