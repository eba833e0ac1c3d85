"""Fetching a table from the address that a file names, and from nowhere else.

Whoever keeps the rule folder chose the address, not the network behind it: no other host by a
redirect, no proxy, and no machine of the inner network unless the address itself is this one.
"""

import http.client
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from ipaddress import ip_address
from typing import IO, Final
from urllib.parse import urlsplit

from automation.errors import ServiceError
from automation.trackers.deadline import Deadline

MOST: Final = 1024 * 1024
"""Bytes of a table, as of one that stands in the folder."""

_BLOCK: Final = 64 * 1024

_LATER: Final = 600.0
"""Seconds until an address that does not answer is asked once more."""


def fetch(url: str, *, timeout: float) -> str:
    """The text at this address. Raises ServiceError."""
    until = Deadline(timeout, url)
    try:
        with _opener(url).open(_request(url), timeout=until.left()) as answer:
            return _whole(answer.read1, url, until).decode("utf-8-sig")
    except urllib.error.HTTPError as error:
        error.close()
        raise _failed(f"{url} answered {error.code}") from error
    except UnicodeDecodeError as error:
        raise _failed(f"{url} answers with something that is not UTF-8 text") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(f"{url} does not answer: {error}") from error


def _whole(read: Callable[[int], bytes], url: str, until: Deadline) -> bytes:
    """Everything, as long as it is not too much and comes in time."""
    found = b""
    while block := read(_BLOCK):
        found += block
        if len(found) > MOST:
            raise _failed(f"{url} answers with more than 1 MB")
        until.left()
    return found


def _failed(said: str) -> ServiceError:
    return ServiceError(said, retryable=True, retry_after=_LATER)


def _request(url: str) -> urllib.request.Request:
    said = {"Accept": "text/csv, text/plain;q=0.9", "User-Agent": "Pitboard"}
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("only http and https are asked")
    return urllib.request.Request(url, headers=said)  # noqa: S310 - its scheme was looked at


def _opener(url: str) -> urllib.request.OpenerDirector:
    at_home = _is_here(urlsplit(url).hostname or "")
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        _SameHost(url),
        _Plain(at_home=at_home),
        _Secure(at_home=at_home),
    )


def _is_here(host: str) -> bool:
    """Whether an address names this very machine in so many words."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the host that was named, and none from https to http."""

    def __init__(self, url: str) -> None:
        self._named = urlsplit(url)

    def redirect_request(  # noqa: PLR0917 - as urllib calls it
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> urllib.request.Request | None:
        to = urlsplit(newurl)
        if (to.scheme, to.netloc) != (self._named.scheme, self._named.netloc):
            raise _failed(f"{self._named.geturl()} sends us elsewhere: write the new address down")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # the stub wants its own kind of headers


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, *, at_home: bool) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection if at_home else _PublicConnection

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, *, at_home: bool) -> None:
        super().__init__()
        self._connection = http.client.HTTPSConnection if at_home else _PublicSecureConnection

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _PublicConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_inside(self.sock)


class _PublicSecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_inside(self.sock)


def _refuse_inside(peer: socket.socket) -> None:
    """Look at whom we reached, before anything is asked: a name may lead anywhere."""
    address = ip_address(peer.getpeername()[0])
    inner = getattr(address, "ipv4_mapped", None) or address
    if not inner.is_global or inner.is_multicast:
        peer.close()
        raise OSError(f"{inner} is inside the network")
