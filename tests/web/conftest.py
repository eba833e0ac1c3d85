"""A line over a real record, a clock that stands, and a browser on this machine."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from automation import paths
from automation.bootstrap import Line
from automation.effects import Outcome
from automation.ports import Answer, Instants
from automation.render import Templates
from automation.settings import load_settings
from automation.store.record import Record
from automation.web.app import create_app
from tests.builders import ANN, NOON, SECRET, Time, a_delivery, an_issue_payload
from tests.web.standing import the_whole_company

KEY = "github:acme/shop#12"
PAGE = "/items/github:acme/shop%2312"
FILE = "triage/needs-triage.yaml"
BERLIN = """\
pitboard: 1
company: {zone: Europe/Berlin}
teams: {shop: {name: Shop, projects: [acme/shop]}}
"""
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
WRITTEN = Answer(Outcome.DONE, "written", before=(), after=("needs-triage",))
EVERY_PAGE = (
    "/",
    "/portfolio",
    "/items",
    PAGE,
    "/mails",
    "/rules",
    f"/rules/{FILE}",
    "/operations",
)
TRACKER = {
    "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
    "PITBOARD_GITHUB_SETTLE": "0",
    "PITBOARD_GITHUB_GAP": "0",
}
SANDBOX = {
    "PITBOARD_SANDBOX_COMPANY": "acme",
    "PITBOARD_GITHUB_URL": "http://127.0.0.1:8001/api/v3",
    "PITBOARD_JIRA_URL": "http://127.0.0.1:8002",
    "PITBOARD_JIRA_WEBHOOK_SECRET": SECRET.decode(),
}

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
  sorted: item.labels | without("needs-triage")
if: item.state == "open"
derive:
  label: triage
  choose:
    - {value: needs-triage, if: "sorted | count == 0", because: no label says what this is}
    - {value: none, if: true, because: "labelled {{ sorted | names }}"}
  hand_edit: keep for 14 days
"""


@dataclass
class World:
    """One installation that a test fills and then looks at."""

    line: Line
    time: Time
    app: Flask
    sent: list[str] = field(default_factory=list)

    @property
    def record(self) -> Record:
        return self.line.record

    @property
    def browser(self) -> FlaskClient:
        return self.app.test_client()

    @property
    def passed(self) -> float:
        """Seconds since noon."""
        return (self.time() - NOON).total_seconds()

    def receives(
        self, payload: Mapping[str, Any] | bytes | None = None, *, kind: str = "issues"
    ) -> None:
        """A delivery arrives and is worked as far as the outbox."""
        self.sent.append(f"d-{len(self.sent) + 1}")
        delivery = a_delivery(payload, id_=self.sent[-1], kind=kind, seconds=self.passed)
        self.record.inbox.receive(delivery, timeout=5)
        self.works()

    def works(self) -> None:
        self.line.reload()
        while self.line.work("line"):
            pass

    def sees(self, action: str = "opened", **issue: Any) -> None:  # noqa: ANN401 - a payload's part is anything
        self.receives(an_issue_payload(action, **{"seconds": self.passed, **issue}))

    def writes(self, answer: Answer = WRITTEN) -> None:
        """The one wish that waits is carried out, with this answer."""
        wall = self.time()
        (errand,) = self.record.outbox.claim(owner="me", wall=wall, limit=1)
        self.record.outbox.begin(errand, owner="me", wall=wall)
        self.record.outbox.settle(errand, answer, owner="me", wall=wall)

    def is_overruled(self) -> None:
        """Ann takes off the label that Pitboard put on."""
        self.time.pass_(60)
        self.sees("labeled", labels=["needs-triage"], label="needs-triage")
        self.time.pass_(60)
        self.sees("unlabeled", labels=[], label="needs-triage", by=ANN)

    def gives_up_writing(self, said: str = "GitHub answered 403: no") -> None:
        for _ in range(8):
            self.writes(Answer(Outcome.FAILED, said, blames=True))
            self.time.pass_(3600)

    def gives_up_reading(self, body: bytes = b"{}") -> None:
        self.receives(body)
        for _ in range(8):
            self.time.pass_(3600)
            self.works()

    def gives_up_deciding(self, error: str = "KeyError: 'labels'") -> None:
        """Ann's word runs out, and whoever decides about the item then fails eight times."""
        self.time.pass_(15 * 86400)
        for _ in range(8):
            instants = Instants(self.time(), self.time())
            (case,) = self.record.agenda.claim(owner="me", instants=instants, limit=1)
            self.record.agenda.blame(case, error, owner="me", wall=self.time())
            self.time.pass_(3600)

    def asks(self, address: str, *, method: str = "GET", **headers: str) -> TestResponse:
        return self.browser.open(address, method=method, headers={**BROWSER, **headers})

    def reads(self, address: str) -> str:
        """The page as it was sent."""
        answer = self.asks(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def sees_on(self, address: str) -> str:
        """The page's words, as somebody reads them."""
        return words_of(self.reads(address))

    def presses(self, address: str, **form: str) -> TestResponse:
        return self.browser.post(address, data=form, headers={**BROWSER, **SAME_SITE})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(html: str) -> str:
    """The text of a page, its spaces made single."""
    reader = _Words()
    reader.feed(html)
    return " ".join("".join(reader.found).split())


def installation(data: Path, **settings: str) -> World:
    """A Pitboard over the database in this folder."""
    time = Time(NOON + timedelta(minutes=1))
    said = {"PITBOARD_DATA": str(data), **settings}
    line = Line(load_settings(said, file=data / "none.toml"), clock=time)
    return World(line, time, create_app(line))


@pytest.fixture(scope="session")
def templates() -> Templates:
    """Compiled once for all tests: a page of another test cannot change them."""
    return Templates(paths.templates())


@contextmanager
def over(database: Path, data: Path, templates: Templates, **settings: str) -> Iterator[World]:
    """A Pitboard over a copy of this database."""
    shutil.copy(database, data / "pitboard.sqlite")
    world = installation(data, **TRACKER, **settings)
    world.app.extensions["templates"] = templates
    world.line.connect()
    yield world
    world.line.close()


@pytest.fixture(scope="session")
def ruled(blank: Path, templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the rule is live."""
    folder = tmp_path_factory.mktemp("ruled")
    with over(blank, folder, templates) as world:
        world.line.activate({FILE: RULE})
    return folder / "pitboard.sqlite"


@pytest.fixture
def empty(blank: Path, tmp_path: Path, templates: Templates) -> Iterator[World]:
    """Nothing has arrived, no rules are active, one connection waits."""
    with over(blank, tmp_path, templates) as world:
        yield world


@pytest.fixture
def world(ruled: Path, tmp_path: Path, templates: Templates) -> Iterator[World]:
    """The same with one live rule."""
    with over(ruled, tmp_path, templates) as world:
        yield world


@pytest.fixture(scope="session")
def peopled(ruled: Path, templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which a whole company stands."""
    folder = tmp_path_factory.mktemp("peopled")
    with over(ruled, folder, templates) as world:
        the_whole_company(world.record)
    return folder / "pitboard.sqlite"


@pytest.fixture
def company(peopled: Path, tmp_path: Path, templates: Templates) -> Iterator[World]:
    """Fourteen pieces of work under three objectives."""
    with over(peopled, tmp_path, templates) as world:
        yield world
