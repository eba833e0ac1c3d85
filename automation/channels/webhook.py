"""Webhooks of ours: JSON by HTTPS, to hosts that are allowed and addresses that are public."""

import contextlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import SplitResult, urlsplit

from automation.effects import Webhook
from automation.errors import ServiceError

HERE: Final = "127.0.0.1"
LONGEST: Final = 65_536
"""Bytes that are posted, and bytes of an answer that are read."""

KEY_HEADER: Final = "Idempotency-Key"
SIGNATURE_HEADER: Final = "X-Pitboard-Signature-256"

_AGAIN: Final = frozenset({408, 425, 429})
_LONGEST_WAIT: Final = 86_400.0
"""Seconds that somebody else may make a post wait."""

_SAID: Final = 200
"""Characters of an answer that are kept."""

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses that a name and a port lead to."""


def addresses_of(host: str, port: int) -> Sequence[str]:
    """What the system's resolver knows of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def signing_key(secret: bytes) -> bytes:
    """The key that webhooks are signed with, which is made of the installation's own secret."""
    return hmac.digest(secret, b"pitboard webhook", "sha256").hex().encode()


def signature(key: bytes, body: bytes) -> str:
    """What the header says of a body: as GitHub signs its own."""
    return f"sha256={hmac.digest(key, body, 'sha256').hex()}"


@dataclass(frozen=True, slots=True)
class Https:
    """Posts to these hosts alone. A host that resolves to a private address must name that too."""

    hosts: Collection[str]
    key: bytes
    resolve: Resolve = addresses_of

    def post(self, webhook: Webhook, *, timeout: float) -> str:
        """Post it, and say what was answered. Raises ServiceError."""
        body = webhook.body.encode()
        parts = urlsplit(webhook.url)
        if len(body) > LONGEST:
            raise _refused(f"what is to be posted is longer than {LONGEST // 1024} kB")
        opened = self._opened(parts, timeout)
        # Each read has its own timeout; who answers a byte at a time is cut off by this.
        end = threading.Timer(timeout, _cut_off, (opened,))
        end.start()
        try:
            opened.request("POST", _path(parts), body, self._headers(webhook, body))
            with opened.getresponse() as answer:
                said = answer.read1(LONGEST).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            said = f"{parts.hostname} did not answer: {type(error).__name__}"
            raise ServiceError(said, retryable=True) from error
        finally:
            end.cancel()
            opened.close()
        return _judged(str(parts.hostname), answer, said)

    def _headers(self, webhook: Webhook, body: bytes) -> dict[str, str]:
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Pitboard",
            KEY_HEADER: sha256(webhook.key.encode()).hexdigest(),
            SIGNATURE_HEADER: signature(self.key, body),
        }

    def _opened(self, parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
        """A connection to an address that was looked at: its name may lead elsewhere by now."""
        host = parts.hostname or ""
        if host not in self.hosts:
            raise _refused(f'the host "{host}" is not in PITBOARD_WEBHOOK_HOSTS')
        secure = parts.scheme == "https"
        if not secure and (parts.scheme, host) != ("http", HERE):
            raise _refused("only https may be posted to")
        port = parts.port or (443 if secure else 80)
        address = self._address(host, port)
        if not secure:
            return http.client.HTTPConnection(address, port, timeout=timeout)
        return _To(host, address, port, timeout)

    def _address(self, host: str, port: int) -> str:
        try:
            found = self.resolve(host, port)
        except OSError as error:
            raise ServiceError(f'the host "{host}" is not known', retryable=True) from error
        for each in found:
            if each not in self.hosts and not ipaddress.ip_address(each).is_global:
                said = f'"{host}" leads to {each}, which is private; list that address'
                raise _refused(f"{said} in PITBOARD_WEBHOOK_HOSTS as well, if it is meant")
        if not found:
            raise ServiceError(f'the host "{host}" has no address', retryable=True)
        return found[0]


class _To(http.client.HTTPSConnection):
    """HTTPS to one address, with the certificate of the name that was asked for."""

    def __init__(self, host: str, address: str, port: int, timeout: float) -> None:
        self._secured = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout, context=self._secured)
        self._at, self._within = (address, port), timeout

    def connect(self) -> None:
        """Go to the address, and ask it for the certificate of the host."""
        plain = socket.create_connection(self._at, self._within)
        self.sock = self._secured.wrap_socket(plain, server_hostname=self.host)


def _cut_off(opened: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError, AttributeError):
        opened.sock.shutdown(socket.SHUT_RDWR)


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _judged(host: str, answer: http.client.HTTPResponse, said: str) -> str:
    """What was answered, in words. Raises ServiceError for anything but a yes."""
    words = f"{host} answered {answer.status}"
    if 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls a success
        return words
    told = f"{words}: {said[:_SAID]}" if said else words
    if 300 <= answer.status < 400:  # noqa: PLR2004 - what HTTP calls a redirection
        raise _refused(f"{words}, and what it points to is not followed")
    wait = answer.getheader("Retry-After") or ""
    raise ServiceError(
        told,
        retryable=answer.status >= 500 or answer.status in _AGAIN,  # noqa: PLR2004 - its own fault
        retry_after=min(float(wait), _LONGEST_WAIT) if wait.isdecimal() else None,
    )


def _refused(said: str) -> ServiceError:
    return ServiceError(said, retryable=False)
