"""Puts the pretend GitHub together: one room, its API twice, its own doors, its pages."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from automation.sandbox.app import blank_app
from automation.sandbox.github.answers import refused
from automation.sandbox.github.api import Api
from automation.sandbox.github.control import Control
from automation.sandbox.github.door import Door
from automation.sandbox.github.face import Face
from automation.sandbox.github.faults import Faults
from automation.sandbox.github.graphql_api import GraphqlApi
from automation.sandbox.github.room import Room, utc_now
from automation.sandbox.github.settings import SandboxGitHub
from automation.sandbox.github.state import Refusal
from automation.sandbox.github.wire import API
from automation.sandbox.server import ROOM
from automation.sandbox.shield import shield

MACHINES = (
    "/api/",
    "/repos/",
    "/orgs/",
    "/user",
    "/graphql",
    "/_sandbox/",
)  # paths that answer with JSON only


def create_app(settings: SandboxGitHub, *, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Build the app. `room_of(app).start()` lets it speak, `.close()` ends it.

    Raises SettingsError where its folder cannot be used.
    """
    app = blank_app(__name__, settings.templates, settings.zone)
    room, faults = Room(settings, clock=clock), Faults()
    app.extensions[ROOM] = room
    api, graphql = Api(room).blueprint(), GraphqlApi(room).blueprint()
    door = Door(settings.token, faults)
    door.guard(api)
    door.guard(graphql)
    app.register_blueprint(api)
    app.register_blueprint(graphql)
    app.register_blueprint(api, url_prefix=API, name="api_enterprise")
    app.register_blueprint(Control(room, faults).blueprint())
    app.register_blueprint(Face(room, clock=clock).blueprint())
    shield(app)
    app.register_error_handler(HTTPException, _astray)
    return app


def room_of(app: Flask) -> Room:
    """Find the room that `create_app` put into an app."""
    room = app.extensions[ROOM]
    if not isinstance(room, Room):
        raise TypeError("not an app of the pretend GitHub")
    return room


def _astray(error: HTTPException) -> Response | tuple[str, int]:
    """Answer a path nobody knows, in the language of whoever came by it."""
    # GitHub says 404 also for a method it does not know.
    status = 404 if error.code == 405 else error.code or 500  # noqa: PLR2004 - HTTP's own number
    if request.path.startswith(MACHINES):
        return refused(Refusal(status, "Not Found" if status == 404 else error.name))  # noqa: PLR2004 - the same
    sorry = "There is nothing here." if status == 404 else f"{error.name}."  # noqa: PLR2004 - the same
    return render_template("sandbox/astray.html", sorry=sorry), status
