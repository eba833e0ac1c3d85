"""A line over a real record, a clock that stands, and a browser on this machine."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from automation.bootstrap import Line
from automation.effects import Outcome
from automation.ports import Answer, Errand
from automation.settings import load_settings
from automation.store.record import Record
from automation.web.app import create_app
from tests.builders import NOON, SECRET, Time, a_delivery, an_issue_payload

KEY = "github:acme/shop#12"
PAGE = "/items/github:acme/shop%2312"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

RULE = """\
pitboard: 1
rule: needs-triage
title: New issues say that nobody has looked at them
why: Issues waited for days because no list showed them.
owner: product-ops
review_by: 2027-06-01
state: live
when:
  - changed: {type: issue, fields: [labels, state]}
about: {path: event.item, type: issue}
let:
  sorted: item.labels | without("needs triage")
if: item.state == "open"
derive:
  label: triage
  choose:
    - {value: needs triage, if: "sorted | count == 0", because: no label says what this is}
    - {value: none, if: true, because: "labelled {{ sorted | names }}"}
  hand_edit: keep for 14 days
tests:
  - name: an issue without a label waits
    now: 2026-11-20T09:00:00Z
    given: {item: {type: issue, state: open, labels: []}}
    expect: {value: needs triage}
"""


@dataclass
class World:
    """One installation that a test fills and then looks at."""

    line: Line
    time: Time
    browser: FlaskClient
    sent: list[str] = field(default_factory=list)

    @property
    def record(self) -> Record:
        return self.line.record

    def receives(self, payload: Mapping[str, Any] | bytes | None = None, **how: Any) -> None:
        """A delivery arrives and is worked as far as the outbox."""
        id_ = f"d-{len(self.sent) + 1}"
        self.sent.append(id_)
        self.record.inbox.receive(a_delivery(payload, id_=id_, **how), timeout=5)
        self.works()

    def works(self) -> None:
        self.line.reload()
        while self.line.work("line"):
            pass

    def sees(self, **issue: Any) -> None:
        self.receives(an_issue_payload(**issue))

    def claims(self) -> Errand:
        (errand,) = self.record.outbox.claim(owner="me", wall=self.time(), limit=1)
        return errand

    def writes(self, answer: Answer | None = None) -> None:
        """The one wish that waits is carried out with this answer."""
        errand, wall = self.claims(), self.time()
        self.record.outbox.begin(errand, owner="me", wall=wall)
        written = Answer(Outcome.DONE, "written", before=(), after=("needs triage",))
        self.record.outbox.settle(errand, answer or written, owner="me", wall=wall)

    def gives_up_writing(self, said: str) -> None:
        for _ in range(8):
            self.writes(Answer(Outcome.FAILED, said, blames=True))
            self.time.pass_(3600)

    def gives_up_reading(self, body: bytes = b"{}") -> None:
        self.receives(body)
        for _ in range(8):
            self.time.pass_(3600)
            self.works()

    def reads(self, address: str, **more: Any) -> str:
        answer = self.asks(address, **more)
        assert answer.status_code == 200, answer.text
        return answer.text

    def asks(self, address: str, **more: Any) -> TestResponse:
        return self.browser.get(address, headers=BROWSER, **more)

    def presses(self, address: str, **form: str) -> TestResponse:
        return self.browser.post(address, data=form, headers={**BROWSER, **SAME_SITE})


@pytest.fixture
def empty(blank: Path, tmp_path: Path) -> Iterator[World]:
    """Nothing has arrived, no rules are active, one connection waits."""
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    settings = load_settings(
        {
            "PITBOARD_DATA": str(tmp_path),
            "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
            "PITBOARD_GITHUB_SETTLE": "0",
            "PITBOARD_GITHUB_GAP": "0",
        },
        file=tmp_path / "none.toml",
    )
    time = Time(NOON + timedelta(minutes=1))
    line = Line(settings, clock=time)
    line.connect()
    yield World(line, time, create_app(line).test_client())
    line.close()


@pytest.fixture
def world(empty: World) -> World:
    """The same with one live rule."""
    empty.line.activate({"triage/needs-triage.yaml": RULE})
    return empty
