"""How the pretend Jira's API answers: JSON, and its errors."""

import json

from flask import Response

from automation.sandbox.jira.state import Refusal


def answer(payload: object, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(json.dumps(payload), status, content_type="application/json;charset=UTF-8")


def empty(status: int = 204) -> Response:
    """Answer with nothing."""
    return Response(status=status)


def refused(refusal: Refusal) -> Response:
    """Answer with Jira's error: what is wrong, and what is wrong with each field."""
    said = [refusal.message] if refusal.message else []
    return answer({"errorMessages": said, "errors": refusal.errors}, refusal.status)
