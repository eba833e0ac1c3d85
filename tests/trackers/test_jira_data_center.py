"""Jira Data Center: a bearer's token, people by key, and pages by number."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from automation.errors import ServiceError
from automation.ports import Holder, Listed
from automation.trackers.jira.client import JiraClient, open_client

NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)
ANN = {"key": "JIRAUSER10300", "name": "ann", "displayName": "Ann Moss", "active": True}
ASSIGNEE = {"id": "assignee", "name": "Assignee", "schema": {"type": "user"}}


@dataclass
class Center:
    """A Data Center of 250 issues, as far as these tests ask; it keeps what it was asked."""

    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    authorization: str = ""
    properties_in_list: bool = True
    knows_us: bool = True

    def answer(self, method: str, path: str, query: dict[str, str]) -> object:
        name = path.removeprefix("/jira/rest/api/2/")
        if name == "search" and method == "POST":
            return {"issues": [{"id": "10001"}]}
        if name == "search":
            self.searched.append(query["jql"])
            start, most = int(query["startAt"]), int(query["maxResults"])
            rows = [{"id": str(n), "key": f"OPS-{n}"} for n in range(1, 251)]
            return {"startAt": start, "total": 250, "issues": rows[start : start + most]}
        answers: dict[str, object] = {
            "serverInfo": {"deploymentType": "Server", "versionNumbers": [10, 3, 0]},
            "myself": {"key": "JIRAUSER10100", "name": "pitboard"} if self.knows_us else 401,
            "field": [ASSIGNEE],
            "user": self._user(query),
            "user/assignable/search": self._found(query),
            "issue/OPS-1": {"fields": {"assignee": {"name": "bo", "key": "JIRAUSER10200"}}},
            "issue/OPS-1/comment": {"comments": [self._comment("7"), self._comment("8")]},
            "comment/8/properties/pitboard": {"key": "pitboard", "value": {"key": "mine"}},
        }
        return None if method == "PUT" else answers.get(name, 404)

    def _user(self, query: dict[str, str]) -> object:
        known = ANN["name"] == query.get("username") or ANN["key"] == query.get("key")
        return ANN if known else 404

    def _found(self, query: dict[str, str]) -> object:
        if set(query) != {"username", "issueKey", "maxResults"}:
            return 400
        others: Sequence[dict[str, object]] = ({"active": False}, {"accountType": "app"})
        return [ANN, *({**ANN, "name": f"ann{n}", **each} for n, each in enumerate(others))]

    def _comment(self, id_: str) -> dict[str, Any]:
        held: dict[str, Any] = {"properties": []} if self.properties_in_list else {}
        return {"id": id_, "author": {"key": "JIRAUSER10100", "name": "pitboard"}, **held}

    @contextmanager
    def open(self) -> Iterator[str]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._asker())
        thread = Thread(target=server.serve_forever, args=(0.002,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/jira/"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _asker(self) -> type[BaseHTTPRequestHandler]:
        center = self

        class Asker(BaseHTTPRequestHandler):
            def _take(self) -> None:
                url = urlsplit(self.path)
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                center.authorization = self.headers["Authorization"]
                center.asked.append((self.command, url.path, json.loads(raw) if raw else None))
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                said = center.answer(self.command, url.path, query)
                self.send_response(said if isinstance(said, int) else 200 if said else 204)
                self.end_headers()
                if said and not isinstance(said, int):
                    self.wfile.write(json.dumps(said).encode())

            def do_GET(self) -> None:
                self._take()

            def do_PUT(self) -> None:
                self._take()

            def do_POST(self) -> None:
                self._take()

            def log_message(self, *_: object) -> None:
                return

        return Asker


@pytest.fixture
def center() -> Center:
    return Center()


@pytest.fixture
def client(center: Center) -> Iterator[JiraClient]:
    with center.open() as url:
        yield open_client("jira", url=url, token="a:personal token", clock=lambda: NOON)


def test_a_personal_token_is_sent_as_a_bearer(client: JiraClient, center: Center) -> None:
    assert client.actor_id(timeout=6) == "JIRAUSER10100"
    assert center.authorization == "Bearer a:personal token"


def test_a_person_is_written_by_name(client: JiraClient, center: Center) -> None:
    client.set_fields("OPS-1", {"assignee": "bo"}, timeout=6)

    assert center.asked[-1] == (
        "PUT",
        "/jira/rest/api/2/issue/OPS-1",
        {"fields": {"assignee": {"name": "bo"}}},
    )


def test_a_person_is_read_by_name(client: JiraClient) -> None:
    assert client.fields("OPS-1", ("assignee",), timeout=6) == {"assignee": "bo"}


@pytest.mark.parametrize("account", ["ann", "JIRAUSER10300"])
def test_an_account_by_its_name_or_by_its_key_is_given_an_issue_by_its_name(
    client: JiraClient, account: str
) -> None:
    assert client.holder(account, timeout=6) == Holder("ann", "Ann Moss")


def test_an_account_of_neither_is_gone(client: JiraClient) -> None:
    with pytest.raises(ServiceError) as refused:
        client.holder("nobody", timeout=6)

    assert refused.value.gone


def test_people_at_work_are_found_by_what_begins_their_names(client: JiraClient) -> None:
    assert client.called("OPS-1", "Ann Moss", timeout=6) == [Holder("ann", "Ann Moss")]


def test_pages_follow_one_another_by_number(client: JiraClient, center: Center) -> None:
    seen = [*client.changed_since(NOON, projects=("OPS",), timeout=6)]

    keys = [json.loads(one.body)["issue"]["key"] for one in seen]
    assert keys == [f"OPS-{number}" for number in range(1, 251)]
    assert [path for _, path, _ in center.asked].count("/jira/rest/api/2/search") == 3


@pytest.mark.parametrize(
    ("projects", "minutes", "jql"),
    [
        (("OPS",), 60, 'project in ("OPS") AND updated >= -62m ORDER BY key ASC'),
        (("OPS", "PAY"), 0, 'project in ("OPS", "PAY") AND updated >= -2m ORDER BY key ASC'),
        ((), 0.5, "updated >= -3m ORDER BY key ASC"),
        ((), -9, "updated >= -2m ORDER BY key ASC"),
    ],
)
def test_the_time_is_told_in_minutes_ago_with_two_to_spare(
    client: JiraClient, center: Center, projects: tuple[str, ...], minutes: float, jql: str
) -> None:
    since = NOON - timedelta(minutes=minutes)

    next(iter(client.changed_since(since, projects=projects, timeout=6)))

    assert center.searched == [jql]


def test_a_marker_that_the_list_leaves_out_is_asked_for(client: JiraClient, center: Center) -> None:
    center.properties_in_list = False

    assert client.find_comment("OPS-1", "mine", timeout=6) == "8"
    assert client.find_comment("OPS-1", "another", timeout=6) is None


def test_a_marker_that_the_list_shows_as_missing_is_not_asked_for(
    client: JiraClient, center: Center
) -> None:
    assert client.find_comment("OPS-1", "mine", timeout=6) is None
    assert not [path for _, path, _ in center.asked if "properties" in path]


def test_without_an_address_nothing_is_sent_anywhere() -> None:
    lost = open_client("jira", url="", token="a token", clock=lambda: NOON)

    with pytest.raises(ServiceError, match="set PITBOARD_JIRA_URL"):
        lost.actor_id(timeout=1)


ITEMS = (Listed("jira:10001", "OPS-1"), Listed("jira:10002", "OPS-2"))


def test_many_are_asked_for_in_one_query_that_an_unknown_id_does_not_spoil(
    client: JiraClient, center: Center
) -> None:
    assert client.still_there(ITEMS, timeout=6) == {"jira:10001"}

    (query,) = (body for method, _, body in center.asked if method == "POST")
    assert (query["jql"], query["validateQuery"]) == ("id in (10001, 10002)", False)
    assert query["maxResults"] == 2


def test_nobody_is_told_that_an_issue_is_gone(client: JiraClient, center: Center) -> None:
    center.knows_us = False

    with pytest.raises(ServiceError, match="401"):
        client.still_there(ITEMS, timeout=6)


def test_nobody_is_told_that_nothing_changed(client: JiraClient, center: Center) -> None:
    center.knows_us = False

    with pytest.raises(ServiceError, match="401"):
        list(client.changed_since(NOON, projects=("OPS",), timeout=6))
    assert center.searched == []
