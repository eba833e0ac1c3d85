"""A Pitboard with a rule that waits, one issue of Jira, and a clock that is set to a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from automation.bootstrap import Line
from automation.model import Delivery
from automation.settings import load_settings
from tests.builders import SECRET, Time
from tests.databases import Home
from tests.fakes.tracker import FakeTracker
from tests.store.world import rows_of
from tests.trackers import jira_payloads as jira

BERLIN = ZoneInfo("Europe/Berlin")
PAY = "jira:10001"
TEAMS = """\
pitboard: 1
teams:
  payments: {{name: Payments, zone: Europe/Berlin, holidays: [{holidays}], labels: [pay]}}
  logistics: {{name: Logistik, zone: Europe/Berlin, weekdays: sunday to thursday, labels: [log]}}
"""
HOLIDAY = "2026-12-25"
STUCK = """\
pitboard: 1
rule: stuck
title: Stuck work says so
why: Nobody saw that it waits.
owner: product-ops
state: {state}
settings: {{patience: {patience}}}
when:
  - held: {{type: issue, field: status, is: Blocked, for: settings.patience}}
about: {{path: event.item}}
then:
  - label: {{add: stuck}}
  - comment: "Blocked for {patience}."
"""


def stuck(patience: str = "3 business days", *, state: str = "live") -> str:
    return STUCK.format(patience=patience, state=state)


def teams(*holidays: str) -> str:
    """Two teams in Berlin: one works from Monday to Friday, one from Sunday to Thursday."""
    return TEAMS.format(holidays=", ".join(holidays or (HOLIDAY,)))


def berlin(text: str) -> datetime:
    """A time of Berlin's clocks, such as 2026-10-23 16:00."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


class Clockwork:
    """Pitboard, the issue PAY-1 of Jira and whatever else is told, and time by hand."""

    def __init__(self, home: Home, begins: str = "2026-10-19 09:00", **rules: str) -> None:
        self.time = Time(berlin(begins))
        self.jira = FakeTracker(clock=self.time)
        said = {**home.settings, "PITBOARD_JIRA_WEBHOOK_SECRET": SECRET.decode()}
        said |= {"PITBOARD_JIRA_URL": jira.SITE, "PITBOARD_JIRA_SETTLE": "0"}
        self.settings = load_settings(
            {**said, "PITBOARD_JIRA_GAP": "0"}, file=home.data / "none.toml"
        )
        self.folder = home.data / "rules"
        self.folder.mkdir()
        self.line = self._new_line()
        self._told = 0
        self.labels: list[str] = []
        self.status = "To Do"
        self.saves(**{"teams": teams(), "rule": stuck(), **rules})

    def saves(self, **texts: str | None) -> None:
        """Somebody saves files of the rule folder, or removes them."""
        for name, text in texts.items():
            path = self.folder / f"{name}.yaml"
            if text is None:
                path.unlink()
            else:
                path.write_text(text, "utf-8")
        read = {path.name: path.read_text("utf-8") for path in sorted(self.folder.iterdir())}
        self.line.activate(read)
        self.works()

    def restarts(self) -> None:
        """Pitboard ends, and another one begins on what it left."""
        self.ends()
        self.line = self._new_line()
        self.works()

    def ends(self) -> None:
        """Pitboard ends."""
        self.line.close()

    def is_at(self, text: str) -> None:
        """The clock shows this time of Berlin, and Pitboard works until nothing is due."""
        self.sleeps_until(text)
        self.works()

    def sleeps_until(self, text: str) -> None:
        """The clock goes on, and no Pitboard is there."""
        self.time.now = berlin(text)

    def opens(self, *labels: str, status: str = "To Do") -> None:
        """A person opens the issue."""
        self.labels, self.status = list(labels), status
        self.tells("jira:issue_created")

    def moves(self, status: str, *, times: int = 1) -> None:
        """A person moves it, and the tracker tells it so many times."""
        entry = jira.an_entry("status", self.status, status, fieldId="status")
        self.status = status
        self.tells("jira:issue_updated", entry, times=times)

    def is_labelled(self, *labels: str, by: dict[str, Any] | None = None) -> None:
        """Somebody gives it these labels instead of those that it has."""
        entry = jira.an_entry("labels", " ".join(self.labels), " ".join(labels), fieldId="labels")
        self.labels = list(labels)
        self.tells("jira:issue_updated", entry, by=by)

    def comments(self, text: str, *, by: dict[str, Any] | None = None) -> None:
        """Somebody says something under the issue."""
        self._told += 1
        now, author = self.line.now(), by or jira.cloud_user()
        stamp = now.strftime("%Y-%m-%dT%H:%M:%S.000%z")
        own = {"id": str(900 + self._told), "created": stamp, "updated": stamp}
        own["self"] = f"{jira.SITE}/rest/api/2/issue/10001/comment/{own['id']}"
        said = jira.a_comment(issue=False, author=author, updateAuthor=author, body=text, **own)
        said["timestamp"] = jira.milliseconds(now)
        self.hears(replace(jira.a_delivery(said, id_=own["id"]), received_at=self.time()))

    def tells(
        self,
        kind: str,
        *entries: Mapping[str, Any],
        by: dict[str, Any] | None = None,
        times: int = 1,
    ) -> None:
        """A webhook of this moment arrives, and the line works until nothing is due."""
        for one in self._webhooks(kind, *entries, by=by, times=times):
            self.hears(one)

    def hears(self, delivery: Delivery) -> None:
        self.line.record.inbox.receive(delivery, timeout=5)
        self.works()

    def webhook(self, status: str) -> Delivery:
        """What the tracker sends when a person moves it now."""
        entry = jira.an_entry("status", self.status, status, fieldId="status")
        self.status = status
        return self._webhooks("jira:issue_updated", entry)[0]

    def _webhooks(
        self,
        kind: str,
        *entries: Mapping[str, Any],
        by: dict[str, Any] | None = None,
        times: int = 1,
    ) -> list[Delivery]:
        now = self.line.now()
        self._told += 1
        page = jira.an_issue(
            id_="10001",
            key="PAY-1",
            status={"id": self.status, "name": self.status},
            labels=self.labels,
            created="2026-10-19T09:00:00.000+0200",
            updated=now.strftime("%Y-%m-%dT%H:%M:%S.000%z"),
        )
        said = jira.a_message(kind, user=by or jira.cloud_user(), issue=page)
        said["timestamp"] = jira.milliseconds(now)
        if entries:
            said["changelog"] = {"id": str(900 + self._told), "items": list(entries)}
        told = (jira.a_delivery(said, id_=f"d-{self._told}-{time}") for time in range(times))
        return [replace(one, received_at=self.time()) for one in told]

    def works(self) -> None:
        self.line.reload()
        while self.line.work("line") + self.line.work("deliver"):
            pass

    @property
    def said(self) -> list[str]:
        """Every comment that Pitboard wrote."""
        rows = rows_of(self.line.record, "outbox")
        return [row["value"] or row["wish"]["text"] for row in rows if row["kind"] == "comment"]

    @property
    def due(self) -> list[str]:
        """When its timers are due, by Berlin's clocks."""
        rows = rows_of(self.line.record, "agenda")
        found = [row["due_at"] for row in rows if row["due_on"] == "company"]
        return [f"{at.astimezone(BERLIN):%Y-%m-%d %H:%M}" for at in found]

    def _new_line(self) -> Line:
        line = Line(self.settings, clock=self.time, trackers={"jira": self.jira})
        line.connect()
        return line
