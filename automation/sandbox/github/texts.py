"""What the pretend GitHub takes as a title, a text or a label; the rest it refuses with 422."""

import re

from automation.sandbox.github.state import Refusal

# GitHub stops at 256. The sandbox takes more, so that Pitboard can be shown something hostile.
LONGEST_TITLE = 4096
LONGEST_BODY = 65_536
LONGEST_LABEL = 50
LONGEST_DESCRIPTION = 100


def title(text: str) -> str:
    """Take an issue's title without the space around it. Raises Refusal 422."""
    found = _readable(text).strip()
    if not found:
        raise invalid("Issue", "title", "missing_field")
    if len(found) > LONGEST_TITLE:
        raise invalid("Issue", "title", "too_long")
    return found


def body(text: str | None) -> str | None:
    """Take an issue's text; None where nobody wrote any. Raises Refusal 422."""
    if text is None:
        return None
    if len(text) > LONGEST_BODY:
        raise invalid("Issue", "body", "too_long")
    return _readable(text)


def label_name(text: str) -> str:
    """Take a label's name without the space around it. Raises Refusal 422."""
    found = _readable(text).strip()
    if not found or len(found) > LONGEST_LABEL:
        raise invalid("Label", "name", "invalid")
    return found


def color(text: str) -> str:
    """Take six hex digits, in lower case. Raises Refusal 422."""
    if not re.fullmatch("[0-9a-fA-F]{6}", text):
        raise invalid("Label", "color", "invalid")
    return text.lower()


def description(text: str | None) -> str | None:
    """Take a label's description. Raises Refusal 422."""
    if text is not None and len(text) > LONGEST_DESCRIPTION:
        raise invalid("Label", "description", "too_long")
    return None if text is None else _readable(text)


def invalid(resource: str, field: str, code: str) -> Refusal:
    """Build GitHub's answer to a value it does not take."""
    return Refusal(422, "Validation Failed", ((resource, field, code),))


def _readable(text: str) -> str:
    """Drop what neither a page nor UTF-8 can carry: NUL, half a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
