"""What GitHub's refusals mean: who has to mend it, and how long to wait."""

from collections.abc import Mapping, Sequence
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

_BROKE: Final = frozenset({"SERVICE_UNAVAILABLE", "INTERNAL", "STALE_DATA"})
_LATER: Final = "something went wrong"
"""How GitHub's own faults begin in GraphQL: they have no type."""


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


def data_of(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What GraphQL answered. Raises ServiceError where it did not do, or show, all of it.

    Its errors come with status 200. https://docs.github.com/en/graphql/overview/about-the-graphql-api
    """
    if errors := answer.get("errors"):
        raise _trouble(errors)
    found: Mapping[str, Any] = answer.get("data") or {}
    return found


def shown_of(answer: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """What GraphQL shows us, and what it says of the rest, "" for nothing.

    Raises ServiceError where waiting mends it.
    """
    errors = answer.get("errors") or ()
    trouble = _trouble(errors) if errors else None
    if trouble is not None and trouble.retryable:
        raise trouble
    return answer.get("data") or {}, _said(errors)


def words_of(data: Any) -> str:  # noqa: ANN401 - GitHub's JSON
    """What GitHub said in a body, in one line."""
    return str(data.get("message", "")) if isinstance(data, dict) else str(data)[:200]


def _trouble(errors: Sequence[Mapping[str, Any]]) -> ServiceError:
    kinds = {str(error.get("type") or "") for error in errors}
    said = f"GitHub answered: {_said(errors)}"
    if "RATE_LIMITED" in kinds:
        return ServiceError(said, retryable=True, retry_after=_LIMITED_WAIT)
    broke = not kinds.isdisjoint(_BROKE) or _LATER in said.casefold()
    return ServiceError(said, retryable=broke, gone=kinds == {"NOT_FOUND"})


def _said(errors: Sequence[Mapping[str, Any]]) -> str:
    said = dict.fromkeys(str(error.get("message") or error.get("type")) for error in errors)
    return " ".join(said)[:300]


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
