"""Judges the pretend GitHub, and whoever calls it, by GitHub's own published contracts.

`judged(app)` wraps an app of the sandbox; `violations_of(app)` says what broke the contract.
"""

import io
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from jsonschema import (  # type: ignore[import-untyped]  # its stubs are no dependency of ours
    Draft7Validator,
    Draft202012Validator,
)
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.responses.exceptions import ResponseNotFound
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"
ENTERPRISE = "/api/v3"
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


def webhook_violations(event: str, payload: Mapping[str, Any]) -> list[str]:
    """List what is wrong with a webhook by both contracts: the schema and the OpenAPI."""
    action = payload["action"]
    schema = _read("github-webhooks-jsonschema.json")["definitions"]
    names = {"definitions": schema, "$ref": f"#/definitions/{event}${action}"}
    found = [*Draft7Validator(names).iter_errors(payload)]
    newer = _read("github-webhooks-openapi-api.github.com.json")["components"]
    name = f"webhook-{event}-{action}"
    names = {"components": newer, "$ref": f"#/components/schemas/{name}"}
    found += Draft202012Validator(names).iter_errors(payload)
    return [f"{event}.{action} {error.json_path}: {error.message[:300]}" for error in found]


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
        if request.path.startswith((f"{ENTERPRISE}/", "/repos/", "/user")):
            self._judge(request, body, response)
        return response(environ, start)

    def _judge(self, request: Request, body: bytes, response: Response) -> None:
        call = _Call(request, body)
        where = f"{request.method} {request.path}"
        try:
            _contract().validate_request(call)
        except OpenAPIError as error:
            self.violations.append(f"call {where} {body[:200]!r}: {_words(error)}")
            return
        try:
            _contract().validate_response(call, _Answer(response))
        except ResponseNotFound:
            self.violations += _undeclared(where, response)
        except OpenAPIError as error:
            self.violations.append(f"answer to {where}: {_words(error)}")


class _Call:
    """A request as openapi-core wants to see it, addressed to the real host."""

    host_url = "https://api.github.com"

    def __init__(self, request: Request, body: bytes) -> None:
        self.path = request.path.removeprefix(ENTERPRISE)
        self.method = request.method.lower()
        self.body = body or None
        # GitHub reads JSON whatever the content type says; PyGithub says the right one.
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
    if response.status_code >= SERVER_FAULT:
        return []
    body = json.loads(response.get_data())
    if {"message", "documentation_url"} <= set(body) and response.status_code in (
        400,
        401,
        403,
        429,
    ):
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
def _contract() -> OpenAPI:
    document = _read("github-rest-openapi-api.github.com.json")
    _let_null_be_null(document["components"]["schemas"]["issue"])
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))


def _let_null_be_null(schema: Mapping[str, Any]) -> None:
    """Add null to the choices of what may be null.

    GitHub answers `"state_reason": null`, and its contract says nullable, but a strict reader
    of OpenAPI 3.0.3 wants null among the choices as well.
    https://github.com/OAI/OpenAPI-Specification/blob/main/proposals/2019-10-31-Clarify-Nullable.md
    """
    for field in schema["properties"].values():
        if field.get("nullable") and "enum" in field and None not in field["enum"]:
            field["enum"].append(None)


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONTRACTS / name).read_bytes())
    return found
