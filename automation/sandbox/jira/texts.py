"""What the pretend Jira takes as a summary, a text, a label or a comment; the rest it refuses."""

from datetime import date

from automation.sandbox.jira.site import FIELDS, Kind
from automation.sandbox.jira.state import Refusal, Stored

LONGEST_LINE = 255
LONGEST_TEXT = 32_767


def checked(name: str, value: Stored) -> Stored:
    """Take a value of a field, cleaned. Raises Refusal 400 with the field's name."""
    field = FIELDS[name]
    if isinstance(value, str):
        value = readable(value)
    match field.kind:
        case Kind.TEXT:
            return _line(name, value)
        case Kind.RICH:
            _no_longer(name, value, LONGEST_TEXT)
        case Kind.DATE:
            _day(name, value)
        case Kind.LABELS:
            _labels(value)
    return value or (value if value == 0 else None)


def comment(text: str) -> str:
    """Take the words of a comment. Raises Refusal 400."""
    found = readable(text)
    if not found.strip():
        raise wrong("comment", "Comment body can not be empty!")
    _no_longer("comment", found, LONGEST_TEXT)
    return found


def readable(text: str) -> str:
    """Drop what neither a page nor UTF-8 can carry: NUL, half a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def wrong(field: str, why: str) -> Refusal:
    """Build Jira's answer to a value it does not take."""
    return Refusal(400, errors={field: why})


def _line(name: str, value: Stored) -> Stored:
    text = str(value or "").strip()
    if name == "summary" and not text:
        raise wrong(name, "You must specify a summary of the issue.")
    if "\n" in text or "\r" in text:
        raise wrong(name, f"The {FIELDS[name].name} must not contain a line break.")
    _no_longer(name, text, LONGEST_LINE)
    return text or None


def _no_longer(name: str, value: Stored, most: int) -> None:
    if isinstance(value, str) and len(value) > most:
        raise wrong(name, f"The entered text is too long. It exceeds the limit of {most}.")


def _day(name: str, value: Stored) -> None:
    try:
        if value:
            date.fromisoformat(str(value))
    except ValueError:
        raise wrong(
            name, f"Error parsing date string: {value}. Use the format yyyy-MM-dd."
        ) from None


def _labels(value: Stored) -> None:
    for label in value if isinstance(value, tuple) else ():
        if not label or any(letter.isspace() for letter in label):
            raise wrong("labels", f"The label '{label}' contains spaces which is invalid.")
        if len(label) > LONGEST_LINE:
            raise wrong("labels", f"The label '{label[:40]}' exceeds {LONGEST_LINE} characters.")
