"""How any tracker's JSON becomes plain values: text that fits everywhere, times in UTC."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs

from automation.errors import UnreadableDelivery
from automation.model import Delivery

LONGEST_TEXT = 10_000
"""Characters of any text taken from a tracker; the rest is cut off."""

WRONG_SHAPE = (
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What reading a body of another shape raises; a parser turns each into UnreadableDelivery."""

Payload = Mapping[str, Any]
T = TypeVar("T")


def payload_of(delivery: Delivery) -> Payload:
    """The JSON object in a delivery's body, also out of a form's field named payload.

    Raises UnreadableDelivery.
    """
    try:
        payload = json.loads(_json_text(delivery))
    except (ValueError, RecursionError) as error:
        raise UnreadableDelivery(f"the body is not JSON: {error}") from error
    if not isinstance(payload, dict):
        raise UnreadableDelivery("the body is JSON, but not an object")
    return payload


def _json_text(delivery: Delivery) -> str:
    written = delivery.body.decode("utf-8")
    if "x-www-form-urlencoded" in delivery.headers.get("content-type", ""):
        found = parse_qs(written, max_num_fields=8).get("payload")
        if not found:
            raise UnreadableDelivery("the form has no field named payload")
        return found[0]
    return written


def text(found: object) -> str:
    """Text that every store and page can hold: no NUL, no half of a surrogate pair, not endless.

    Raises TypeError for anything but text.
    """
    if not isinstance(found, str):
        raise TypeError(f"expected text, got {type(found).__name__}")
    whole = found[:LONGEST_TEXT]
    if not whole.isascii():
        whole = whole.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\x00", "")


def time(found: str) -> datetime:
    """An ISO time in UTC; one without a zone is UTC. Raises ValueError."""
    at = datetime.fromisoformat(found)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def maybe(found: Any, read: Callable[[Any], T]) -> T | None:  # noqa: ANN401 - JSON ends here
    """What `read` makes of it, or None where there is nothing."""
    return None if found is None else read(found)
