"""The only home of PyGithub: labels read and written, an issue read again, who we are.

The library's own retries are off: it repeats a POST after a 502, and would comment twice.
A retry is a row of the outbox.
"""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import requests
from github import Auth, Github, GithubException
from github.Requester import Requester

from automation.errors import ServiceError
from automation.model import Delivery
from automation.trackers.github.parse import REREAD

_NOT_THERE: Final = (404, 410)
_TOO_MANY: Final = 429
_FORBIDDEN: Final = 403
_TIMED_OUT: Final = 408
_OUR_FAULT: Final = range(400, 500)
_LIMITED_WAIT: Final = 60.0
"""Seconds to wait after a secondary limit without a header.
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where the API is and the token to use it with."""

    connection: str
    url: str
    token: str


class GitHubClient:
    """Talks to one GitHub site. Safe to share between threads: each keeps its own connection."""

    def __init__(self, credentials: Credentials, *, clock: Callable[[], datetime]) -> None:
        """`clock` stamps what is read."""
        self._credentials = credentials
        self._clock = clock
        self._kept = threading.local()

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:
        """The labels that stand on the issue now."""
        found = self._call("GET", f"{_issue(key)}/labels", timeout=timeout, many=True)
        return tuple(label["name"] for label in found)

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        """Add one label, leaving the others alone.

        The object form is what GitHub's contract asks for; the library would send a bare array.
        https://docs.github.com/en/rest/issues/labels#add-labels-to-an-issue
        """
        self._call("POST", f"{_issue(key)}/labels", {"labels": [label]}, timeout=timeout)

    def take_off(self, key: str, label: str, *, timeout: float) -> None:
        """Remove one label; GitHub answers 404 where it is not on the issue any more."""
        path = f"{_issue(key)}/labels/{quote(label, safe='')}"
        try:
            self._call("DELETE", path, timeout=timeout)
        except ServiceError as error:
            if not (error.gone and "label" in str(error).lower()):
                raise

    def read(self, key: str, *, timeout: float) -> Delivery:
        """The issue and its repository as they are now."""
        issue = self._call("GET", _issue(key), timeout=timeout)
        repository = self._call("GET", _repository(key), timeout=timeout)
        return Delivery(
            connection=self._credentials.connection,
            id=f"reread:{uuid.uuid4()}",
            kind=REREAD,
            body=json.dumps({"issue": issue, "repository": repository}).encode(),
            received_at=self._clock(),
        )

    def actor_id(self, *, timeout: float) -> str:
        """The id of the account this token writes as."""
        return str(self._call("GET", "/user", timeout=timeout)["id"])

    def _call(
        self,
        verb: str,
        path: str,
        body: object = None,
        *,
        timeout: float,
        many: bool = False,
    ) -> Any:  # noqa: ANN401 - GitHub's JSON, read by the caller
        if not self._credentials.token:
            name = self._credentials.connection.upper().replace("-", "_")
            raise ServiceError(f"there is no token: set PITBOARD_{name}_TOKEN", retryable=True)
        parameters = {"per_page": 100} if many else None
        with _in_our_words():
            _, answer = self._requester(timeout).requestJsonAndCheck(
                verb, path, parameters=parameters, input=body
            )
        return answer

    def _requester(self, timeout: float) -> Requester:
        """This thread's client for this timeout, in whole seconds of at least one."""
        seconds = max(1, int(timeout))
        clients: dict[int, Github] = self._kept.__dict__.setdefault("clients", {})
        if seconds not in clients:
            clients[seconds] = Github(
                base_url=self._credentials.url,
                auth=Auth.Token(self._credentials.token),
                timeout=seconds,
                retry=None,
                seconds_between_requests=0,
                seconds_between_writes=0,
                lazy=True,
                user_agent="pitboard",
            )
        return clients[seconds].requester


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except GithubException as error:
        raise _judged(error) from error
    except requests.RequestException as error:
        raise ServiceError(
            f"GitHub did not answer: {type(error).__name__}", retryable=True
        ) from error


def _judged(error: GithubException) -> ServiceError:
    """A limit or an outage blames nobody; any other 4xx blames the row."""
    said = f"GitHub answered {error.status}: {error.message or _message(error.data)}"
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    wait = _seconds(headers)
    if error.status == _TOO_MANY or (error.status == _FORBIDDEN and _limited(said, headers)):
        return ServiceError(said, retryable=True, retry_after=wait or _LIMITED_WAIT)
    if error.status in _NOT_THERE:
        return ServiceError(said, retryable=False, gone=True)
    blames = error.status in _OUR_FAULT and error.status != _TIMED_OUT
    return ServiceError(said, retryable=not blames, retry_after=wait)


def _limited(said: str, headers: dict[str, str]) -> bool:
    spent = headers.get("x-ratelimit-remaining") == "0"
    return spent or "retry-after" in headers or "rate limit" in said.lower()


def _seconds(headers: dict[str, str]) -> float | None:
    """Retry-After, else the time until the limit is reset."""
    after = headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - datetime.now(UTC).timestamp())
    return None


def _message(data: Any) -> str:  # noqa: ANN401 - GitHub's JSON
    return str(data.get("message", "")) if isinstance(data, dict) else str(data)[:200]


def _issue(key: str) -> str:
    project, _, number = key.rpartition("#")
    return f"/repos/{project}/issues/{number}"


def _repository(key: str) -> str:
    return f"/repos/{key.rpartition('#')[0]}"


def open_client(
    connection: str, *, url: str, token: str, clock: Callable[[], datetime]
) -> GitHubClient:
    """A client of this connection; nothing is sent before the first call."""
    return GitHubClient(Credentials(connection, url, token), clock=clock)
