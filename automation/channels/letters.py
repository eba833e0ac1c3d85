"""A mail as bytes: its headers, and words that no header and no mailbox can be broken by."""

import unicodedata
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
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

LONGEST_LINE = 998
"""Bytes without the line's end: https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1."""


def letter(email: Email, *, sender: str, at: datetime) -> EmailMessage:
    """The message to hand over. Raises ServiceError where an address is no single address.

    The Message-ID follows from what the mail is about, so that a repeat is recognised as one.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _one(sender)
    message["To"] = _one(email.recipient)
    message["Subject"] = _literal(email.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(email)
    # https://www.rfc-editor.org/rfc/rfc3834#section-5 keeps vacation notices from answering.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in email.headers:
        if name in MAY_STAND:
            message[name] = _one(value) if name == "Reply-To" else _literal(value)
    message.set_content(_clean(email.text), cte="quoted-printable")
    if email.html:
        message.add_alternative(_clean(email.html), subtype="html", cte="quoted-printable")
    return message


def as_sent(message: EmailMessage) -> bytes:
    """The message as it is handed over."""
    return message.as_bytes(policy=_AS_SENT)


def message_id(email: Email) -> str:
    """The same for the same mail, however often it is handed over."""
    return f"<{sha256(email.key.encode()).hexdigest()[:32]}@pitboard.invalid>"


class _Whole(EmailPolicy):
    """Leaves plain headers on one line: Python folds an address that is longer than a line into
    encoded words, where none may stand (https://www.rfc-editor.org/rfc/rfc2047#section-5) and no
    mail program follows it. What is not plain is encoded and folded as ever.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - as the policy has it
        line = f"{name}: {value}"
        if line.isascii() and line.isprintable() and len(line) <= LONGEST_LINE:
            return f"{line}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_AS_SENT = _Whole(linesep=SMTP.linesep)


def one_line(text: str) -> str:
    """Text for a header: every control character and line separator is a space."""
    return " ".join("".join(" " if _breaks(sign) else sign for sign in text).split())


def _literal(text: str) -> str:
    """One line in which nobody's encoded word is decoded: one may hold the end of a line."""
    return one_line(text).replace("=?", "= ?")


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
    try:
        found: Any = HeaderRegistry()("To", one_line(text))
    except ValueError as error:  # an encoded word in it holds the end of a line
        said = f'"{one_line(text)}" is not one mail address'
        raise ServiceError(said, retryable=False) from error
    addresses: tuple[Address, ...] = found.addresses
    sound = len(addresses) == 1 and not found.defects and one_line(text) == text
    if not (sound and addresses[0].username and addresses[0].domain):
        raise ServiceError(f'"{one_line(text)}" is not one mail address', retryable=False)
    return addresses[0]
