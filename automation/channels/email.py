"""Mail: the only home of smtplib. Without a server, mails go to a folder as .eml files."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from automation.channels.letters import as_sent, letter
from automation.effects import Email
from automation.errors import ServiceError, SettingsError

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_PERMANENT: Final = 500


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: `smtp`, `smtp+starttls` or `smtps`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def mail_server(url: str) -> MailServer:
    """Read `smtp+starttls://user:password@host:587`. Raises SettingsError."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        known = ", ".join(f"{scheme}://host:{port}" for scheme, port in PORTS.items())
        raise SettingsError(f"PITBOARD_SMTP_URL: not the address of a mail server. Forms: {known}.")
    return MailServer(
        parts.scheme,
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


class Smtp:
    """Hands mails to a server, one connection each."""

    def __init__(self, server: MailServer, *, sender: str, clock: Callable[[], datetime]) -> None:
        """`sender` is the address they come from; `clock` dates them."""
        self._server = server
        self._sender = sender
        self._clock = clock

    def send(self, email: Email, *, timeout: float) -> None:
        """Hand it over once. Raises ServiceError; `ambiguous` where it may have gone out."""
        message = letter(email, sender=self._sender, at=self._clock())
        with _in_our_words(), _opened(self._server, timeout) as server:
            if self._server.user:
                server.login(self._server.user, self._server.password)
            _hand_over(server, message)
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # it was taken: how the server takes leave changes nothing


class Folder:
    """Keeps mails as files, for whoever has no mail server yet."""

    def __init__(self, path: Path, *, sender: str, clock: Callable[[], datetime]) -> None:
        """`path` is made when the first mail comes."""
        self._path = path
        self._sender = sender
        self._clock = clock

    def send(self, email: Email, *, timeout: float) -> None:
        """Write one file; the same mail again replaces it."""
        del timeout
        message = letter(email, sender=self._sender, at=self._clock())
        name = sha256(email.key.encode()).hexdigest()[:32]
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = self._path / f".{name}"
            half.write_bytes(as_sent(message))
            half.replace(self._path / f"{name}.eml")
        except OSError as error:
            said = f"{self._path}: {error.strerror}. Free space, or give this user the right."
            raise ServiceError(said, retryable=True) from error


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    """Say who and to whom first: until the text is sent, a broken line is no doubt."""
    server.ehlo_or_helo_if_needed()
    for code, said in (
        server.mail(str(message["From"].addresses[0].addr_spec)),
        server.rcpt(str(message["To"].addresses[0].addr_spec)),
    ):
        if code not in {250, 251}:
            raise smtplib.SMTPResponseException(code, said)
    try:
        code, said = server.data(as_sent(message))
    except (smtplib.SMTPServerDisconnected, TimeoutError, OSError) as error:
        raise ServiceError(
            "the mail server fell silent after it was given the mail",
            retryable=True,
            ambiguous=True,
        ) from error
    if code != 250:  # noqa: PLR2004 - the one reply that means "taken"
        raise smtplib.SMTPResponseException(code, said)


@contextmanager
def _opened(server: MailServer, timeout: float) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        with smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context) as opened:
            yield opened
        return
    with smtplib.SMTP(server.host, server.port, timeout=timeout) as opened:
        if server.scheme == "smtp+starttls":
            opened.starttls(context=context)
        yield opened


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ServiceError(
            f"the mail server answered {error.smtp_code}: {words}",
            retryable=error.smtp_code < _PERMANENT,
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        said = f"the mail server did not answer: {type(error).__name__}"
        raise ServiceError(said, retryable=True) from error
