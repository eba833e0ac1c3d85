"""The ways from one status to another: the pretend Jira's API for moving an issue."""

from flask import Blueprint, Response, request

from automation.sandbox.jira import asked
from automation.sandbox.jira.acts import MoveCard
from automation.sandbox.jira.answers import answer, empty
from automation.sandbox.jira.api import API
from automation.sandbox.jira.desk import Desk, routed
from automation.sandbox.jira.pieces import directory_entry
from automation.sandbox.jira.site import FIELDS, RESOLUTIONS, SCREENS, WORKFLOWS, Status
from automation.sandbox.jira.state import Issue
from automation.sandbox.jira.texts import wrong
from automation.sandbox.jira.wire import Json


class Moving(Desk):
    """Reads and takes transitions; a transition has its status's number."""

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("moving", __name__, url_prefix=API)
        path = "/issue/<name>/transitions"
        routes.add_url_rule(path, "transitions", self.transitions, methods=["GET"])
        routes.add_url_rule(path, "move_card", self.move_card, methods=["POST"])
        return routed(routes)

    def transitions(self, name: str) -> Response:
        """List the statuses an issue can be given, with their screens where wanted."""
        issue = self.state.issue(name)
        listed = [self._transition(status) for status in WORKFLOWS[issue.project]]
        return answer({"expand": "transitions", "transitions": listed})

    def move_card(self, name: str) -> Response:
        """Give an issue another status; its screen has to be filled in."""
        issue, body = self.state.issue(name), self.body()
        said = body.get("transition")
        wanted = str(said.get("id", "")) if isinstance(said, dict) else ""
        fields = asked.fields(
            self.state,
            body.get("fields"),
            project=issue.project,
            version=self.version,
            moving=True,
        )
        _check_screen(issue, wanted, set(fields))
        self.do(MoveCard(issue.id, wanted, fields))
        return empty()

    def _transition(self, status: Status) -> Json:
        screen = SCREENS.get(status.id, ())
        shown = "transitions.fields" in request.args.get("expand", "").split(",")
        return {
            "id": status.id,
            "name": status.name,
            "to": self.wire.status(status, self.version),
            "hasScreen": bool(screen),
            "isGlobal": True,
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
            "isLooped": False,
            **({"fields": {name: _asked_for(name) for name in screen}} if shown else {}),
        }


def _asked_for(name: str) -> Json:
    """Write a field that a screen asks for."""
    entry = directory_entry(FIELDS[name])
    allowed = [{"id": one.id, "name": one.name} for one in RESOLUTIONS]
    return {
        "required": True,
        "schema": entry["schema"],
        "name": entry["name"],
        "key": name,
        "hasDefaultValue": False,
        "operations": ["set"],
        **({"allowedValues": allowed} if name == "resolution" else {}),
    }


def _check_screen(issue: Issue, status: str, filled: set[str]) -> None:
    for name in SCREENS.get(status, ()):
        if name not in filled and not issue.fields.get(name):
            raise wrong(name, f"{FIELDS[name].name} is required.")
