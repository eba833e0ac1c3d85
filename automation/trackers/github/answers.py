"""What GitHub's refusals mean: who has to mend it, and how long to wait."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from automation.errors import ServiceError

_NOT_THERE: Final = (404, 410)
_TOO_MANY: Final = 429
_FORBIDDEN: Final = 403
_TIMED_OUT: Final = 408
_OUR_FAULT: Final = range(400, 500)
_LIMITED_WAIT: Final = 60.0
"""Seconds to wait after a secondary limit without a header.
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""


def judged(status: int, words: str, headers: Mapping[str, Any]) -> ServiceError:
    """A limit or an outage blames nobody; any other 4xx blames the row."""
    said = f"GitHub answered {status}: {words}"
    heard = {name.lower(): str(value) for name, value in headers.items()}
    wait = _seconds(heard)
    if status == _TOO_MANY or (status == _FORBIDDEN and _limited(said, heard)):
        return ServiceError(said, retryable=True, retry_after=wait or _LIMITED_WAIT)
    if status in _NOT_THERE:
        return ServiceError(said, retryable=False, gone=True)
    blames = status in _OUR_FAULT and status != _TIMED_OUT
    return ServiceError(said, retryable=not blames, retry_after=wait)


def words_of(data: Any) -> str:  # noqa: ANN401 - GitHub's JSON
    """What GitHub said in a body, in one line."""
    return str(data.get("message", "")) if isinstance(data, dict) else str(data)[:200]


def _limited(said: str, headers: dict[str, str]) -> bool:
    spent = headers.get("x-ratelimit-remaining") == "0"
    return spent or "retry-after" in headers or "rate limit" in said.lower()


def _seconds(headers: dict[str, str]) -> float | None:
    """Retry-After, else the time until the limit is reset."""
    after = headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - datetime.now(UTC).timestamp())
    return None
