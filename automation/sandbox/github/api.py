"""The REST API of the pretend GitHub, as far as Pitboard and its tests call it.

https://docs.github.com/rest
"""

from functools import cache

from flask import Blueprint, Response, request
from werkzeug.routing import Map, Rule

from automation.sandbox.github.answers import answer, moved, refused
from automation.sandbox.github.comments_api import CommentsApi
from automation.sandbox.github.deliveries_api import DeliveriesApi
from automation.sandbox.github.desk import Desk, Route
from automation.sandbox.github.issues_api import IssuesApi
from automation.sandbox.github.links_api import LinksApi
from automation.sandbox.github.project_api import ProjectApi
from automation.sandbox.github.pulls_api import PullsApi
from automation.sandbox.github.repository_api import RepositoryApi
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Refusal
from automation.sandbox.github.wire import API, BORN

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Api:
    """All calls of one room. Whoever holds the token acts as the bot."""

    def __init__(self, room: Room) -> None:
        """Speak for this room."""
        self._desk = Desk(room)
        found = self._routes()
        self._views = {f"{method} {path}": view for method, path, view in found}
        self._paths = _paths(tuple((method, path) for method, path, _ in found))

    def blueprint(self) -> Blueprint:
        """Build the few routes that all calls come in by."""
        routes = Blueprint("api", __name__)
        for path in ("/user", "/repos/<path:_>", "/orgs/<path:_>"):
            routes.add_url_rule(path, path, self.call, methods=METHODS)
        routes.register_error_handler(Refusal, self.refused)
        return routes

    def call(self, **_: str) -> Response:
        """Lead a call to its view. Raises NotFound or MethodNotAllowed."""
        path = request.path.removeprefix(API)
        name, arguments = self._paths.bind("").match(path, request.method)
        return self._views[name](**arguments)

    def user(self) -> Response:
        """Show whom the token belongs to."""
        room = self._desk.room
        me = room.state.users[room.settings.bot_login]
        unsaid = dict.fromkeys(("bio", "blog", "company", "email", "hireable", "location"))
        none = dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0)
        life = {"name": me.name, "created_at": BORN, "updated_at": BORN}
        seen = {**room.wire.user(me), "user_view_type": "public"}
        return answer({**seen, **unsaid, **none, **life})

    def refused(self, refusal: Refusal) -> Response:
        """Answer with GitHub's error, or say where a transferred issue is."""
        if refusal.moved_to is None:
            return refused(refusal)
        name, number = refusal.moved_to
        repository = self._desk.state.repository(name)
        return moved(refusal, f"{self._desk.wire.api(repository)}/issues/{number}")

    def _routes(self) -> list[Route]:
        desk = self._desk
        return [
            ("GET", "/user", self.user),
            *RepositoryApi(desk).routes(),
            *IssuesApi(desk).routes(),
            *CommentsApi(desk).routes(),
            *LinksApi(desk).routes(),
            *PullsApi(desk).routes(),
            *ProjectApi(desk).routes(),
            *DeliveriesApi(desk).routes(),
        ]


@cache
def _paths(calls: tuple[tuple[str, str], ...]) -> Map:
    """Compile these calls once: it is most of what it costs to build an app."""
    rules = [Rule(path, methods=[method], endpoint=f"{method} {path}") for method, path in calls]
    return Map(rules, merge_slashes=False)
