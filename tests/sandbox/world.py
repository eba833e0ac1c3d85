"""What the tests of the sandbox stand on: a running pretend GitHub and an ear for its webhooks."""

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from flask import Flask
from github import Auth, Github
from github.Issue import Issue

from automation.sandbox.github.app import create_app, room_of
from automation.sandbox.github.server import listen, running
from automation.sandbox.github.settings import SandboxGitHub
from tests.sandbox.contract import judged

TEMPLATES = Path(__file__).parents[2] / "templates"
SECRET, TOKEN, BOT = "a secret", "a token", "pitboard[bot]"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A webhook as it arrived."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


@dataclass
class Ear:
    """Somebody who takes webhooks, and answers with `status`."""

    status: int = 202
    heard: list[Heard] = field(default_factory=list)

    def actions(self) -> list[str]:
        return [str(one.payload["action"]) for one in self.heard]

    @contextmanager
    def open(self) -> Iterator[str]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._asker())
        thread = Thread(target=server.serve_forever, args=(0.002,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/hooks/github"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _asker(self) -> type[BaseHTTPRequestHandler]:
        ear = self

        class Asker(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ear.heard.append(Heard(headers=dict(self.headers), body=body))
                self.send_response(ear.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        return Asker


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a plain HTTP call came back with."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON of any shape, looked into by a test
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A pretend GitHub on a port of its own."""

    app: Flask
    url: str
    ear: Ear

    @contextmanager
    def client(self, prefix: str = "/api/v3", token: str = TOKEN) -> Iterator[Github]:
        github = Github(
            base_url=self.url + prefix,
            auth=Auth.Token(token),
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )
        try:
            yield github
        finally:
            github.close()

    @contextmanager
    def issue(self, number: int) -> Iterator[Issue]:
        with self.client() as github:
            yield github.get_repo("acme/shop").get_issue(number)

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Call the API or a sandbox door with JSON."""
        raw = None if body is None else json.dumps(body).encode()
        return fetch(self.url, method, path, body=raw, headers=headers)

    def submit(self, path: str, origin: str | None = None, **fields: str | list[str]) -> Answer:
        """Send a form as a browser does, from our own page unless said otherwise."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": origin or self.url,
        }
        raw = urlencode(fields, doseq=True).encode()
        return fetch(self.url, "POST", path, body=raw, headers=headers)

    def told(self) -> list[Heard]:
        """Wait until everything was told, then list it."""
        courier = room_of(self.app).courier
        assert courier.wait([attempt.parcel.id for attempt in courier.attempts()], seconds=5)
        return self.ear.heard

    def hears_anew(self) -> None:
        """Forget what was told so far."""
        self.told()
        self.ear.heard.clear()


def fetch(
    url: str, method: str, path: str, *, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    """Make one plain HTTP call."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        line.request(method, path, body=body, headers=dict(headers))
        response = line.getresponse()
        found = dict(response.headers)
        return Answer(status=response.status, headers=found, body=response.read())
    finally:
        line.close()


def settings_for(
    data: Path,
    *,
    url: str = "http://127.0.0.1:1",
    hook: str | None = None,
    patience: float = 0.0,
) -> SandboxGitHub:
    return SandboxGitHub(
        data=data,
        base_url=url,
        hook_url=hook,
        secret=SECRET,
        token=TOKEN,
        pitboard_url="http://127.0.0.1:8000",
        templates=TEMPLATES,
        zone=ZoneInfo("Europe/Berlin"),
        bot_login=BOT,
        patience=patience,
    )


@contextmanager
def sandbox_in(data: Path, *, judge: bool = False) -> Iterator[Sandbox]:
    """Run a sandbox with an ear, and hear its seed out."""
    ear = Ear()
    with ear.open() as hook, listen("127.0.0.1", 0) as line:
        url = f"http://127.0.0.1:{line.getsockname()[1]}"
        app = create_app(settings_for(data, url=url, hook=hook))
        with running(judged(app) if judge else app, line, look=0.002):
            sandbox = Sandbox(app=app, url=url, ear=ear)
            sandbox.told()
            yield sandbox
