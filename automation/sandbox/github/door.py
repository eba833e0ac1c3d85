"""Who may call the pretend GitHub's API, the failures somebody ordered, and GitHub's headers."""

import hmac
import math
import socket
import time
from uuid import uuid4

from flask import Blueprint, Response, g, request

from automation.sandbox.github.answers import refused
from automation.sandbox.github.faults import Fault, Faults, Kind
from automation.sandbox.github.state import Refusal

RATE_LIMIT = 5000
RESET_IN = 3600  # seconds

SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


class Door:
    """Stands before and behind every call of a blueprint."""

    def __init__(self, token: str, faults: Faults) -> None:
        """`token` is the one that opens it."""
        self._token = token
        self._faults = faults

    def guard(self, routes: Blueprint) -> None:
        """Stand at these routes."""
        routes.before_request(self._admit)
        routes.after_request(self._see_off)

    def _admit(self) -> Response | None:
        g.fault = fault = self._faults.take(request.method)
        if fault is not None and (failed := _failed(fault)):
            return failed
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if not given:
            return refused(Refusal(401, "Requires authentication"))
        right = hmac.compare_digest(given.strip().encode(), self._token.encode())
        if kind.lower() not in ("token", "bearer") or not right:
            return refused(Refusal(401, "Bad credentials"))
        return None

    def _see_off(self, response: Response) -> Response:
        fault: Fault | None = g.fault
        if fault is not None and fault.kind is Kind.DROP:
            _hang_up()
        limited = response.status_code in (403, 429)
        left = 0 if limited and fault and fault.kind is Kind.TOO_MANY else RATE_LIMIT - 1
        response.headers["X-RateLimit-Limit"] = str(RATE_LIMIT)
        response.headers["X-RateLimit-Remaining"] = str(left)
        response.headers["X-RateLimit-Used"] = str(RATE_LIMIT - left)
        response.headers["X-RateLimit-Reset"] = str(int(time.time()) + RESET_IN)
        response.headers["X-RateLimit-Resource"] = "core"
        response.headers["X-GitHub-Request-Id"] = uuid4().hex[:20].upper()
        response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
        return response


def _failed(fault: Fault) -> Response | None:
    """Answer in the place of the call; None where the call goes on."""
    match fault.kind:
        case Kind.BAD_GATEWAY:
            # GitHub's load balancer answers with a page, not with JSON.
            return Response("<html><body>Bad Gateway</body></html>", 502, content_type="text/html")
        case Kind.TOO_MANY:
            response = refused(Refusal(429, "API rate limit exceeded"))
        case Kind.SECONDARY:
            response = refused(Refusal(403, SECONDARY))
        case Kind.DELAY:
            time.sleep(fault.seconds)
            return None
        case Kind.DROP:
            return None
    response.headers["Retry-After"] = str(math.ceil(fault.seconds))
    return response


def _hang_up() -> None:
    """Break the connection after the work was done, so that no answer reaches the caller."""
    line = request.environ.get("werkzeug.socket")
    if not isinstance(line, socket.socket):
        raise ConnectionAbortedError("a dropped connection needs a real one")
    line.shutdown(socket.SHUT_RDWR)
