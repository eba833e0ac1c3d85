"""Why did it not act: asked on the command line about a line that ran, and kept as a test."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.cli import cli
from tests.builders import NOON, SECRET, at
from tests.databases import Home
from tests.stories.crew import Crew, triage

KEY = "github:acme/shop#12"
DONE = """\
pitboard: 1
rule: thanks
title: A closed issue is thanked for
why: Nobody heard that it was closed.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: state, to: closed}
about: {path: event.item}
then:
  - comment: "Closed by {{ actor.login }}. Thank you!"
"""


class Asker:
    """A crew at work, and somebody who asks why."""

    def __init__(self, crew: Crew, folder: Path) -> None:
        self.crew, self.folder = crew, folder

    def writes(self, **rules: str) -> None:
        """Somebody saves these files, and they are the active set."""
        for name, text in rules.items():
            (self.folder / f"{name}.yaml").write_text(text, "utf-8")
        texts = {each.name: each.read_text("utf-8") for each in sorted(self.folder.iterdir())}
        self.crew.line.activate(texts)

    def asks(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["explain", *words])

    def tests(self) -> Result:
        return CliRunner().invoke(cli, ["test", str(self.folder)])


@pytest.fixture
def asker(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    folder = tmp_path / "folder"
    folder.mkdir()
    crew = Crew(home, triage())
    said = {
        **home.settings,
        "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
        "PITBOARD_GITHUB_TOKEN": "ghp_nobody",
        "PITBOARD_RULES": str(folder),
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    made = Asker(crew, folder)
    made.writes(triage=triage(), thanks=DONE)
    yield made
    crew.line.close()


def test_what_a_rule_wrote_is_told_with_the_trackers_answer(asker: Asker) -> None:
    asker.crew.hears("opened")

    said = asker.asks("triage", KEY).output

    assert (
        "Nothing stops it: put on the label needs-triage (before: nothing) "
        "on 2 Oct 2026, 12:00 UTC, and the tracker took it."
    ) in said
    assert (
        "ok    delivery:   the last thing that was told of it: an issue was opened (state)" in said
    )
    assert "[yes] if: item.state == 'open'  (item.state is open)" in said


def test_a_condition_that_was_not_met_is_told_first(asker: Asker) -> None:
    asker.crew.hears("opened", state="closed")

    answer = asker.asks("triage", "acme/shop#12")

    assert answer.exit_code == 0
    assert answer.output.splitlines()[1] == (
        "It did nothing: its condition `item.state == 'open'` is not met, state is closed."
    )
    assert "STOP  condition:  its condition" in answer.output


def test_a_rule_that_nothing_called_is_explained(asker: Asker) -> None:
    asker.crew.hears("opened")

    said = asker.asks("thanks", KEY).output

    assert (
        "It did nothing: nothing woke it yet; it waits for a change of issue (state) to closed"
        in said
    )


def test_a_step_is_explained_with_the_occasion_it_was_taken_on(asker: Asker) -> None:
    asker.crew.hears("opened")
    asker.crew.time.pass_(60)
    asker.crew.hears("closed", state="closed")

    said = json.loads(asker.asks("thanks", KEY, "--json").output)

    gates = {gate["name"]: gate for gate in said["gates"]}
    assert said["stopped_by"] is None
    assert gates["limits"]["said"].startswith("said already, on 2 Oct 2026, 12:01")
    assert "woken by this: an issue was closed (state) by ann-moss" in gates["trigger"]["said"]
    assert "said: Closed by ann-moss. Thank you!" in gates["write"]["said"]


def test_a_person_who_overrules_is_named(asker: Asker) -> None:
    asker.crew.hears("opened")
    asker.crew.echoes("needs-triage", labels=["needs-triage"])
    asker.crew.time.pass_(3600)
    asker.crew.hears("unlabeled", label="needs-triage", labels=[])

    said = asker.asks("triage", KEY, "--at", asker.crew.time().isoformat()).output

    assert (
        "It wrote nothing: ann-moss set it to nothing on 2 Oct 2026, 13:00 UTC; kept until" in said
    )


def test_a_time_of_the_past_is_told_as_it_was(asker: Asker) -> None:
    asker.crew.hears("opened")
    asker.crew.time.pass_(3600)
    asker.crew.hears("closed", state="closed")

    then = asker.asks("triage", KEY, "--at", at(60).isoformat()).output

    assert "The item as it was on 2 Oct 2026, 12:01 UTC, the rule as it is now." in then
    assert "[yes] if: item.state == 'open'" in then


def test_a_time_before_the_item_was_there_is_told(asker: Asker) -> None:
    asker.crew.hears("opened")

    answer = asker.asks("triage", KEY, "--at", (NOON - timedelta(days=9)).isoformat())

    assert answer.exit_code == 2
    assert f"{KEY} was not there yet at that time." in answer.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["triag", KEY], 'No active rule is called "triag". Did you mean "triage"?'),
        (["triage", "acme/shop#13"], 'No item is known as "acme/shop#13". Did you mean'),
        (["triage", KEY, "--at", "yesterday"], '"yesterday" is no time; write it such as'),
    ],
)
def test_a_name_that_is_none_is_answered_with_what_was_meant(
    asker: Asker, words: list[str], said: str
) -> None:
    asker.crew.hears("opened")

    answer = asker.asks(*words)

    assert answer.exit_code == 2
    assert said in answer.output


def test_a_rule_in_a_broken_folder_is_told_with_the_error(asker: Asker) -> None:
    asker.crew.hears("opened")
    problem = "new.yaml:3:1  title: is missing"
    asker.crew.line.record.rulesets.report_trouble("rules", [problem], wall=NOON)

    assert problem in asker.asks("new", KEY).output


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("rule", ["triage", "thanks"])
def test_a_run_kept_as_a_test_passes_at_once(asker: Asker, rule: str, state: str) -> None:
    asker.crew.hears("opened", labels=["bug"])
    asker.crew.time.pass_(60)
    if state == "closed":
        asker.crew.hears("closed", state="closed", labels=["bug"])

    kept = CliRunner().invoke(cli, ["explain", rule, KEY, "--as-test"]).stdout
    file = asker.folder / f"{rule}.yaml"
    file.write_text(file.read_text("utf-8") + kept, "utf-8")
    answer = asker.tests()

    assert answer.exit_code == 0, answer.output
    assert "1 test passed, 0 failed." in answer.output
    assert "ann-moss" not in kept


def test_a_test_that_was_kept_fails_once_the_rule_says_otherwise(asker: Asker) -> None:
    asker.crew.hears("opened")
    kept = asker.asks("triage", KEY, "--as-test").stdout
    changed = triage().replace("no label says what it is about", "nobody looked")

    (asker.folder / "triage.yaml").write_text(changed + kept, "utf-8")

    assert asker.tests().exit_code == 1
