"""The only home of the `jira` library: labels, fields and comments of Jira Cloud and Data Center.

The library's own retries are off: it repeats a POST after a 503 and would comment twice, and it
sleeps while we hold a lease. A retry is a row of the outbox. Everything goes through version 2 of
the REST API, on both products: it takes and gives wiki text, as webhooks do, where version 3 asks
for a document tree. https://developer.atlassian.com/cloud/jira/platform/rest/v2/intro/
"""

import json
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

import requests
from jira import JIRA, JIRAError

from automation.errors import ServiceError
from automation.model import Delivery, Value
from automation.ports import Haul, Listed, Missed
from automation.trackers.deadline import Deadline
from automation.trackers.jira.acts import Acts
from automation.trackers.jira.answers import judged
from automation.trackers.jira.asking import numbers, shown
from automation.trackers.jira.kinds import REREAD
from automation.trackers.jira.markers import marked, marker_of
from automation.trackers.jira.missed import Asking
from automation.trackers.jira.missed import missed as catch_up
from automation.trackers.jira.values import read_value, write_value

_SHOWN: Final = {"fields": "*all,-comment,-worklog,-attachment", "expand": "changelog"}
"""An issue as in a webhook, and its past: Cloud shows the newest hundred changes of it."""
_LOOKED_THROUGH: Final = 100
"""How many of an issue's newest comments may hold ours."""
_SHORTEST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where Jira is, and the token: `email:token` for Cloud, a personal one for Data Center."""

    connection: str
    url: str
    token: str


class JiraClient(Acts):
    """Talks to one Jira site. Safe to share between threads: each keeps its own connection."""

    def __init__(self, credentials: Credentials, *, clock: Callable[[], datetime]) -> None:
        """`clock` stamps what is read. Nothing is sent before the first call."""
        self._credentials = credentials
        self._clock = clock
        self._kept = threading.local()
        self._schemas: Mapping[str, Mapping[str, Any]] = {}
        self._cloud: bool | None = None

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:
        """The labels that stand on the issue now."""
        issue = self._call("GET", _issue(key), {"fields": "labels"}, timeout=timeout)
        return tuple(issue["fields"].get("labels") or ())

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        """Add one label, leaving the others alone; Jira takes no label with a space in it."""
        self._relabel(key, {"add": label}, timeout=timeout)

    def take_off(self, key: str, label: str, *, timeout: float) -> None:
        """Remove one label; one that is not there is no error to Jira."""
        self._relabel(key, {"remove": label}, timeout=timeout)

    def fields(self, key: str, places: Sequence[str], *, timeout: float) -> Mapping[str, Value]:
        """The current values of the fields of these ids ("customfield_10050"), None where empty.

        A select reads as its option, a person as the account's id, several as a tuple.
        """
        issue = self._call("GET", _issue(key), {"fields": ",".join(places)}, timeout=timeout)
        return {place: read_value(issue["fields"].get(place)) for place in places}

    def set_fields(self, key: str, values: Mapping[str, Value], *, timeout: float) -> None:
        """Set all of these fields, by id, in one request; None empties a field."""
        until = Deadline(timeout, "Jira")
        schemas = self._schemas_of(values, until)
        body = {
            "fields": {
                name: write_value(value, schemas.get(name, {}), cloud=lambda: self._is_cloud(until))
                for name, value in values.items()
            }
        }
        self._call("PUT", _issue(key), body=body, timeout=until.left())

    def directory(self, *, timeout: float) -> Mapping[str, str]:
        """The id of every field by the name people see; the first of two with one name."""
        found: dict[str, str] = {}
        for field in self._call("GET", "field", timeout=timeout):
            found.setdefault(field["name"], field["id"])
        return found

    def comment(self, key: str, text: str, marker: str, *, timeout: float) -> str:
        """Write a comment that carries its marker as a property; returns the comment's id."""
        body = marked(text, marker)
        said = self._call("POST", f"{_issue(key)}/comment", body=body, timeout=timeout)
        return str(said["id"])

    def edit_comment(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> None:
        """Replace the text of a comment. Raises ServiceError, `gone` where it was deleted."""
        path = f"{_issue(key)}/comment/{quote(id_, safe='')}"
        self._call("PUT", path, body=marked(text, marker), timeout=timeout)

    def find_comment(self, key: str, marker: str, *, timeout: float) -> str | None:
        """The id of our own comment with this marker, among the newest 100; None without one."""
        until = Deadline(timeout, "Jira")
        me = self.actor_id(timeout=until.left())
        get = partial(self._asked, until, "GET")
        query = {"orderBy": "-created", "maxResults": _LOOKED_THROUGH, "expand": "properties"}
        page = self._call("GET", f"{_issue(key)}/comment", query, timeout=until.left())
        for comment in page["comments"]:
            ours = _account(comment.get("author") or {}) == me
            if ours and marker_of(comment, get) == marker:
                return str(comment["id"])
        return None

    def read(self, key: str, *, timeout: float) -> Delivery:
        """The issue as it is now, shaped as in a webhook, with its changelog.

        Versions and sprints tell of themselves only: ServiceError, `gone`.
        """
        if "/version/" in key or key.startswith(("sprint:", "version:")):
            raise ServiceError(
                f"{key} is no issue and is not read again", retryable=False, gone=True
            )
        return self._seen(self._call("GET", _issue(key), _SHOWN, timeout=timeout))

    def changed_since(
        self, at: datetime, *, projects: Sequence[str], timeout: float
    ) -> Iterator[Delivery]:
        """Every issue of these projects that changed since `at`, as it is now; none: of all.

        `timeout` is for each page.
        """
        for haul in self.missed(Missed(at, tuple(projects)), timeout=timeout):
            yield from haul.deliveries

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        """The same page by page, from where an earlier turn left off."""

        def ask(path: str, query: Mapping[str, object]) -> Any:  # noqa: ANN401 - Jira's JSON
            return self._call("GET", path, query, timeout=timeout)

        def cloud() -> bool:
            return self._is_cloud(Deadline(timeout, "Jira"))

        def count(jql: str) -> int:
            body = {"jql": jql}
            found = self._call("POST", "search/approximate-count", body=body, timeout=timeout)
            return int(found["count"])

        yield from catch_up(Asking(ask, cloud, count, self._clock, self._seen_once), missed)

    def still_there(self, items: Sequence[Listed], *, timeout: float) -> AbstractSet[str]:
        """The ids of those that we still see, and of versions and sprints, which are not asked for.

        To a token that has ended Jira may show what everybody sees: where an issue is missing we
        ask who we are. Raises ServiceError where that is nobody.
        """
        until = Deadline(timeout, "Jira")
        post = partial(self._asked, until, "POST")
        asked = numbers(self._credentials.connection, items)
        seen = shown(post, list(asked), cloud=self._is_cloud(until)) if asked else frozenset()
        if missing := asked.keys() - seen:
            self.actor_id(timeout=until.left())
        return {item.id for item in items} - {asked[number] for number in missing}

    def actor_id(self, *, timeout: float) -> str:
        """The id of the account this token writes as."""
        return _account(self._call("GET", "myself", timeout=timeout))

    def _relabel(self, key: str, operation: Mapping[str, str], *, timeout: float) -> None:
        body = {"update": {"labels": [operation]}}
        self._call("PUT", _issue(key), body=body, timeout=timeout)

    def _schemas_of(
        self, names: Mapping[str, Value], until: Deadline
    ) -> Mapping[str, Mapping[str, Any]]:
        """The schemas of all fields, asked for again only where a name is not among them."""
        if not self._schemas.keys() >= names.keys():
            found = self._call("GET", "field", timeout=until.left())
            self._schemas = {field["id"]: field.get("schema") or {} for field in found}
        return self._schemas

    def _is_cloud(self, until: Deadline) -> bool:
        if self._cloud is None:
            said = self._call("GET", "serverInfo", timeout=until.left())
            self._cloud = said.get("deploymentType") == "Cloud"
        return self._cloud

    def _seen_once(self, issue: Mapping[str, Any]) -> Delivery:
        """Under an id of its own for each state of an issue: seen again, it is a repeat."""
        whole = json.dumps(issue, sort_keys=True).encode()
        return self._seen(issue, f"past:{issue['id']}:{sha256(whole).hexdigest()[:16]}")

    def _seen(self, issue: Mapping[str, Any], id_: str = "") -> Delivery:
        return Delivery(
            connection=self._credentials.connection,
            id=id_ or f"reread:{uuid.uuid4()}",
            kind=REREAD,
            body=json.dumps({"issue": issue}).encode(),
            received_at=self._clock(),
        )

    def _asked(self, until: Deadline, verb: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - Jira's JSON
        return self._call(verb, path, body=body, timeout=until.left())

    def _call(
        self,
        verb: str,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        timeout: float,
        body: object = None,
    ) -> Any:  # noqa: ANN401 - Jira's JSON, read by the caller
        self._check_settings()
        site = self._site()
        # The library's public methods read again after each write and take no properties.
        session = site._session  # noqa: SLF001 - said above
        session.timeout = max(_SHORTEST, timeout)
        raw = None if body is None else json.dumps(body)
        with _in_our_words():
            answer = session.request(
                verb, f"{site.server_url}/rest/api/2/{path}", params=query, data=raw
            )
            return answer.json() if answer.content else None

    def _check_settings(self) -> None:
        """Without an address the library would send the token to one of its own."""
        name = self._credentials.connection.upper().replace("-", "_")
        for setting in ("url", "token"):
            if not getattr(self._credentials, setting):
                missing = f"PITBOARD_{name}_{setting.upper()}"
                raise ServiceError(f"there is no {setting}: set {missing}", retryable=True)

    def _site(self) -> JIRA:
        """This thread's connection."""
        if not hasattr(self._kept, "site"):
            self._kept.site = _connect(self._credentials)
        site: JIRA = self._kept.site
        return site


def _connect(credentials: Credentials) -> JIRA:
    """Cloud takes an account and its token, Data Center a personal access token alone.

    https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/
    """
    account, colon, token = credentials.token.partition(":")
    basic = bool(colon) and "@" in account
    return JIRA(
        server=credentials.url,
        options={"headers": {"User-Agent": "pitboard"}},
        basic_auth=(account, token) if basic else None,
        token_auth=None if basic else credentials.token,
        get_server_info=False,
        max_retries=0,
        timeout=6,
    )


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except JIRAError as error:
        raise judged(error.status_code, error.response) from error
    except requests.RequestException as error:
        raise ServiceError(
            f"Jira did not answer: {type(error).__name__}", retryable=True
        ) from error


def _issue(key: str) -> str:
    return f"issue/{quote(key, safe='')}"


def _account(user: Mapping[str, Any]) -> str:
    """An account's id: Cloud's accountId, Data Center's key."""
    return str(user.get("accountId") or user.get("key") or user.get("name") or "")


def open_client(
    connection: str, *, url: str, token: str, clock: Callable[[], datetime]
) -> JiraClient:
    """A client of this connection; nothing is sent before the first call."""
    return JiraClient(Credentials(connection, url, token), clock=clock)
