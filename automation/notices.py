"""Lines for people as mails: several of one digest together, one alone by itself."""

from collections.abc import Sequence
from typing import Final

from automation.effects import Email, Notice

LINES: Final = 200
"""Of one mail; what is over comes in the next."""


def as_mail(lines: Sequence[Notice], occasion: str) -> Email:
    """The mail that tells one person these lines, each with where it leads."""
    first = lines[0]
    subject = first.text if len(lines) == 1 else f"{len(lines)} notices: {first.text}"
    text = "\n\n".join(_line(each) for each in lines)
    target = first.target if len(lines) == 1 else f"digest:{first.recipient}"
    return Email(first.recipient, _short(subject), f"{text}\n", target, occasion)


def _line(notice: Notice) -> str:
    return f"{notice.text}\n{notice.url}" if notice.url else notice.text


_LONGEST: Final = 120


def _short(subject: str) -> str:
    return subject if len(subject) <= _LONGEST else f"{subject[: _LONGEST - 1]}…"
