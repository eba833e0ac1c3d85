"""Judges the pretend GitHub, and whoever calls it, by GitHub's own published contracts.

`judged(app)` wraps an app of the sandbox; `violations_of(app)` says what broke the contract.
"""

import io
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import graphql
import pytest
from flask import Flask
from graphql.execution.values import get_variable_values
from jsonschema import (
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

SHARED = Path(__file__).parents[3] / "shared"
CONTRACTS = SHARED / "contracts"
DATA = SHARED / "data" / "github"
ENTERPRISE = "/api/v3"
GRAPHQL = ("/graphql", "/api/graphql")
SERVER_FAULT = 500
NEWER = {  # keys that came after the older schema, by a key that only their object has
    "timeline_url": frozenset(
        {"type", "parent_issue_url", "sub_issues_summary", "issue_dependencies_summary"}
    ),
    "upload_url": frozenset({"immutable", "updated_at"}),
    "commit_id": frozenset({"updated_at"}),
    "field_node_id": frozenset({"field_name", "project_number", "from", "to"}),
}

needs_contracts = [
    pytest.mark.shared,
    pytest.mark.skipif(not CONTRACTS.exists(), reason="../shared/contracts is not here"),
]


def judged(app: Flask) -> Flask:
    """Let every call of the API, and every answer, be judged. Returns the same app."""
    _schema()  # seconds of a busy machine, which are longer than a caller waits
    judge = _Judge(app.wsgi_app)
    app.wsgi_app = judge  # type: ignore[method-assign, assignment]  # Flask's own way to wrap an app
    app.extensions["violations"] = judge.violations
    return app


def violations_of(app: Flask) -> list[str]:
    """List what the calls and answers so far did wrong, one line each."""
    found: list[str] = app.extensions["violations"]
    return found


def webhook_violations(event: str, payload: Mapping[str, Any]) -> list[str]:
    """List what is wrong with a webhook by both contracts: the OpenAPI and the older schema."""
    action = payload.get("action", "")
    newer = _newer()
    names = [event, event.replace("_", "-")]
    full = [f"webhook-{name}-{action}".removesuffix("-").replace("_", "-", 1) for name in names]
    full += [f"webhook-{name}-{action}".removesuffix("-") for name in names]
    full += [name.replace("_", "-") for name in full]
    name = next((name for name in full if name in newer["schemas"]), None)
    if name is None:
        return [f"{event}.{action} is in no contract"]
    judge = {"components": newer, "$ref": f"#/components/schemas/{name}"}
    found = [*Draft202012Validator(judge).iter_errors(payload)]
    older = _read("github-webhooks-jsonschema.json")["definitions"]
    if (name := f"{event}${action or 'event'}") in older:
        judge = {"definitions": older, "$ref": f"#/definitions/{name}"}
        found += Draft7Validator(judge).iter_errors(_as_of_old(payload))
    return [f"{event}.{action} {error.json_path}: {error.message[:300]}" for error in found]


def graphql_violations(asked: Mapping[str, Any]) -> list[str]:
    """List what is wrong with a query and its variables by GitHub's schema."""
    document = graphql.parse(asked["query"])
    found = [error.message for error in graphql.validate(_schema(), document)]
    variables = asked.get("variables") or {}
    for each in document.definitions:
        if isinstance(each, graphql.OperationDefinitionNode) and not found:
            told = get_variable_values(_schema(), each.variable_definitions or (), variables)
            found += [error.message for error in told] if isinstance(told, list) else []
    return [f"graphql {asked['query'].split()[0]}: {message}" for message in found]


def real_payloads(event: str, action: str) -> list[dict[str, Any]]:
    """Read what GitHub really sent of this kind, for its shape only."""
    folder = DATA / "octokit-webhooks-examples" / "api.github.com" / event
    files = sorted(folder.glob(f"{action or 'payload'}.*json"))
    return [json.loads(file.read_bytes()) for file in files]


@cache
def _schema() -> graphql.GraphQLSchema:
    text = (CONTRACTS / "github-graphql-schema.graphql").read_text("utf-8")
    # The published schema names one field twice.
    return graphql.build_schema(text, assume_valid=True)


@cache
def _newer() -> dict[str, Any]:
    """Read the webhooks' OpenAPI, and let a value of a field that is not set be null.

    It names null among the types of `from` and `to`, and not among their choices.
    """
    found: dict[str, Any] = _read("github-webhooks-openapi-api.github.com.json")["components"]
    edited = found["schemas"]["webhook-projects-v2-item-edited"]["properties"]["changes"]
    for side in ("from", "to"):
        value = edited["oneOf"][0]["properties"]["field_value"]["properties"][side]
        value["oneOf"].append({"type": "null"})
    return found


def _as_of_old(found: Any) -> Any:  # noqa: ANN401 - JSON
    """Take away what GitHub came to say after its older schema was written."""
    if isinstance(found, list):
        return [_as_of_old(one) for one in found]
    if not isinstance(found, dict):
        return found
    newer = next((keys for mark, keys in NEWER.items() if mark in found), frozenset())
    return {name: _as_of_old(value) for name, value in found.items() if name not in newer}


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
        if request.path.startswith((f"{ENTERPRISE}/", "/repos/", "/orgs/", "/user")):
            self._judge(request, body, response)
        if request.path in GRAPHQL:
            self.violations += graphql_violations(json.loads(body))
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
    # An issue is also all that a draft has to be, so that one of the three can never be the only.
    content = document["components"]["schemas"]["projects-v2-item-simple"]["properties"]["content"]
    content["anyOf"] = content.pop("oneOf")
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
