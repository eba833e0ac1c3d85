"""A firm in miniature: webhooks of both trackers, and a rule folder that people write."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from automation.bootstrap import Line
from automation.model import Delivery
from automation.settings import load_settings
from automation.store.views import ItemView
from tests.builders import SECRET, Time, a_delivery, at
from tests.fakes.tracker import FakeTracker
from tests.trackers import github_payloads as github
from tests.trackers import jira_payloads as jira

OBJECTIVE = "own:obj-refunds"
INITIATIVE, EPIC, STORY, BUG = "PAY-1", "PAY-2", "PAY-3", "PAY-4"
IDS = {INITIATIVE: "10001", EPIC: "10002", STORY: "10003", BUG: "10004", "SUP-7": "10107"}

MAPPING = """\
pitboard: 1
mapping: trackers
types: {Theme: initiative, Support request: request}
settle: {default: 1 s, issue: 30 s}
requests: {labels: ["customer:*"], source: asked.csv}
"""
ASKED = "customer,item,asked_on\nGlobex,PAY-3,2026-09-01\n"
FILE = """\
pitboard: 1
objectives:
  obj-refunds:
    title: Customers can follow their refund
    measure: {{name: Calls about refunds, source: calls.csv, unit: calls a week, target: 120}}
    items: {{{items}}}
"""
NAMED = FILE.format(items='epics: ["jira:PAY-1"]')
BY_LABEL = FILE.format(items='labels: ["receipt"]')
CALLS = "date,value\n2026-09-07,240\n2026-09-14,231\n2026-09-28,205\n"
RULE = """\
pitboard: 1
rule: objective-moves
title: An objective says whether anything was merged for it
why: Nobody saw from afar whether an objective moves.
owner: product-ops
state: live
when:
  - changed: {type: pull_request, fields: any}
about: {path: event.item.ancestors, type: objective}
let:
  open: item.parts | where("type", "pull_request") | where("state", "open")
derive:
  field: health
  choose:
    - {value: at_risk, if: "open | count > 0", because: "{{ open | names }} waits"}
    - {value: on_track, if: true, because: "nothing waits"}
"""


class Firm:
    """Two trackers whose webhooks arrive, a rule folder that people write, and a clock by hand."""

    def __init__(self, data: Path, files: Mapping[str, str], *, hours: float = 0) -> None:
        self.time = Time(at(hours * 3600))
        self.folder = data / "rules"
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (self.folder / name).write_text(text, "utf-8")
        said = {"PITBOARD_DATA": str(data), "PITBOARD_RULES": str(self.folder)}
        for name in ("GITHUB", "JIRA"):
            said |= {f"PITBOARD_{name}_WEBHOOK_SECRET": SECRET.decode()}
        said["PITBOARD_JIRA_URL"] = jira.SITE
        settings = load_settings(said, file=data / "none.toml")
        trackers = {"github": FakeTracker(), "jira": FakeTracker()}
        self.line = Line(settings, clock=self.time, trackers=trackers)
        self._sent = 0

    def pull(self, action: str = "opened", **parts: Any) -> None:  # noqa: ANN401 - a payload's parts
        """A pull request that names the story in its branch."""
        page = github.a_pull(head={"ref": f"{STORY}-each-step", "sha": "aa11"}, **parts)
        said = {"action": action, "repository": github.REPOSITORY, "sender": github.SENDER}
        self.hears(a_delivery({**said, "pull_request": page}, kind="pull_request", id_=self._id()))

    def card(self, key: str, kind: str, *, under: str = "", **fields: Any) -> None:  # noqa: ANN401 - a payload's parts
        """An issue of Jira as it is now."""
        parent = {"parent": {"id": IDS[under], "key": under}} if under else {}
        self.time.pass_(1)
        updated = f"{self.time():%Y-%m-%dT%H:%M:%S}.000+0000"
        issue = jira.an_issue(
            id_=IDS[key],
            key=key,
            **{"issuetype": {"name": kind}, "updated": updated, **parent, **fields},
        )
        said = jira.a_message("jira:issue_updated", user=jira.cloud_user(), issue=issue)
        self.hears(jira.a_delivery(said, id_=self._id()))

    def hears(self, delivery: Delivery) -> None:
        self.line.record.inbox.receive(delivery, timeout=5)
        self.works()

    def works(self) -> None:
        """A minute passes, in which everything settles."""
        for _ in range(3):
            self.time.pass_(20)
            self.line.tend()
            while self.line.work("line") + self.line.work("deliver"):
                pass

    def saves(self, name: str, text: str | None) -> None:
        """Somebody saves a file of the rule folder, or removes it."""
        if text is None:
            (self.folder / name).unlink()
        else:
            (self.folder / name).write_text(text, "utf-8")
        self.works()

    def item(self, key: str) -> ItemView:
        found = self.line.record.views.item(key)
        assert found is not None, key
        return found

    def _id(self) -> str:
        self._sent += 1
        return f"d-{self.time():%H%M%S}-{self._sent}"


def a_firm(data: Path) -> Firm:
    """An initiative with an epic with a story, a bug beside them, and an objective."""
    files = {"mapping.yaml": MAPPING, "objectives.yaml": NAMED, "rule.yaml": RULE}
    made = Firm(data, {**files, "calls.csv": CALLS, "asked.csv": ASKED})
    made.works()
    made.card(INITIATIVE, "Theme")
    made.card(EPIC, "Epic", under=INITIATIVE)
    made.card(STORY, "Story", under=EPIC, labels=["customer:acme"])
    made.card(BUG, "Bug", labels=["receipt"])
    return made
