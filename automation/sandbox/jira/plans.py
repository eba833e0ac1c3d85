"""Links, versions and the board's sprints: the pretend Jira's API for what belongs together."""

from flask import Blueprint, Response

from automation.sandbox.jira.acts import (
    CreateSprint,
    CreateVersion,
    EditSprint,
    EditVersion,
    LinkIssues,
    UnlinkIssues,
)
from automation.sandbox.jira.answers import answer, empty
from automation.sandbox.jira.api import API
from automation.sandbox.jira.desk import Desk, routed
from automation.sandbox.jira.site import BOARD, LINK_TYPES
from automation.sandbox.jira.state import Refusal
from automation.sandbox.jira.wire import Json

AGILE = "/rest/agile/1.0"


class Plans(Desk):
    """Reads and writes of links, versions and sprints."""

    def blueprint(self) -> Blueprint:
        """Build the routes of the platform."""
        routes = Blueprint("plans", __name__, url_prefix=API)
        for method, path, view in (
            ("GET", "/issueLinkType", self.link_types),
            ("POST", "/issueLink", self.link),
            ("DELETE", "/issueLink/<link_id>", self.unlink),
            ("POST", "/version", self.create_version),
            ("PUT", "/version/<version_id>", self.edit_version),
            ("GET", "/version/<version_id>", self.version_of),
        ):
            routes.add_url_rule(path, view.__name__, view, methods=[method])
        return routed(routes)

    def board_blueprint(self) -> Blueprint:
        """Build the routes of the board."""
        routes = Blueprint("board", __name__, url_prefix=AGILE)
        for method, path, view in (
            ("GET", f"/board/{BOARD}/sprint", self.sprints),
            ("POST", "/sprint", self.create_sprint),
            ("GET", "/sprint/<sprint_id>", self.sprint),
            ("POST", "/sprint/<sprint_id>", self.edit_sprint),
            ("PUT", "/sprint/<sprint_id>", self.edit_sprint),
        ):
            name = f"{view.__name__}_{method.lower()}"
            routes.add_url_rule(path, name, view, methods=[method])
        return routed(routes)

    def link_types(self) -> Response:
        """List the ways in which two issues can be tied together."""
        kinds = [self.wire.link_type(kind, self.version) for kind in LINK_TYPES]
        return answer({"issueLinkTypes": kinds})

    def link(self) -> Response:
        """Tie two issues together."""
        body = self.body()
        kind = _part(body.get("type"), "id", "name")
        found = next((one for one in LINK_TYPES if kind in (one.id, one.name)), None)
        if found is None:
            raise Refusal(404, f"No issue link type with name '{kind}' found.")
        # The inward issue is the one that "blocks": the outward one sees it at its inward end.
        source = self.state.issue(_part(body.get("inwardIssue"), "id", "key")).id
        target = self.state.issue(_part(body.get("outwardIssue"), "id", "key")).id
        self.do(LinkIssues(found.id, source=source, target=target))
        return empty(201)

    def unlink(self, link_id: str) -> Response:
        """Untie two issues."""
        self.do(UnlinkIssues(link_id))
        return empty()

    def create_version(self) -> Response:
        """Create a version."""
        body = self.body()
        number = str(body.get("projectId", ""))
        project = next(
            (
                one.key
                for one in self.state.projects.values()
                if one.id == number or one.key == body.get("project")
            ),
            "",
        )
        day = body.get("releaseDate")
        act = CreateVersion(project, str(body.get("name", "")), str(day) if day else None)
        made = self.do(act).happenings[0].version
        return answer(self._version(made.id if made else ""), 201)

    def edit_version(self, version_id: str) -> Response:
        """Change a version, or release it."""
        body = self.body()
        name, day, released = (body.get(one) for one in ("name", "releaseDate", "released"))
        self.do(
            EditVersion(
                version_id,
                str(name) if name is not None else None,
                str(day) if day is not None else None,
                bool(released) if released is not None else None,
            )
        )
        return answer(self._version(version_id))

    def version_of(self, version_id: str) -> Response:
        """Show one version."""
        return answer(self._version(version_id))

    def sprints(self) -> Response:
        """List the sprints of the board."""
        rows = [self.wire.sprint(one) for one in self.state.sprints.values()]
        page: Json = {"startAt": 0, "maxResults": 50, "total": len(rows), "isLast": True}
        return answer({**page, "values": rows})

    def sprint(self, sprint_id: str) -> Response:
        """Show one sprint."""
        if sprint_id not in self.state.sprints:
            raise Refusal(404, f"Sprint with id {sprint_id} does not exist")
        return answer(self.wire.sprint(self.state.sprints[sprint_id]))

    def create_sprint(self) -> Response:
        """Create a sprint that lies ahead."""
        body = self.body()
        act = CreateSprint(str(body.get("name", "")), str(body.get("goal") or ""))
        made = self.do(act).happenings[0].sprint
        if made is None:
            raise Refusal(500, "The sprint was not created.")
        return answer(self.wire.sprint(made), 201)

    def edit_sprint(self, sprint_id: str) -> Response:
        """Start a sprint, close it, or name it anew."""
        body = self.body()
        said = {name: str(body[name]) for name in ("name", "goal", "state") if body.get(name)}
        self.do(EditSprint(sprint_id, **said))
        return self.sprint(sprint_id)

    def _version(self, id_: str) -> Json:
        if id_ not in self.state.versions:
            raise Refusal(404, f"Could not find version for id '{id_}'")
        return self.wire.version(self.state, self.state.versions[id_], self.version)


def _part(said: object, *names: str) -> str:
    given = said if isinstance(said, dict) else {}
    return next((str(given[name]) for name in names if given.get(name)), "")
