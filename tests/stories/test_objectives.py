"""What the rule folder says of objectives, on the line of everybody else."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.bootstrap import Line
from automation.model import Delivery
from automation.past import as_of
from automation.settings import load_settings
from automation.store.views import ItemView
from automation.web.app import create_app
from tests.builders import SECRET, Time, a_delivery
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

    def __init__(self, data: Path, files: dict[str, str]) -> None:
        self.time = Time()
        self.folder = data / "rules"
        self.folder.mkdir(parents=True)
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
        return f"d-{self._sent}"


@pytest.fixture
def acme(tmp_path: Path, blank: Path) -> Iterator[Firm]:
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    files = {"mapping.yaml": MAPPING, "objectives.yaml": NAMED, "rule.yaml": RULE}
    made = Firm(tmp_path, {**files, "calls.csv": CALLS, "asked.csv": ASKED})
    made.works()
    made.card(INITIATIVE, "Theme")
    made.card(EPIC, "Epic", under=INITIATIVE)
    made.card(STORY, "Story", under=EPIC, labels=["customer:acme"])
    made.card(BUG, "Bug", labels=["receipt"])
    yield made
    made.line.close()


def objective(acme: Firm) -> ItemView:
    return acme.item(OBJECTIVE)


def works_towards(acme: Firm) -> set[str]:
    """The keys of what is directly part of the objective."""
    return {link.key for link in objective(acme).links if not link.outward}


def deliveries(acme: Firm) -> list[str]:
    rows = acme.line.record.views.deliveries(limit=500)
    return [row["kind"] for row in rows if row["connection"] == "own"]


# --- from a pull request up to an objective ------------------------------------------------------


def test_a_merged_pull_request_wakes_the_objective_it_is_for(acme: Firm) -> None:
    acme.pull()
    before = objective(acme).derived[0]

    acme.pull("closed", state="closed", merged_at=github.said(60), updated_at=github.said(60))

    after = objective(acme).derived[0]
    assert (before.value, before.because) == ("at_risk", "github:acme/shop#40 waits")
    assert (after.value, after.because) == ("on_track", "nothing waits")


def test_an_objective_is_an_item_with_what_its_file_says(acme: Firm) -> None:
    item = objective(acme).item

    assert (item.type, item.visibility, item.fields["state"]) == ("objective", "internal", "open")
    assert item.fields["title"] == "Customers can follow their refund"
    assert item.fields["measure_target"] == 120
    assert works_towards(acme) == {f"jira:{INITIATIVE}"}


def test_nothing_is_told_twice(acme: Firm) -> None:
    before = deliveries(acme)

    for _ in range(3):
        acme.time.pass_(12 * 3600)
        acme.works()

    assert deliveries(acme) == before


def test_a_label_put_on_later_leads_to_the_objective_at_once(acme: Firm) -> None:
    acme.saves("objectives.yaml", BY_LABEL)

    acme.card(STORY, "Story", under=EPIC, labels=["receipt"])

    assert f"jira:{STORY}" in works_towards(acme)


def test_items_on_record_are_linked_anew_when_the_file_changes(acme: Firm) -> None:
    acme.saves("objectives.yaml", BY_LABEL)

    assert works_towards(acme) == {f"jira:{BUG}"}


def test_what_an_epic_leads_there_is_not_counted_twice(acme: Firm) -> None:
    acme.card(BUG, "Bug", under=EPIC, labels=["receipt"])
    both = FILE.format(items='epics: ["jira:PAY-1"], labels: ["receipt"]')

    acme.saves("objectives.yaml", both)

    assert works_towards(acme) == {f"jira:{INITIATIVE}"}


def test_an_objective_taken_out_is_closed_and_nothing_works_towards_it(acme: Firm) -> None:
    acme.saves("objectives.yaml", None)

    item = objective(acme).item
    assert item.fields["state"] == "closed"
    assert item.fields["title"] == "Customers can follow their refund"
    assert works_towards(acme) == set()


def test_an_objective_put_back_is_open_again(acme: Firm) -> None:
    acme.saves("objectives.yaml", None)
    acme.saves("objectives.yaml", NAMED)

    assert objective(acme).item.fields["state"] == "open"
    assert works_towards(acme) == {f"jira:{INITIATIVE}"}


# --- its measure ---------------------------------------------------------------------------------


def measure(acme: Firm, on: datetime) -> object:
    """What the measure read at the end of that day."""
    item = objective(acme).item
    past = acme.line.record.views.histories([item.id])[item.id]
    then = as_of(item, past, on + timedelta(days=1) - timedelta(seconds=1))
    assert then is not None
    return then.facets.get("measure")


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


def test_a_measure_reads_as_it_was_in_any_past_week(acme: Firm) -> None:
    read = [measure(acme, on) for on in (day(9, 1), day(9, 10), day(9, 14), day(10, 1))]

    assert read == [None, 240, 231, 205]
    assert objective(acme).item.fields["measure_name"] == "Calls about refunds"


def test_a_new_row_is_the_newest_number(acme: Firm) -> None:
    acme.saves("calls.csv", CALLS + "2026-10-02,198\n")

    assert objective(acme).item.facets["measure"] == 198
    assert measure(acme, day(10, 1)) == 205


@pytest.mark.parametrize("value", [9, 999])
def test_a_mended_number_stands_in_place_of_the_old_one(acme: Firm, value: int) -> None:
    acme.saves("calls.csv", CALLS.replace("231", str(value)))

    assert measure(acme, day(9, 14)) == value
    assert measure(acme, day(10, 1)) == 205


def test_a_row_taken_out_reads_as_the_day_before_it(acme: Firm) -> None:
    acme.saves("calls.csv", CALLS.replace("2026-09-14,231\n", ""))

    assert measure(acme, day(9, 14)) == 240


def test_rows_before_the_first_stay_history(acme: Firm) -> None:
    acme.saves("calls.csv", CALLS.replace("2026-09-07,240\n", ""))

    assert measure(acme, day(9, 7)) == 240


# --- who asked ------------------------------------------------------------------------------------


def asked(acme: Firm) -> list[tuple[str, str]]:
    """Who asked for the story and since when, as the API says it, who waits longest first."""
    told: Any = create_app(acme.line).test_client().get(f"/api/v1/items/jira:{STORY}").json
    return [(each["customer"], (each["since"] or "")[:10]) for each in told["requests"]]


def test_who_asked_is_known_from_a_label_a_linked_ticket_and_a_list(acme: Firm) -> None:
    ticket = {"id": IDS[STORY], "key": STORY, "fields": {"issuetype": {"name": "Story"}}}
    acme.card(
        "SUP-7",
        "Support request",
        created="2026-08-03T09:00:00.000+0000",
        labels=["customer:initech"],
        issuelinks=[{"id": "1", "type": jira.RELATES, "outwardIssue": ticket}],
    )

    assert asked(acme) == [
        ("initech", "2026-08-03"),
        ("Globex", "2026-09-01"),
        ("acme", "2026-10-01"),
    ]


def test_an_item_says_what_it_is_for_and_why(acme: Firm) -> None:
    told: Any = create_app(acme.line).test_client().get(f"/api/v1/items/jira:{STORY}").json

    assert told["objective"] == {
        "value": "obj-refunds",
        "because": 'its initiative PAY-1 works towards "Customers can follow their refund"',
    }


# --- how long items settle ----------------------------------------------------------------------


def test_an_item_settles_as_long_as_the_file_says_for_what_it_is(acme: Firm) -> None:
    rows = {}
    for key, kind in ((STORY, "Story"), (INITIATIVE, "Theme")):
        moved = f"{acme.time() + timedelta(seconds=5):%Y-%m-%dT%H:%M:%S}.000+0000"
        issue = jira.an_issue(
            id_=IDS[key], key=key, summary="Again", issuetype={"name": kind}, updated=moved
        )
        said = jira.a_message(user=jira.cloud_user(), issue=issue)
        acme.line.record.inbox.receive(jira.a_delivery(said, id_=key), timeout=5)
        acme.line.work("line")
        (row,) = [r for r in acme.line.record.views.agenda() if r["key"] == f"jira:{key}"]
        rows[key] = (row["due_at"] - acme.time()).total_seconds()

    assert rows == {STORY: 30, INITIATIVE: 1}
