"""The organisation's project.

https://docs.github.com/rest/projects/items
"""

from flask import Response, request

from automation.sandbox.github import asked_beside as asked
from automation.sandbox.github.acts import AddItem, RemoveItem, SetField
from automation.sandbox.github.answers import answer, leafed
from automation.sandbox.github.desk import Desk, Route
from automation.sandbox.github.project_wire import field_json, item_json, project_url
from automation.sandbox.github.records import Field, Project, ProjectItem
from automation.sandbox.github.state import Refusal
from automation.sandbox.github.wire import Json

PROJECT = "/orgs/<owner>/projectsV2/<int:number>"
ITEM = f"{PROJECT}/items/<int:item>"


class ProjectApi:
    """Reads and writes of the one project."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """List the calls."""
        return [
            ("GET", f"{PROJECT}/fields", self.fields),
            ("GET", f"{PROJECT}/items", self.items),
            ("POST", f"{PROJECT}/items", self.add_item),
            ("GET", ITEM, self.item),
            ("PATCH", ITEM, self.edit_item),
            ("DELETE", ITEM, self.remove_item),
        ]

    def fields(self, owner: str, number: int) -> Response:
        """List its fields."""
        project = self._project(owner, number)

        def write(field: Field) -> Json:
            return field_json(self._desk.wire, project, field)

        url = f"{project_url(self._desk.wire, project)}/fields"
        return leafed(project.fields, write, url=url, name=lambda field: field.id)

    def items(self, owner: str, number: int) -> Response:
        """List its items, oldest first."""
        project = self._project(owner, number)
        rows = sorted(project.items.values(), key=lambda item: item.id)
        url = f"{project_url(self._desk.wire, project)}/items"
        return leafed(
            rows, lambda item: self._written(project, item), url=url, name=lambda item: item.id
        )

    def item(self, owner: str, number: int, item: int) -> Response:
        """Show one item."""
        project = self._project(owner, number)
        return answer(self._written(project, _item(project, item)))

    def add_item(self, owner: str, number: int) -> Response:
        """Put an issue or a pull request into it."""
        self._project(owner, number)
        self._desk.do(AddItem(asked.content(self._desk.body(), self._desk.state)))
        project = self._project(owner, number)
        return answer(self._written(project, project.items[max(project.items)]), 201)

    def edit_item(self, owner: str, number: int, item: int) -> Response:
        """Give some of an item's fields a value."""
        self._project(owner, number)
        self._desk.do(*(SetField(item, *pair) for pair in asked.values(self._desk.body())))
        return self.item(owner, number, item)

    def remove_item(self, owner: str, number: int, item: int) -> Response:
        """Take an item out."""
        self._project(owner, number)
        self._desk.do(RemoveItem(item))
        return Response(status=204)

    def _project(self, owner: str, number: int) -> Project:
        project = self._desk.state.project
        if project is None or project.owner.lower() != owner.lower() or project.number != number:
            raise Refusal(404, "Not Found")
        return project

    def _written(self, project: Project, item: ProjectItem) -> Json:
        """Write an item; of its fields only its title, unless the query names others."""
        written = item_json(self._desk.wire, self._desk.state, project, item)
        named = {text for text in request.args.get("fields", "").split(",") if text}
        shown = [field for field in _fields(written) if not named or str(field["id"]) in named]
        return {**written, "fields": shown if named else shown[:1]}


def _fields(written: Json) -> list[Json]:
    found = written["fields"]
    return found if isinstance(found, list) else []


def _item(project: Project, id_: int) -> ProjectItem:
    if id_ not in project.items:
        raise Refusal(404, "Not Found")
    return project.items[id_]
