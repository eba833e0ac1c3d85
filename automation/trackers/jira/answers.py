"""What Jira's refusals mean: who has to mend it, and how long to wait."""

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from automation.errors import ServiceError

_TOO_MANY: Final = 429
_NOT_THERE: Final = (404, 410)
_PASSES: Final = (408, 409, 425)
"""Timeouts and conflicting updates: they say nothing against the row."""
_OUR_FAULT: Final = range(400, 500)
_LIMITED_WAIT: Final = 60.0
_LONGEST: Final = 200


def judged(status: int | None, response: Any) -> ServiceError:  # noqa: ANN401 - a requests.Response or None
    """A limit or an outage blames nobody; any other 4xx blames the row.

    https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
    """
    headers: Mapping[str, str] = {} if response is None else response.headers
    said = f"Jira answered {status}: {_words(response)}"
    if reason := headers.get("RateLimit-Reason"):
        said += f" ({reason})"
    wait = _wait(headers)
    if status == _TOO_MANY:
        return ServiceError(
            said, retryable=True, retry_after=_LIMITED_WAIT if wait is None else wait
        )
    if status in _NOT_THERE:
        return ServiceError(said, retryable=False, gone=True)
    blames = status in _OUR_FAULT and status not in _PASSES
    return ServiceError(said, retryable=not blames, retry_after=wait)


def _words(response: Any) -> str:  # noqa: ANN401 - a requests.Response or None
    """What it said in one line: Jira's own list, or a page of Data Center without its tags."""
    if response is None:
        return "nothing"
    try:
        said = json.loads(response.content)
    except ValueError:
        text = re.sub(r"(?s)<(style|script)\b.*?</\1>|<[^>]*>", " ", response.text)
        return " ".join(html.unescape(text).split())[:_LONGEST] or str(response.reason)
    if not isinstance(said, dict):
        return str(said)[:_LONGEST]
    return _listed(said)[:_LONGEST] or str(response.reason)


def _listed(said: Mapping[str, Any]) -> str:
    messages = said.get("errorMessages") or []
    errors = said.get("errors") or {}
    parts = [messages] if isinstance(messages, str) else [str(one) for one in messages]
    if isinstance(errors, dict):
        parts += [f"{field}: {why}" for field, why in errors.items()]
    parts += [str(said[name]) for name in ("message", "errorMessage") if said.get(name)]
    return " ".join(parts)


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds by Retry-After (a number or a date), else until the limit is reset."""
    after = headers.get("Retry-After", "").strip()
    if after.isdigit():
        return float(after)
    moment = _http_date(after) or _iso(headers.get("X-RateLimit-Reset", ""))
    if moment is not None:
        return max(1.0, (moment - datetime.now(UTC)).total_seconds())
    interval = headers.get("X-RateLimit-Interval-Seconds", "")
    return float(interval) if interval.isdigit() else None


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
