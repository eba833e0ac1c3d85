"""How a body is read, value by value. GitHub reads JSON whatever the content type says."""

import json
from collections.abc import Mapping

from automation.sandbox.github.state import Refusal

Fields = Mapping[str, object]


def parse(raw: bytes) -> object:
    """Read a body. Raises Refusal 400 where it is no JSON."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal(400, "Problems parsing JSON") from None


def fields(body: object) -> Fields:
    """Read an object. Raises Refusal 400."""
    if not isinstance(body, dict):
        raise Refusal(400, "Body should be a JSON object")
    return body


def text(value: object, field: str) -> str:
    """Read a text. Raises Refusal 422."""
    if isinstance(value, int) and field == "title":
        return str(value)
    if not isinstance(value, str):
        raise unusable(field)
    return value


def maybe(value: object, field: str) -> str | None:
    """Read a text or nothing. Raises Refusal 422."""
    return None if value is None else text(value, field)


def texts(value: object, field: str) -> tuple[str, ...]:
    """Read a list of texts. Raises Refusal 422."""
    if not isinstance(value, list):
        raise unusable(field)
    return tuple(text(one, field) for one in value)


def number(value: object, field: str) -> int:
    """Read a whole number. Raises Refusal 422."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise unusable(field)
    return value


def flag(value: object) -> bool:
    """Read yes or no; nothing is no."""
    return value is True


def unusable(field: str) -> Refusal:
    """Build GitHub's answer to a value of the wrong kind."""
    return Refusal(422, "Validation Failed", (("Issue", field, "invalid"),))
