"""The only home of PyGithub: labels read and written, an issue read again, who we are.

The library's own retries are off: it repeats a POST after a 502, and would comment twice.
A retry is a row of the outbox.
"""

import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

import requests
from github import Auth, Github, GithubException
from github.Requester import Requester

from automation.errors import ServiceError
from automation.model import Delivery
from automation.ports import Haul, Listed, Missed
from automation.trackers.deadline import Deadline
from automation.trackers.github.acts import Acts
from automation.trackers.github.answers import data_of, judged, words_of
from automation.trackers.github.asking import NODE, NODES, located, page_of, seen_of
from automation.trackers.github.markers import hidden, marked
from automation.trackers.github.missed import Asking
from automation.trackers.github.missed import missed as catch_up
from automation.trackers.github.parse import REREAD

_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where the API is and the token to use it with."""

    connection: str
    url: str
    token: str


class GitHubClient(Acts):
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
        """The issue or pull request and its repository as they are now."""
        until = Deadline(timeout, "GitHub")

        def get(path: str) -> Any:  # noqa: ANN401 - GitHub's JSON
            return self._call("GET", path, timeout=until.left())

        if key.startswith("node:"):
            # A project's item names its issue by nothing but the id of its node.
            asked = self._ask(NODE, {"id": key.removeprefix("node:")}, timeout=until.left())
            key = located(data_of(asked).get("node"))
        page = page_of(key, get)
        if "#" in key:
            page = {**page, "project_items": self.project_items(key, timeout=until.left())}
        return self._seen(page)

    def changed_since(
        self, at: datetime, *, projects: Sequence[str], timeout: float
    ) -> Iterator[Delivery]:
        """Every issue and pull request of these repositories that changed since `at`, as it is now.

        `timeout` is for each call. Without repositories there is nothing to ask for.
        """
        wanted = Missed(at, tuple(projects), resent=False)
        for haul in self.missed(wanted, timeout=timeout):
            yield from haul.deliveries

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        """The webhooks that did not arrive since then, and every page that changed."""

        def get(path: str, query: Mapping[str, object]) -> tuple[Any, str]:
            answer, address = self._page(path, query, timeout=timeout)
            return answer, urlsplit(address or "").query

        yield from catch_up(Asking(self._credentials.connection, get, self._clock), missed)

    def still_there(self, items: Sequence[Listed], *, timeout: float) -> AbstractSet[str]:
        """The ids of those whose nodes we still see, and of those whose nodes nobody told."""
        asked = [item for item in items if item.node]
        there = {item.id for item in items if not item.node}
        if not asked:
            return there
        answer = self._ask(NODES, {"ids": [item.node for item in asked]}, timeout=timeout)
        return there | seen_of(asked, answer)

    def directory(self, *, timeout: float) -> Mapping[str, str]:
        """Nothing: GitHub's own fields have fixed names."""
        del timeout
        return {}

    def comment(self, key: str, text: str, marker: str, *, timeout: float) -> str:
        """Write a comment that hides its marker in its text; returns the comment's id."""
        body = {"body": marked(text, marker)}
        return str(self._call("POST", f"{_issue(key)}/comments", body, timeout=timeout)["id"])

    def edit_comment(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> None:
        """Replace the text of a comment. Raises ServiceError, `gone` where it was deleted."""
        path = f"{_repository(key)}/issues/comments/{quote(id_, safe='')}"
        self._call("PATCH", path, {"body": marked(text, marker)}, timeout=timeout)

    def delete_comment(self, key: str, id_: str, *, timeout: float) -> None:
        """Take a comment away. Raises ServiceError, `gone` where it was deleted before."""
        path = f"{_repository(key)}/issues/comments/{quote(id_, safe='')}"
        self._call("DELETE", path, timeout=timeout)

    def find_comment(self, key: str, marker: str, *, timeout: float) -> str | None:
        """The id of our own comment with this marker, among the newest; None without one.

        GitHub lists the oldest first and cannot turn that round, so the last two pages are read.
        """
        until = Deadline(timeout, "GitHub")
        me = self.actor_id(timeout=until.left())
        for page in self._newest_comments(key, until):
            for comment in reversed(page):
                ours = str((comment.get("user") or {}).get("id")) == me
                if ours and hidden(marker) in (comment.get("body") or ""):
                    return str(comment["id"])
        return None

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
        self._check_token()
        parameters = {"per_page": _PAGE} if many else None
        with _in_our_words():
            _, answer = self._requester(timeout).requestJsonAndCheck(
                verb, path, parameters=parameters, input=body
            )
        return answer

    def _ask(self, query: str, variables: Mapping[str, object], *, timeout: float) -> Any:  # noqa: ANN401 - GitHub's JSON
        self._check_token()
        requester = self._requester(timeout)
        asked = {"query": query, "variables": variables}
        with _in_our_words():
            # The library's own way of asking raises for the whole where a part is not there.
            _, answer = requester.requestJsonAndCheck("POST", requester.graphql_url, input=asked)
        return answer

    def _page(
        self, path: str, query: Mapping[str, object] | None, *, timeout: float
    ) -> tuple[Any, str | None]:
        """One page, and the address of the next one."""
        self._check_token()
        with _in_our_words():
            headers, answer = self._requester(timeout).requestJsonAndCheck(
                "GET", path, parameters=dict(query) if query else None
            )
        return answer, _links(headers).get("next")

    def _newest_comments(self, key: str, until: Deadline) -> Iterator[Any]:
        """The last page of an issue's comments, then the one before it."""
        path, query = f"{_issue(key)}/comments", {"per_page": _PAGE}
        self._check_token()
        with _in_our_words():
            headers, first = self._requester(until.left()).requestJsonAndCheck(
                "GET", path, parameters=query
            )
        last = _number_in(_links(headers).get("last", ""))
        for number in range(last, max(1, last - 2), -1):
            yield self._page(path, {**query, "page": number}, timeout=until.left())[0]
        if last <= 2:  # noqa: PLR2004 - the first page is one of the last two
            yield first

    def _seen(self, page: Mapping[str, object]) -> Delivery:
        return Delivery(
            connection=self._credentials.connection,
            id=f"reread:{uuid.uuid4()}",
            kind=REREAD,
            body=json.dumps(page).encode(),
            received_at=self._clock(),
        )

    def _check_token(self) -> None:
        if not self._credentials.token:
            name = self._credentials.connection.upper().replace("-", "_")
            raise ServiceError(f"there is no token: set PITBOARD_{name}_TOKEN", retryable=True)

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
        said = error.message or words_of(error.data)
        raise judged(error.status, said, error.headers or {}) from error
    except requests.RequestException as error:
        raise ServiceError(
            f"GitHub did not answer: {type(error).__name__}", retryable=True
        ) from error


def _links(headers: Mapping[str, Any]) -> dict[str, str]:
    """The addresses of other pages by their relation, from the Link header."""
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', str(headers.get("link", "")))
    return {relation: address for address, relation in found}


def _number_in(address: str) -> int:
    found = re.search(r"[?&]page=(\d+)", address)
    return int(found[1]) if found else 1


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
