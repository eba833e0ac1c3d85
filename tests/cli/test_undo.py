"""`pitboard runs`, `undo` and `leave` on the command line: told first, asked, then done."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.bootstrap import Line
from automation.cli import cli
from automation.settings import load_settings
from automation.store.migrate import migrate
from tests.builders import SECRET, Time, a_delivery, an_issue_payload
from tests.fakes.tracker import FakeTracker
from tests.store.world import rows_of
from tests.stories.crew import triage

TEAMS = "pitboard: 1\nteams:\n  shop: {name: Shop, projects: [acme/shop]}\n"


def calls(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record with nothing in it, which the commands find by the settings."""
    settings = {
        "PITBOARD_DATA": str(tmp_path),
        "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
        "PITBOARD_GITHUB_SETTLE": "0",
        "PITBOARD_GITHUB_GAP": "0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    migrate(load_settings().database)


@pytest.fixture
def line() -> Iterator[Line]:
    """An issue that got its label."""
    made = Line(load_settings(), trackers={"github": FakeTracker()})
    made.connect()
    made.activate({"triage.yaml": triage(), "teams.yaml": TEAMS})
    made.record.inbox.receive(a_delivery(an_issue_payload(), id_="d-1"), timeout=5)
    works(made)
    yield made
    made.close()


def works(line: Line) -> None:
    line.reload()
    while line.work("line") + line.work("deliver"):
        pass


def label(line: Line) -> list[object]:
    return [row["value"] for row in rows_of(line.record, "written")]


@pytest.mark.usefixtures("line")
def test_runs_are_listed_with_what_they_wrote_and_one_with_every_write() -> None:
    (run,) = json.loads(calls("runs", "--json").stdout)
    (write,) = json.loads(calls("runs", run["run"], "--json").stdout)

    assert (run["rule"], run["items"], run["written"]) == ("triage", 1, 1)
    assert run["run"].startswith("triage/events@")
    assert (write["value"], write["state"], write["before"]) == ("needs-triage", "done", [])
    assert "1 item: 1 written" in calls("runs").output


def test_undo_tells_first_and_a_dry_run_does_nothing(line: Line) -> None:
    run = json.loads(calls("runs", "--json").stdout)[0]["run"]

    told = calls("undo", run, "--dry-run")
    works(line)

    assert told.exit_code == 0
    assert "1 value can be put back, 0 cannot." in told.output
    assert "github:acme/shop#12  label triage: needs-triage -> nothing" in told.output
    assert label(line) == ["needs-triage"]


def test_undo_asks_and_puts_it_back_and_says_how_the_rule_goes_on(line: Line) -> None:
    run = json.loads(calls("runs", "--json").stdout)[0]["run"]
    assert "Add --yes" in calls("undo", run).output

    said = calls("undo", run, "--yes").output
    works(line)

    assert "triage rests until a person says otherwise." in said
    assert "`pitboard apply triage --all`" in said
    assert label(line) == [None]


def test_a_run_that_nobody_knows_is_refused(line: Line) -> None:
    assert line.rules
    said = calls("undo", "triage/1@never", "--yes")

    assert said.exit_code == 2
    assert 'No run "triage/1@never" wrote anything.' in said.output


def test_leave_takes_back_and_back_lets_the_rules_work_again(line: Line) -> None:
    told = calls("leave", "shop", "--dry-run")
    left = calls("leave", "shop", "--yes")
    works(line)
    assert "needs-triage -> nothing" in told.output
    assert "shop has left." in left.output
    assert label(line) == [None]

    back = calls("leave", "shop", "--back")
    works(line)

    assert "shop is back." in back.output
    assert label(line) == ["needs-triage"]


def test_a_team_that_nobody_knows_is_refused_with_a_guess(line: Line) -> None:
    assert line.rules
    said = calls("leave", "shp", "--yes")

    assert said.exit_code == 2
    assert 'Did you mean "shop"?' in said.output


TELL = """\
pitboard: 1
rule: tell
title: What is opened is told
why: Nobody heard of it.
owner: product-ops
state: live
when:
  - event: github.issues.opened
  - event: github.issue_comment.created
about: {path: event.item}
then:
  - notify: {to: desk@example.org, text: "{{ item.title }} was opened"}
  - notify: {to: late@example.org, text: "{{ item.title }} is new", digest: daily 09:00}
  - {comment: "We look into it.", if: event.kind == 'github.issue_comment.created'}
"""


@pytest.fixture
def then() -> Iterator[Line]:
    """A rule that tells and answers, on the day on which tests happen."""
    made = Line(load_settings(), clock=Time(), trackers={"github": FakeTracker()})
    made.connect()
    made.activate({"tell.yaml": TELL})
    yield made
    made.close()


def test_what_was_told_and_answered_is_listed_without_inner_keys(then: Line) -> None:
    payload = an_issue_payload("opened", seconds=60, number=13, id_=7002)
    asked = an_issue_payload("created", seconds=120, number=13, id_=7002)
    when, url = asked["issue"]["updated_at"], asked["issue"]["html_url"]
    said = {"id": 81, "body": "Any news?", "created_at": when, "updated_at": when}
    asked["comment"] = {**said, "user": asked["sender"], "html_url": f"{url}#issuecomment-81"}
    for kind, each in (("issues", payload), ("issue_comment", asked)):
        then.record.inbox.receive(a_delivery(each, kind=kind, id_=kind), timeout=5)
    works(then)
    names = [each["run"] for each in json.loads(calls("runs", "--rule", "tell", "--json").stdout)]

    told = "\n".join(calls("runs", name).output for name in names)
    back = "\n".join(calls("undo", name, "--dry-run").output for name in names)

    assert "told desk@example.org: Checkout hangs was opened\n         sent" in told
    assert "tell late@example.org: Checkout hangs is new\n         waits for the hours" in told
    assert "answered ann-moss: We look into it." in told
    assert "comment: We look into it. stays: a comment cannot be unsent" in back
    for inner in ("notice:", "comment:tell", "tell/1", "github:issue"):
        assert inner not in told + back
