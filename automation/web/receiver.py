"""POST /hooks/<connection>: verify, store, answer 202. The commit is the acknowledgement.

1. The body is read whole, within 10 s and 26 MiB.
2. Its HMAC is checked over the raw bytes, before anything looks inside.
3. It is stored in one group commit with everybody who waits at that moment.
Nothing is parsed here, Redis is never asked, and a problem is answered as RFC 9457 JSON.

It stands in front of Flask: contexts, routes and hooks cost more than all three steps together.
"""

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from werkzeug import Request

from automation.errors import DeliveryRejected, SettingsError
from automation.model import Delivery
from automation.ports import Clock
from automation.store.inbox import Inbox
from automation.trackers.door import Door, kept_headers, signed_by
from automation.web.body import read_body
from automation.web.problems import problem

if TYPE_CHECKING:  # which is all that this module of the standard library is for
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

COMMIT_SECONDS = 8.0
"""GitHub waits 10 s for an answer; a commit that takes longer than this is answered 503."""

HOOKS: Final = "/hooks/"

_LONGEST_ID = 200
_TYPES = frozenset({"application/json", "application/x-www-form-urlencoded"})
_STORED: Final = b'{"stored":true}'
_DUPLICATE: Final = b'{"duplicate":true}'

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entrance:
    """One connection's door and the secrets that open it."""

    door: Door
    secrets: tuple[bytes, ...]


class Receiver:
    """Answers every request to /hooks/ and passes the others on to the application behind it."""

    def __init__(
        self,
        behind: "WSGIApplication",
        inbox: Inbox,
        entrances: Mapping[str, Entrance],
        clock: Clock,
    ) -> None:
        """`entrances` are the connections by name; `clock` is the wall's."""
        self._behind = behind
        self._inbox = inbox
        self._entrances = entrances
        self._clock = clock

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """202 stored, also for a repeat; 4xx says what the sender must mend; 503 come again."""
        if not environ["PATH_INFO"].startswith(HOOKS):
            return self._behind(environ, start_response)
        request = Request(environ)
        try:
            said = self._receive(request)
        except DeliveryRejected as rejected:
            answer = problem(rejected.status, rejected.title)
            if rejected.status == HTTPStatus.METHOD_NOT_ALLOWED:
                answer.headers["Allow"] = "POST"
            return answer(environ, start_response)
        except (SettingsError, NotInTime, TimeoutError) as error:
            log.warning("not stored: %s", str(error) or "the commit took too long")
            later = problem(503, "Not stored. Send it again in a while.", retry_after=5)
            return later(environ, start_response)
        length = ("Content-Length", str(len(said)))
        start_response("202 Accepted", [("Content-Type", "application/json"), length])
        return (said,)

    def _receive(self, request: Request) -> bytes:
        connection = request.path.removeprefix(HOOKS)
        if connection not in self._entrances:
            raise DeliveryRejected(404, f'There is no connection "{connection[:60]}" here.')
        if request.method != "POST":
            raise DeliveryRejected(405, "Deliveries are sent by POST.")
        delivery = _admitted(request, self._entrances, self._clock)
        receipt = self._inbox.receive(delivery, timeout=COMMIT_SECONDS)
        return _DUPLICATE if receipt.duplicate else _STORED


def _admitted(request: Request, entrances: Mapping[str, Entrance], clock: Clock) -> Delivery:
    """The delivery in this request. Raises DeliveryRejected."""
    connection = request.path.removeprefix(HOOKS)
    entrance = entrances[connection]
    _check_type(request)
    body = read_body(request)
    given = {name: request.headers.get(name) for name in _read(entrance)}
    headers = {name: value for name, value in given.items() if value is not None}
    _check_signature(entrance, body, headers)
    return Delivery(
        connection=connection,
        id=_delivery_id(entrance.door, body, headers),
        kind=_kind(entrance.door, headers),
        body=_checked(request, body),
        received_at=clock(),
        headers=kept_headers(entrance.door, headers),
    )


def _read(entrance: Entrance) -> frozenset[str]:
    """The headers that are looked at; a request carries a dozen others."""
    return entrance.door.kept | {entrance.door.signature}


def _check_type(request: Request) -> None:
    if request.mimetype not in _TYPES:
        raise DeliveryRejected(415, "Send application/json or application/x-www-form-urlencoded.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise DeliveryRejected(415, "Send the body as it is, without a Content-Encoding.")


def _check_signature(entrance: Entrance, body: bytes, headers: Mapping[str, str]) -> None:
    given = headers.get(entrance.door.signature)
    if given is None:
        raise DeliveryRejected(401, f"The header {entrance.door.signature} is missing.")
    if not signed_by(body, given, entrance.secrets):
        raise DeliveryRejected(401, "The signature does not match the body and the secret.")


def _delivery_id(door: Door, body: bytes, headers: Mapping[str, str]) -> str:
    given = headers.get(door.delivery or "", "").strip()
    if not given and door.kind is None:
        # Jira Data Center may send no identifier: the same bytes are the same delivery.
        return sha256(body).hexdigest()
    if not given:
        raise DeliveryRejected(400, f"The header {door.delivery} is missing.")
    return _plain(given, f"The header {door.delivery}")


def _kind(door: Door, headers: Mapping[str, str]) -> str:
    if door.kind is None:
        return ""
    given = headers.get(door.kind, "").strip()
    if not given:
        raise DeliveryRejected(400, f"The header {door.kind} is missing.")
    if given.startswith("pitboard."):
        raise DeliveryRejected(400, f"The header {door.kind} names a kind of our own.")
    return _plain(given, f"The header {door.kind}")


def _plain(given: str, what: str) -> str:
    if len(given) > _LONGEST_ID or not given.isascii() or not given.isprintable():
        raise DeliveryRejected(400, f"{what} is not {_LONGEST_ID} or fewer plain characters.")
    return given


def _checked(request: Request, body: bytes) -> bytes:
    """Whether it is JSON is judged in absorb; here only its first byte."""
    if request.mimetype == "application/json":
        if body.lstrip(b" \t\r\n")[:1] not in {b"{", b"["}:
            raise DeliveryRejected(400, "The body is not JSON.")
    elif not body.startswith(b"payload="):
        raise DeliveryRejected(400, "The form has no field named payload.")
    return body
