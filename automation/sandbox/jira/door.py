"""Who may call the pretend Jira's API, and the failures somebody ordered."""

import base64
import binascii
import hmac
import math
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flask import Blueprint, Response, g, request

from automation.sandbox.faults import Fault, Faults, Kind
from automation.sandbox.jira.answers import refused
from automation.sandbox.jira.state import Refusal
from automation.sandbox.server import hang_up

KNOWN = frozenset({Kind.UNAVAILABLE, Kind.TOO_MANY, Kind.FIELD, Kind.DROP, Kind.DELAY})
RATE_LIMIT = 350


class Door:
    """Stands before and behind every call of a blueprint."""

    def __init__(self, token: str, faults: Faults) -> None:
        """`token` opens it: whole as `email:token`, or its second part alone as a bearer."""
        self._token = token
        self._faults = faults

    def guard(self, routes: Blueprint) -> None:
        """Stand at these routes."""
        routes.before_request(self._admit)
        routes.after_request(self._see_off)

    def _admit(self) -> Response | None:
        g.fault = fault = self._faults.take(request.method, fields=_fields())
        if fault is not None and (failed := _failed(fault)):
            return failed
        if not self._opens(request.headers.get("Authorization", "")):
            return refused(Refusal(401, "Client must be authenticated to access this resource."))
        return None

    def _opens(self, given: str) -> bool:
        kind, _, secret = given.partition(" ")
        if kind.lower() == "bearer":
            return _same(secret.strip(), self._token.partition(":")[2] or self._token)
        try:
            opened = base64.b64decode(secret, validate=True).decode("utf-8", "replace")
        except binascii.Error:
            return False
        return kind.lower() == "basic" and _same(opened, self._token)

    def _see_off(self, response: Response) -> Response:
        fault: Fault | None = g.fault
        if fault is not None and fault.kind is Kind.DROP:
            hang_up()
        response.headers["X-ARequestId"] = uuid4().hex
        response.headers["X-RateLimit-Limit"] = str(RATE_LIMIT)
        response.headers.setdefault("X-RateLimit-Remaining", str(RATE_LIMIT - 1))
        return response


def _failed(fault: Fault) -> Response | None:
    """Answer in the place of the call; None where the call goes on."""
    match fault.kind:
        case Kind.UNAVAILABLE:
            # Jira's proxy answers with a page, not with JSON.
            page = "<html><head><title>503</title></head><body>Service Unavailable</body></html>"
            response = Response(page, 503, content_type="text/html")
        case Kind.TOO_MANY:
            response = refused(Refusal(429, "Rate limit exceeded"))
            response.headers["RateLimit-Reason"] = "jira-burst-based"
            response.headers["X-RateLimit-Remaining"] = "0"
            reset = datetime.now(UTC) + timedelta(seconds=fault.seconds)
            response.headers["X-RateLimit-Reset"] = reset.isoformat(timespec="seconds")
        case Kind.FIELD:
            why = f"Field '{fault.field}' cannot be set. It is not on the appropriate screen."
            return refused(Refusal(400, errors={fault.field: why}))
        case Kind.DELAY:
            time.sleep(fault.seconds)
            return None
        case _:
            return None
    response.headers["Retry-After"] = str(math.ceil(fault.seconds))
    return response


def _fields() -> set[str]:
    """Name the fields a call sets."""
    if request.method not in ("PUT", "POST"):
        return set()
    body = request.get_json(force=True, silent=True)
    parts = [body.get(name) for name in ("fields", "update")] if isinstance(body, dict) else []
    return {str(name) for part in parts if isinstance(part, dict) for name in part}


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
