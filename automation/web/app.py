"""The Flask application: what it is made of, and the headers every answer carries."""

from typing import Final

from flask import Flask, Response
from werkzeug.exceptions import MethodNotAllowed

from automation import catalog
from automation.bootstrap import Line
from automation.errors import SettingsError
from automation.explained import Explainer
from automation.web.api import api
from automation.web.asks import asks, asks_api
from automation.web.auth import keep_out
from automation.web.clock import clock
from automation.web.conduct import conducts
from automation.web.explain import explain
from automation.web.frame import furnish
from automation.web.health import health
from automation.web.mails import mails
from automation.web.operations import operations
from automation.web.pages import pages
from automation.web.portfolio import portfolio
from automation.web.problems import problem
from automation.web.readers import readers
from automation.web.receiver import Entrance, Receiver
from automation.web.reference import reference
from automation.web.start import start
from automation.web.told_json import CleanJson

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_app(line: Line) -> Flask:
    """The application over one line; nothing is opened until the first request."""
    app = Flask("automation.web", static_folder=None)
    app.json = CleanJson(app)
    app.extensions["line"] = line
    app.extensions["record"] = line.record
    app.before_request(keep_out)
    app.after_request(_dress)
    app.register_error_handler(404, lambda _: problem(404, "There is nothing at this address."))
    app.register_error_handler(MethodNotAllowed, _not_that)
    app.register_error_handler(500, lambda _: problem(500, "Our fault. It is in the log."))
    app.register_error_handler(SettingsError, lambda error: problem(503, str(error)))
    pages_of_people = (
        start,
        portfolio,
        mails,
        clock,
        readers,
        pages,
        operations,
        reference,
        explain,
        asks,
    )
    for blueprint in (health, api, conducts, asks_api, *pages_of_people):
        app.register_blueprint(blueprint)
    app.extensions["explainer"] = Explainer(line.record, line.settings, line.clock)
    furnish(app, line)
    entrances = {
        name: Entrance(catalog.tracker(c.tracker, connection=name).door, c.secrets)
        for name, c in line.settings.connections.items()
    }
    app.wsgi_app = Receiver(app.wsgi_app, line.record.inbox, entrances, line.clock)  # type: ignore[method-assign]  # as Flask's manual says to wrap it
    return app


def _not_that(error: MethodNotAllowed) -> Response:
    """https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed wants what it does do."""
    answer = problem(405, "This address does not do that.")
    answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return answer


def _dress(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
