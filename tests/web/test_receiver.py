"""POST /hooks/<connection>, as a tracker meets it."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from automation.bootstrap import Line
from automation.settings import load_settings
from automation.store.record import Record
from automation.trackers.door import sign
from automation.web.app import create_app
from tests.builders import SECRET, an_issue_payload
from tests.databases import SQLITE, Home

OLD = b"previous-3b1f9a7c5e"
BODY = json.dumps(an_issue_payload()).encode()


@pytest.fixture
def line(home: Home, record: Record) -> Iterator[Line]:
    assert record
    settings = load_settings(
        {
            **home.settings,
            "PITBOARD_GITHUB_WEBHOOK_SECRET": f"{SECRET.decode()}, {OLD.decode()}",
        },
        file=home.data / "none.toml",
    )
    opened = Line(settings)
    yield opened
    opened.close()


@pytest.fixture
def client(line: Line) -> FlaskClient:
    return create_app(line).test_client()


def headers(body: bytes = BODY, /, **changed: str | None) -> dict[str, str]:
    said = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "issues",
        "X-GitHub-Delivery": "d-1",
        "X-Hub-Signature-256": sign(body, SECRET).decode(),
    }
    return {k: v for k, v in {**said, **_dashed(changed)}.items() if v is not None}


def _dashed(names: dict[str, str | None]) -> dict[str, str | None]:
    return {name.replace("_", "-"): value for name, value in names.items()}


def send(client: FlaskClient, body: bytes = BODY, /, **changed: str | None) -> TestResponse:
    return client.post("/hooks/github", data=body, headers=headers(body, **changed))


def test_a_signed_delivery_is_stored(client: FlaskClient, line: Line) -> None:
    answer = send(client)

    assert answer.status_code == 202
    assert line.record.views.counts()["waiting"] == 1


def test_a_repeat_is_accepted_and_said_to_be_one(client: FlaskClient, line: Line) -> None:
    send(client)

    answer = send(client)

    assert answer.status_code == 202
    assert answer.json == {"duplicate": True}
    assert line.record.views.counts()["received"] == 1


def test_both_secrets_open_the_door_while_one_is_rotated(client: FlaskClient) -> None:
    assert send(client, X_Hub_Signature_256=sign(BODY, OLD).decode()).status_code == 202


def test_a_form_delivery_is_stored(client: FlaskClient) -> None:
    answer = send(client, b"payload=%7B%7D", Content_Type="application/x-www-form-urlencoded")

    assert answer.status_code == 202


def test_an_event_nobody_listens_to_is_stored_too(client: FlaskClient) -> None:
    assert send(client, X_GitHub_Event="watch").status_code == 202


def test_only_allow_listed_headers_are_kept(client: FlaskClient, line: Line) -> None:
    send(client, X_GitHub_Encoded_Secret="c2VjcmV0", Authorization="Bearer x")

    kept = line.record.inbox.claim(owner="me", wall=line.clock(), limit=1)[0].delivery.headers

    assert set(kept) == {"content-type", "x-github-delivery", "x-github-event", "user-agent"}


def test_a_problem_is_rfc_9457_json(client: FlaskClient) -> None:
    answer = send(client, X_Hub_Signature_256=None)

    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "title": "Unauthorized",
        "status": 401,
        "detail": "The header x-hub-signature-256 is missing.",
    }


SIGNATURES = [
    *("", "sha256=", "sha256", "=", "sha1=0", "md5=0", "sha256=zz", "sha256=" + "0" * 64),
    *("sha256=" + "f" * 63, "sha256=" + "f" * 65, "SHA256=" + "0" * 64, "sha256= " + "0" * 64),
    *("ü", "sha256=ü", "\xff" * 64, "sha256=" + "\xe9" * 64, "0" * 10_000, "sha256=" + "é" * 999),
    sign(BODY, SECRET).decode().upper(),
    sign(BODY, SECRET).decode().removeprefix("sha256="),
    f"{sign(BODY, SECRET).decode()},{sign(BODY, SECRET).decode()}",
    sign(BODY + b" ", SECRET).decode(),
    sign(BODY, SECRET + b" ").decode(),
    sign(BODY, b"another secret, not ours").decode(),
    sign(b"", SECRET).decode(),
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_wrong_signature_is_401(client: FlaskClient, line: Line, signature: str) -> None:
    answer = send(client, X_Hub_Signature_256=signature)

    assert answer.status_code == 401
    assert line.record.views.counts()["received"] == 0


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"X_GitHub_Delivery": None}, 400),
        ({"X_GitHub_Delivery": ""}, 400),
        ({"X_GitHub_Delivery": "x" * 201}, 400),
        ({"X_GitHub_Delivery": "d-é"}, 400),
        ({"X_GitHub_Delivery": "a\tb"}, 400),
        ({"X_GitHub_Event": None}, 400),
        ({"X_GitHub_Event": ""}, 400),
        ({"X_GitHub_Event": "i" * 201}, 400),
        ({"X_GitHub_Event": "issüs"}, 400),
        ({"Content_Type": None}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/xml"}, 415),
        ({"Content_Type": "application/json; charset=utf-16"}, 202),
        ({"Content_Type": "é"}, 415),
        ({"Content_Encoding": "gzip"}, 415),
        ({"Content_Encoding": "br"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 400),
    ],
)
def test_a_header_that_is_wrong_is_a_4xx(
    client: FlaskClient, changed: dict[str, str | None], status: int
) -> None:
    assert send(client, BODY, **changed).status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b'"text"', 400),
        (b"42", 400),
        (b"null", 400),
        (b"\x00{}", 400),
        (b"\xff\xfe{\x00}\x00", 400),
        (b"\x1f\x8b\x08", 400),
        (b"payload={}", 400),
        (b"  {}", 202),
        (b"{", 202),
        (b"[" * 500_000, 202),
        (b'{"a":' * 500_000, 202),
        (b'{"n": ' + b"9" * 5000 + b"}", 202),
        (b'{"n": NaN}', 202),
        (b'{"a": "\\ud800"}', 202),
        (b'{"a": "\\u0000"}', 202),
        (b"{" + b" " * (26 * 1024 * 1024), 413),
    ],
)
def test_a_signed_body_of_any_kind_is_never_a_5xx(
    client: FlaskClient, body: bytes, status: int
) -> None:
    assert send(client, body).status_code == status


@pytest.mark.parametrize(
    "body", [b"[" * 500_000, b'{"n": NaN}', b'{"a": "\\ud800"}', b"{", b'{"issue": {"id": 1}}']
)
def test_what_absorb_cannot_read_is_blamed_and_stops_nothing(
    client: FlaskClient, line: Line, body: bytes
) -> None:
    send(client, body, X_GitHub_Delivery="bad")
    send(client)

    line.work("line")

    counts = line.record.views.counts()
    assert (counts["waiting"], counts["absorbed"]) == (1, 1)


def test_an_unknown_connection_is_404(client: FlaskClient) -> None:
    answer = client.post("/hooks/gitlab", data=BODY, headers=headers())

    assert answer.status_code == 404


def test_a_get_is_405(client: FlaskClient) -> None:
    answer = client.get("/hooks/github")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_an_unknown_connection_is_404_whatever_is_done_there(client: FlaskClient) -> None:
    assert client.get("/hooks/gitlab").status_code == 404
    assert client.get("/hooks/").status_code == 404


@pytest.mark.parametrize("home", [SQLITE], indirect=True)
def test_a_database_that_cannot_commit_is_503_with_retry_after(
    client: FlaskClient, line: Line
) -> None:
    line.close()
    for file in line.settings.data.glob("pitboard.sqlite*"):
        file.unlink()
    (line.settings.data / "pitboard.sqlite").mkdir()

    answer = send(client)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    ("peer", "extra"),
    [
        ("203.0.113.9", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
        ("127.0.0.1", {"Host": "pitboard.attacker.example"}),
    ],
)
def test_pages_are_closed_to_everybody_but_this_machine(
    client: FlaskClient, peer: str, extra: dict[str, str]
) -> None:
    answer = client.get("/readyz", headers=extra, environ_overrides={"REMOTE_ADDR": peer})

    assert answer.status_code == 403


def test_a_tracker_may_send_from_anywhere(client: FlaskClient) -> None:
    answer = client.post(
        "/hooks/github",
        data=BODY,
        headers={**headers(), "X-Forwarded-For": "203.0.113.9", "Host": "hooks.example"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )

    assert answer.status_code == 202


def test_only_a_post_delivers(client: FlaskClient, line: Line) -> None:
    answer = client.get("/hooks/github", headers=headers())

    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert line.record.views.counts()["received"] == 0
