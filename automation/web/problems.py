"""Problems as RFC 9457 JSON: https://www.rfc-editor.org/rfc/rfc9457 says how."""

import json
from http import HTTPStatus

from flask import Response

from automation.cleaning import clean


def problem(status: int, detail: str, *, retry_after: int | None = None) -> Response:
    """An answer that says what is wrong and who can mend it; `retry_after` is in seconds."""
    said = {"title": HTTPStatus(status).phrase, "status": status, "detail": clean(detail)}
    answer = Response(json.dumps(said), status, mimetype="application/problem+json")
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer
