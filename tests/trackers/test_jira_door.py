"""POST /hooks/jira, as Jira Cloud and Jira Data Center meet it."""

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
from flask.testing import FlaskClient

from automation.bootstrap import Line
from automation.settings import load_settings
from automation.store.record import Record
from automation.trackers.door import sign
from automation.web.app import create_app
from tests.builders import SECRET
from tests.databases import Home
from tests.trackers.jira_payloads import updated

BODY = json.dumps(updated()).encode()
EU = '[connections.jira-eu]\ntracker = "jira"\nurl = "https://eu.acme.example"\n'


@pytest.fixture
def line(home: Home, record: Record) -> Iterator[Line]:
    assert record
    file = home.data / "pitboard.toml"
    file.write_text(EU, "utf-8")
    settings = load_settings(
        {
            **home.settings,
            "PITBOARD_JIRA_WEBHOOK_SECRET": SECRET.decode(),
            "PITBOARD_JIRA_EU_WEBHOOK_SECRET": SECRET.decode()[::-1],
        },
        file=file,
    )
    opened = Line(settings)
    yield opened
    opened.close()


@pytest.fixture
def client(line: Line) -> FlaskClient:
    return create_app(line).test_client()


def send(
    client: FlaskClient, to: str = "jira", secret: bytes = SECRET, *, identifier: str | None = None
) -> int:
    headers = {"X-Hub-Signature": sign(BODY, secret).decode()}
    if identifier is not None:
        headers["X-Atlassian-Webhook-Identifier"] = identifier
    answer = client.post(
        f"/hooks/{to}", data=BODY, content_type="application/json", headers=headers
    )
    return answer.status_code


def delivered(line: Line) -> list[str]:
    return [row["delivery"] for row in line.record.views.deliveries()]


def test_a_delivery_is_known_by_jiras_identifier(client: FlaskClient, line: Line) -> None:
    assert send(client, identifier="f0a1") == 202
    assert delivered(line) == ["f0a1"]


def test_without_an_identifier_a_delivery_is_known_by_its_body(
    client: FlaskClient, line: Line
) -> None:
    assert [send(client), send(client)] == [202, 202]
    assert delivered(line) == [sha256(BODY).hexdigest()]


def test_a_further_site_has_a_door_and_a_secret_of_its_own(client: FlaskClient) -> None:
    assert send(client, "jira-eu", SECRET[::-1]) == 202
    assert send(client, "jira-eu", SECRET) == 401


def test_an_unsigned_delivery_is_refused(client: FlaskClient) -> None:
    answer = client.post("/hooks/jira", data=BODY, content_type="application/json")

    assert answer.status_code == 401
