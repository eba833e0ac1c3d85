"""Judges the pretend Jira, and whoever calls it, by Atlassian's own published contracts.

`judged(app)` wraps an app of the sandbox; `violations_of(app)` says what broke the contract.
Version 2 is judged by the contract of version 3: they differ in rich texts, which it leaves open.
"""

import io
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.responses.exceptions import ResponseNotFound
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARED = Path(__file__).parents[4] / "shared"
CONTRACTS = SHARED / "contracts"
PLATFORM = "jira-cloud-platform-v3-openapi.json"
AGILE = "jira-software-agile-openapi.json"
SERVER_FAULT = 500

needs_contracts = [
    pytest.mark.shared,
    pytest.mark.skipif(not CONTRACTS.exists(), reason="../shared/contracts is not here"),
]


def judged(app: Flask) -> Flask:
    """Let every call of the API, and every answer, be judged. Returns the same app."""
    judge = _Judge(app.wsgi_app)
    app.wsgi_app = judge  # type: ignore[method-assign, assignment]  # Flask's own way to wrap an app
    app.extensions["violations"] = judge.violations
    return app


def violations_of(app: Flask) -> list[str]:
    """List what the calls and answers so far did wrong, one line each."""
    found: list[str] = app.extensions["violations"]
    return found


class _Judge:
    """A WSGI app around another that listens to both directions."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner
        self.violations: list[str] = []

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        body = request.get_data()
        environ["wsgi.input"] = io.BytesIO(body)
        rows, status, headers = run_wsgi_app(self._inner, environ, buffered=True)
        response = Response(b"".join(rows), status, headers)
        if request.path.startswith("/rest/"):
            self._judge(request, body, response)
        return response(environ, start)

    def _judge(self, request: Request, body: bytes, response: Response) -> None:
        contract = _contract(AGILE if request.path.startswith("/rest/agile/") else PLATFORM)
        call = _Call(request, body)
        where = f"{request.method} {request.path}"
        try:
            contract.validate_request(call)
        except OpenAPIError as error:
            self.violations.append(f"call {where} {body[:200]!r}: {_words(error)}")
            return
        if response.status_code >= SERVER_FAULT or not response.get_data():
            return
        try:
            contract.validate_response(call, _Answer(response))
        except ResponseNotFound:
            self.violations += _undeclared(where, response)
        except OpenAPIError as error:
            self.violations.append(f"answer to {where}: {_words(error)}")


class _Call:
    """A request as openapi-core wants to see it, addressed to the real host."""

    host_url = "https://your-domain.atlassian.net"

    def __init__(self, request: Request, body: bytes) -> None:
        self.path = request.path.replace("/rest/api/2/", "/rest/api/3/", 1)
        self.method = request.method.lower()
        self.body = body or None
        self.content_type = request.mimetype or "application/json"
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(request.args),
            header=Headers(request.headers),
            cookie=ImmutableMultiDict(),
        )


class _Answer:
    """A response as openapi-core wants to see it."""

    def __init__(self, response: Response) -> None:
        self.status_code = response.status_code
        self.content_type = response.mimetype or ""
        self.headers = response.headers
        self.data = response.get_data()


def _undeclared(where: str, response: Response) -> list[str]:
    """Judge an error that the contract does not list for a call, though any call can get it."""
    body = json.loads(response.get_data())
    if {"errorMessages", "errors"} == set(body) and response.status_code in (400, 401, 404, 429):
        return []
    return [f"answer to {where}: {response.status_code} is not in the contract"]


def _words(error: BaseException) -> str:
    deepest = error
    while deepest.__cause__ is not None:
        deepest = deepest.__cause__
    details = [
        f"{one.json_path}: {one.message[:200]}"
        for one in getattr(error.__cause__, "schema_errors", [])
    ]
    return "; ".join(details) or f"{error} ({deepest})"


@cache
def _contract(name: str) -> OpenAPI:
    document = json.loads((CONTRACTS / name).read_bytes(), object_hook=_as_jira_answers)
    # No call is judged by who may make it; the judge knows no OAuth and would warn of it.
    document["components"].pop("securitySchemes", None)
    document.pop("security", None)
    for path in document["paths"].values():
        for operation in filter(lambda one: isinstance(one, dict), path.values()):
            operation.pop("security", None)
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))


def _as_jira_answers(found: dict[str, Any]) -> dict[str, Any]:
    """Mend the two places where Atlassian's contract and Jira itself disagree.

    Times have an offset without a colon, in the contract's own examples too, and a changelog
    says null for what was empty.
    """
    if found.get("format") == "date-time":
        return {key: value for key, value in found.items() if key != "format"}
    for name in ("from", "fromString", "to", "toString"):
        if {"from", "fromString"} <= found.keys() and isinstance(found.get(name), dict):
            found[name]["nullable"] = True
    return found
