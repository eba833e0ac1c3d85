"""A mail as bytes: its headers, and words that no header and no mailbox can be broken by."""

import unicodedata
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from automation.effects import Email
from automation.errors import ServiceError

MAY_STAND = frozenset(
    {
        *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
        *("Reply-To", "X-Auto-Response-Suppress"),
    }
)
"""Headers that a mail may bring with it; no other is passed on."""

LONGEST_SUBJECT = 200
"""Characters; a longer subject is cut off, nobody reads it."""


def letter(email: Email, *, sender: str, at: datetime) -> EmailMessage:
    """The message to hand over. Raises ServiceError where an address is no single address.

    The Message-ID follows from what the mail is about, so that a repeat is recognised as one.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _one(sender)
    message["To"] = _one(email.recipient)
    message["Subject"] = one_line(email.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(email)
    # https://www.rfc-editor.org/rfc/rfc3834#section-5 keeps vacation notices from answering.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in email.headers:
        if name in MAY_STAND:
            message[name] = _one(value) if name == "Reply-To" else one_line(value)
    message.set_content(_clean(email.text), cte="quoted-printable")
    if email.html:
        message.add_alternative(_clean(email.html), subtype="html", cte="quoted-printable")
    return message


def message_id(email: Email) -> str:
    """The same for the same mail, however often it is handed over."""
    return f"<{sha256(email.key.encode()).hexdigest()[:32]}@pitboard.invalid>"


def one_line(text: str) -> str:
    """Text for a header: every control character and line separator is a space."""
    return " ".join("".join(" " if _breaks(sign) else sign for sign in text).split())


def _clean(text: str) -> str:
    kept = {"\n", "\t"}
    signs = text.replace("\r\n", "\n")
    return "".join(sign for sign in signs if sign in kept or not _breaks(sign))


def _breaks(sign: str) -> bool:
    """Control characters, line and paragraph separators, and signs that turn the text around."""
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp", "Cs"} or sign in _TURNING


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _one(text: str) -> Address:
    """Exactly one address, or none at all: two from one line would tell somebody nobody named."""
    found: Any = HeaderRegistry()("To", one_line(text))
    addresses: tuple[Address, ...] = found.addresses
    sound = len(addresses) == 1 and not found.defects and one_line(text) == text
    if not (sound and addresses[0].username and addresses[0].domain):
        raise ServiceError(f'"{one_line(text)}" is not one mail address', retryable=False)
    return addresses[0]
