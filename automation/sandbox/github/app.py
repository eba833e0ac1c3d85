"""Puts the pretend GitHub together: one room, its API twice, its own doors, its pages."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from automation.sandbox.github.answers import refused
from automation.sandbox.github.api import Api
from automation.sandbox.github.control import Control
from automation.sandbox.github.door import Door
from automation.sandbox.github.face import Face
from automation.sandbox.github.faults import Faults
from automation.sandbox.github.room import Room, utc_now
from automation.sandbox.github.settings import SandboxGitHub
from automation.sandbox.github.state import Refusal
from automation.sandbox.github.wire import API

MOST_BYTES = 1024 * 1024
MACHINES = ("/api/", "/repos/", "/user", "/_sandbox/")  # paths that answer with JSON only
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def create_app(settings: SandboxGitHub, *, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Build the app. `room_of(app).start()` lets it speak, `.close()` ends it.

    Raises SettingsError where its folder cannot be used.
    """
    app = Flask(
        __name__,
        template_folder=str(settings.templates),
        static_folder=Path(__file__).parent.parent / "static",
        static_url_path="/_sandbox/static",
    )
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    room, faults = Room(settings, clock=clock), Faults()
    app.extensions["sandbox"] = room
    api = Api(room).blueprint()
    Door(settings.token, faults).guard(api)
    app.register_blueprint(api)
    app.register_blueprint(api, url_prefix=API, name="api_enterprise")
    app.register_blueprint(Control(room, faults).blueprint())
    app.register_blueprint(Face(room).blueprint())
    app.before_request(_refuse_strangers)
    app.after_request(_protect)
    app.register_error_handler(HTTPException, _astray)
    return app


def room_of(app: Flask) -> Room:
    """Find the room that `create_app` put into an app."""
    room = app.extensions["sandbox"]
    if not isinstance(room, Room):
        raise TypeError("not an app of the pretend GitHub")
    return room


def _refuse_strangers() -> tuple[str, int] | None:
    """Take no form that another site filled in. The API is safe: it asks for a token.

    The name is checked too: a hostile site can point its own name at this machine.
    """
    if urlsplit(f"//{request.host}").hostname not in {"localhost", "127.0.0.1", "::1"}:
        return "The pretend GitHub answers only by a local name.", 403
    if request.method in ("GET", "HEAD", "OPTIONS") or "Authorization" in request.headers:
        return None
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None:
        stranger = origin is not None and urlsplit(origin).netloc != request.host
    else:
        stranger = site not in ("same-origin", "none")
    return ("This form came from another site and was not taken.", 403) if stranger else None


def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not no-referrer: with it a browser sends `Origin: null` from our own forms.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _astray(error: HTTPException) -> Response | tuple[str, int]:
    """Answer a path nobody knows, in the language of whoever came by it."""
    # GitHub says 404 also for a method it does not know.
    status = 404 if error.code == 405 else error.code or 500  # noqa: PLR2004 - HTTP's own number
    if request.path.startswith(MACHINES):
        return refused(Refusal(status, "Not Found" if status == 404 else error.name))  # noqa: PLR2004 - the same
    sorry = "There is nothing here." if status == 404 else f"{error.name}."  # noqa: PLR2004 - the same
    return render_template("sandbox/astray.html", sorry=sorry), status
