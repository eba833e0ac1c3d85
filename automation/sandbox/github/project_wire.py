"""The organisation's project in the shapes of GitHub's REST API and webhooks.

The two differ: a webhook writes a name as text, the API as raw text and HTML.
https://docs.github.com/rest/projects/items
"""

from datetime import timedelta
from html import escape

from automation.sandbox.github.happenings import FieldChange
from automation.sandbox.github.pull_wire import pull_json
from automation.sandbox.github.records import Field, Iteration, Option, Project, ProjectItem
from automation.sandbox.github.state import State
from automation.sandbox.github.wire import API, Json, Wire, issue_node, node_id, stamp


def project_url(wire: Wire, project: Project) -> str:
    """Say where the API shows the project."""
    return f"{wire.site}{API}/orgs/{project.owner}/projectsV2/{project.number}"


def item_told(wire: Wire, state: State, project: Project, item: ProjectItem) -> Json:
    """Write an item as a webhook shows it: no repository, only the node of what it holds."""
    found = state.located(item.content)
    kind = "PullRequest" if found and found[1].pull else "Issue"
    return {
        "id": item.id,
        "node_id": node_id("PVTI", item.id),
        "project_node_id": node_id("PVT", project.id),
        "content_node_id": issue_node(found[1]) if found else node_id("I", item.content),
        "content_type": kind,
        "creator": wire.user(state.users[item.creator]),
        "created_at": stamp(item.created_at),
        "updated_at": stamp(item.updated_at),
        "archived_at": None,
    }


def change_told(project: Project, change: FieldChange) -> Json:
    """Write what a webhook says of one field that was edited."""
    field = next(field for field in project.fields if field.id == change.field)
    return {
        "field_value": {
            "field_node_id": node_id("PVTF", field.id),
            "field_type": field.kind,
            "field_name": field.name,
            "project_number": project.number,
            "from": _told(project, field, change.old),
            "to": _told(project, field, change.new),
        }
    }


def item_json(wire: Wire, state: State, project: Project, item: ProjectItem) -> Json:
    """Write an item as the API shows it, with what it holds and the fields it has."""
    found = state.located(item.content)
    content: Json | None = None
    title = ""
    if found:
        repository, issue = found
        write = pull_json if issue.pull else Wire.full_issue
        content, title = write(wire, state, repository, issue), issue.title
    url = project_url(wire, project)
    return {
        "id": item.id,
        "node_id": node_id("PVTI", item.id),
        "project_url": url,
        "item_url": f"{url}/items/{item.id}",
        "content_type": "PullRequest" if found and found[1].pull else "Issue",
        "content": content,
        "creator": wire.user(state.users[item.creator]),
        "created_at": stamp(item.created_at),
        "updated_at": stamp(item.updated_at),
        "archived_at": None,
        "fields": [
            {"id": project.id + 1, "name": "Title", "data_type": "title", "value": _both(title)},
            *(_value_json(project, field, item) for field in project.fields),
        ],
    }


def field_json(wire: Wire, project: Project, field: Field) -> Json:
    """Write a field with what it can hold."""
    written: Json = {
        "id": field.id,
        "node_id": node_id("PVTF", field.id),
        "name": field.name,
        "data_type": field.kind,
        "project_url": project_url(wire, project),
        "created_at": stamp(project.created_at),
        "updated_at": stamp(project.created_at),
    }
    if field.kind == "single_select":
        written["options"] = [_option_json(option) for option in field.options]
    if field.kind == "iteration":
        written["configuration"] = {
            "start_day": 1,
            "duration": field.iterations[0].days,
            "iterations": [_iteration_json(project, one) for one in field.iterations],
        }
    return written


def _told(project: Project, field: Field, value: str | float | None) -> object:
    choice = _choice(field, value)
    if isinstance(choice, Option):
        return {"id": choice.id, "name": choice.name, "color": choice.color, "description": ""}
    if isinstance(choice, Iteration):
        return {
            "id": choice.id,
            "title": choice.title,
            "title_html": escape(choice.title),
            "duration": choice.days,
            "start_date": choice.start.isoformat(),
            "completed": _is_over(project, choice),
        }
    # A date is told with the midnight it begins at.
    return f"{value}T00:00:00+00:00" if field.kind == "date" and value else value


def _value_json(project: Project, field: Field, item: ProjectItem) -> Json:
    value = item.values.get(field.id)
    choice = _choice(field, value)
    shown: object = value
    if isinstance(choice, Option):
        shown = _option_json(choice)
    if isinstance(choice, Iteration):
        shown = _iteration_json(project, choice)
    if field.kind == "text" and isinstance(value, str):
        shown = _both(value)
    return {"id": field.id, "name": field.name, "data_type": field.kind, "value": shown}


def _choice(field: Field, value: str | float | None) -> Option | Iteration | None:
    choices: tuple[Option | Iteration, ...] = (*field.options, *field.iterations)
    return next((choice for choice in choices if choice.id == value), None)


def _option_json(option: Option) -> Json:
    return {
        "id": option.id,
        "name": _both(option.name),
        "description": _both(""),
        "color": option.color,
    }


def _iteration_json(project: Project, iteration: Iteration) -> Json:
    return {
        "id": iteration.id,
        "title": _both(iteration.title),
        "start_date": iteration.start.isoformat(),
        "duration": iteration.days,
        "completed": _is_over(project, iteration),
    }


def _is_over(project: Project, iteration: Iteration) -> bool:
    """Whether it ended before the newest change; the project has no other clock."""
    moved = [item.updated_at for item in project.items.values()]
    return (
        iteration.start + timedelta(days=iteration.days)
        <= max(moved, default=project.created_at).date()
    )


def _both(text: str) -> Json:
    return {"raw": text, "html": escape(text)}
