"""Webhooks of ours against a real HTTP server on this machine: what they say, and where not."""

import hmac
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from automation.channels.webhook import (
    KEY_HEADER,
    LONGEST,
    SIGNATURE_HEADER,
    Https,
    signing_key,
)
from automation.effects import Webhook
from automation.errors import ServiceError

HERE = "127.0.0.1"
KEY = signing_key(b"0f9d2c4b6a8e1357913bdf02468ace13")


class Hook:
    """A server that keeps what it gets, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Mapping[str, str], bytes]] = []
        self.status, self.body = 200, b"thanks"
        self.headers: Mapping[str, str] = {}
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.taken.append((self.path, dict(self.headers), body))
                self.send_response(hook.status)
                for name, value in hook.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(hook.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
                """Say nothing."""

        self.server = HTTPServer((HERE, 0), Handler)
        self.url = f"http://{HERE}:{self.server.server_port}/hooks?a=b"
        serve = partial(self.server.serve_forever, poll_interval=0.01)
        threading.Thread(target=serve, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.close()


def a_webhook(url: str, body: str = '{"key":"PAY-1"}') -> Webhook:
    return Webhook(url, body, "jira:1", "rule/1/event-1")


def refusal(url: str, hosts: Sequence[str], *addresses: str, body: str = "{}") -> ServiceError:
    poster = Https(hosts, KEY, lambda _host, _port: addresses)
    with pytest.raises(ServiceError) as caught:
        poster.post(a_webhook(url, body), timeout=2)
    return caught.value


def test_it_is_signed_and_a_repeat_has_the_same_key(hook: Hook) -> None:
    poster = Https([HERE], KEY)

    said = [poster.post(a_webhook(hook.url), timeout=2) for _ in range(2)]

    (path, headers, body), (_, again, _) = hook.taken
    assert said == ["127.0.0.1 answered 200"] * 2
    assert (path, body) == ("/hooks?a=b", b'{"key":"PAY-1"}')
    assert headers[SIGNATURE_HEADER] == f"sha256={hmac.new(KEY, body, sha256).hexdigest()}"
    assert headers[KEY_HEADER] == again[KEY_HEADER]
    assert len(headers[KEY_HEADER]) == 64


@pytest.mark.parametrize(
    ("status", "retryable"), [(400, False), (404, False), (429, True), (500, True), (503, True)]
)
def test_what_is_not_a_yes_is_an_error(hook: Hook, status: int, *, retryable: bool) -> None:
    hook.status, hook.headers, hook.body = status, {"Retry-After": "7"}, b"x" * 100_000

    with pytest.raises(ServiceError, match=f"answered {status}: x") as caught:
        Https([HERE], KEY).post(a_webhook(hook.url), timeout=2)

    assert (caught.value.retryable, caught.value.retry_after) == (retryable, 7)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("wait", "seconds"), [("9" * 400, 86_400), ("\u00b2", None), ("-7", None), ("soon", None)]
)
def test_a_wait_that_nobody_can_mean_stops_nothing(
    hook: Hook, wait: str, seconds: float | None
) -> None:
    hook.status, hook.headers = 503, {"Retry-After": wait}

    with pytest.raises(ServiceError, match="answered 503") as caught:
        Https([HERE], KEY).post(a_webhook(hook.url), timeout=2)

    assert caught.value.retry_after == seconds


def test_a_redirection_is_followed_nowhere(hook: Hook) -> None:
    hook.status, hook.headers = 307, {"Location": hook.url}

    with pytest.raises(ServiceError, match="not followed") as caught:
        Https([HERE], KEY).post(a_webhook(hook.url), timeout=2)

    assert len(hook.taken) == 1
    assert not caught.value.retryable


def test_a_host_that_is_not_listed_is_not_even_looked_up() -> None:
    error = refusal("https://evil.example/", ["hooks.example.com"])

    assert str(error) == 'the host "evil.example" is not in PITBOARD_WEBHOOK_HOSTS'


@pytest.mark.parametrize(
    "address",
    ["10.0.0.5", "127.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fd00::1"],
)
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    error = refusal("https://hooks.example.com/", ["hooks.example.com"], "93.184.216.34", address)

    assert f"leads to {address}, which is private" in str(error)
    assert not error.retryable


def test_only_this_machine_is_posted_to_without_encryption() -> None:
    error = refusal("http://hooks.example.com/", ["hooks.example.com"], "93.184.216.34")

    assert str(error) == "only https may be posted to"


def test_what_is_too_long_is_not_posted() -> None:
    error = refusal("https://hooks.example.com/", ["hooks.example.com"], body="x" * (LONGEST + 1))

    assert str(error) == "what is to be posted is longer than 64 kB"


def test_a_name_that_leads_nowhere_is_asked_again_later() -> None:
    assert refusal("https://hooks.example.com/", ["hooks.example.com"]).retryable


def test_a_server_that_says_nothing_is_cut_off() -> None:
    with HTTPServer((HERE, 0), BaseHTTPRequestHandler) as silent:  # it listens, and never answers
        url = f"http://{HERE}:{silent.server_port}/"

        with pytest.raises(ServiceError, match="did not answer") as caught:
            Https([HERE], KEY).post(a_webhook(url), timeout=0.2)

    assert caught.value.retryable


def test_the_key_is_made_of_the_secret_and_is_not_the_secret() -> None:
    assert signing_key(b"one") != signing_key(b"two")
    assert b"one" not in signing_key(b"one")
