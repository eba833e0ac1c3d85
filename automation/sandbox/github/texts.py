"""What the pretend GitHub takes as a title, a text or a label; the rest it refuses with 422."""

import re
from datetime import UTC, datetime

from automation.sandbox.github.state import Refusal

# GitHub stops at 256. The sandbox takes more, so that Pitboard can be shown something hostile.
LONGEST_TITLE = 4096
LONGEST_BODY = 65_536
LONGEST_LABEL = 50
LONGEST_DESCRIPTION = 100
LONGEST_LINE = 255


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


def comment(text: str) -> str:
    """Take a comment, which says something. Raises Refusal 422."""
    found = body(text) or ""
    if not found.strip():
        raise invalid("IssueComment", "body", "missing_field")
    return found


def milestone_title(text: str) -> str:
    """Take a milestone's title without the space around it. Raises Refusal 422."""
    found = _readable(text).strip()
    if not found or len(found) > LONGEST_BODY:
        raise invalid("Milestone", "title", "missing_field")
    return found


def due(text: str | None) -> datetime | None:
    """Take a date or a time of UTC, None or "" for none. Raises Refusal 422."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise invalid("Milestone", "due_on", "invalid") from None
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return found.replace(microsecond=0)


def line(text: str, resource: str, field: str) -> str:
    """Take one line that says something: a tag, a branch, a name. Raises Refusal 422."""
    found = " ".join(_readable(text).split())
    if not found or len(found) > LONGEST_LINE:
        raise invalid(resource, field, "missing_field" if not found else "too_long")
    return found


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
