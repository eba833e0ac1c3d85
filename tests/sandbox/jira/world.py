"""What the tests of the pretend Jira stand on: a running site and an ear for its webhooks."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask

from automation.sandbox.jira.app import create_app, room_of
from automation.sandbox.jira.settings import SandboxJira
from automation.sandbox.server import listen, running
from tests.sandbox.jira.contract import judged
from tests.sandbox.world import TEMPLATES, Answer, Ear, Heard, fetch

SECRET, EMAIL = "a secret", "pitboard@example.org"
TOKEN = f"{EMAIL}:a token"
BASIC = "Basic " + base64.b64encode(TOKEN.encode()).decode()
EPIC, STORY, BUG, SUBTASK, AUDIT, ADVICE = "PAY-1", "PAY-2", "PAY-3", "PAY-4", "SEC-1", "SEC-2"


@dataclass(frozen=True, kw_only=True)
class Site:
    """A pretend Jira on a port of its own."""

    app: Flask
    url: str
    ear: Ear

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Call a door of the sandbox, or the API without a token, with JSON."""
        raw = None if body is None else json.dumps(body).encode()
        return fetch(self.url, method, path, body=raw, headers=headers)

    def api(self, method: str, path: str, body: object = None, version: int = 2) -> Answer:
        """Call the API as Pitboard's account."""
        headers = {"Authorization": BASIC, "Content-Type": "application/json"}
        return self.call(method, f"/rest/api/{version}/{path}", body, **headers)

    def agile(self, method: str, path: str, body: object = None) -> Answer:
        """Call the board's API as Pitboard's account."""
        headers = {"Authorization": BASIC, "Content-Type": "application/json"}
        return self.call(method, f"/rest/agile/1.0/{path}", body, **headers)

    def fields(self, key: str) -> dict[str, Any]:
        """The fields of an issue as version 2 shows them."""
        found: dict[str, Any] = self.api("GET", f"issue/{key}").json["fields"]
        return found

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

    def events(self) -> list[str]:
        """The events that were told, each with Jira's second name where it has one."""
        return [
            " ".join(
                filter(
                    None,
                    [one.payload["webhookEvent"], one.payload.get("issue_event_type_name")],
                )
            )
            for one in self.told()
        ]

    def hears_anew(self) -> None:
        """Forget what was told so far."""
        self.told()
        self.ear.heard.clear()

    def fails(self, **fault: object) -> None:
        """Order a failure."""
        assert self.call("POST", "/_sandbox/faults", fault).status == 200

    def writes(self) -> list[dict[str, Any]]:
        """Every write through the API that was understood."""
        found: list[dict[str, Any]] = self.call("GET", "/_sandbox/writes").json
        return found


def settings_for(
    data: Path,
    *,
    url: str = "http://127.0.0.1:1",
    hook: str | None = None,
    waits: tuple[float, ...] = (),
) -> SandboxJira:
    return SandboxJira(
        data=data,
        base_url=url,
        hook_url=hook,
        secret=SECRET,
        token=TOKEN,
        pitboard_url="http://127.0.0.1:8000",
        templates=TEMPLATES,
        zone=ZoneInfo("Europe/Berlin"),
        patience=0.0,
        waits=waits,
    )


@contextmanager
def site_in(data: Path, *, judge: bool = False, waits: tuple[float, ...] = ()) -> Iterator[Site]:
    """Run a pretend Jira with an ear, and hear its seed out."""
    ear = Ear()
    with ear.open() as hook, listen("127.0.0.1", 0) as line:
        url = f"http://127.0.0.1:{line.getsockname()[1]}"
        app = create_app(settings_for(data, url=url, hook=hook, waits=waits))
        with running(judged(app) if judge else app, line, look=0.002):
            site = Site(app=app, url=url, ear=ear)
            site.told()
            yield site
