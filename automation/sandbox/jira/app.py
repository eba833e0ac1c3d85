"""Puts the pretend Jira together: one room, its API, its own doors, its pages."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from automation.sandbox.app import blank_app
from automation.sandbox.faults import Faults
from automation.sandbox.jira.answers import refused
from automation.sandbox.jira.api import Api
from automation.sandbox.jira.bulk import Bulk
from automation.sandbox.jira.comments import Comments
from automation.sandbox.jira.control import Control
from automation.sandbox.jira.door import Door
from automation.sandbox.jira.face import Face
from automation.sandbox.jira.moving import Moving
from automation.sandbox.jira.plans import Plans
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.settings import SandboxJira
from automation.sandbox.jira.state import Refusal
from automation.sandbox.room import utc_now
from automation.sandbox.server import ROOM
from automation.sandbox.shield import shield

MACHINES = ("/rest/", "/_sandbox/")  # paths that answer with JSON only


def create_app(settings: SandboxJira, *, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Build the app. `room_of(app).start()` lets it speak, `.close()` ends it.

    Raises SettingsError where its folder cannot be used.
    """
    app = blank_app(__name__, settings.templates, settings.zone)
    room, faults = Room(settings, clock=clock), Faults()
    app.extensions[ROOM] = room
    door, plans = Door(settings.token, faults), Plans(room)
    for routes in (
        Api(room).blueprint(),
        Bulk(room).blueprint(),
        Moving(room).blueprint(),
        Comments(room).blueprint(),
        plans.blueprint(),
        plans.board_blueprint(),
    ):
        door.guard(routes)
        app.register_blueprint(routes)
    app.register_blueprint(Control(room, faults).blueprint())
    app.register_blueprint(Face(room, clock=clock).blueprint())
    shield(app)
    app.register_error_handler(HTTPException, _astray)
    return app


def room_of(app: Flask) -> Room:
    """Find the room that `create_app` put into an app."""
    room = app.extensions[ROOM]
    if not isinstance(room, Room):
        raise TypeError("not an app of the pretend Jira")
    return room


def _astray(error: HTTPException) -> Response | tuple[str, int]:
    """Answer a path nobody knows, in the language of whoever came by it."""
    status = error.code or 500
    if request.path.startswith(MACHINES):
        return refused(Refusal(status, error.name))
    sorry = "There is nothing here." if status == 404 else f"{error.name}."  # noqa: PLR2004 - HTTP's own number
    return render_template("sandbox/jira/astray.html", sorry=sorry), status
