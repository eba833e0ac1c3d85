"""`pitboard backtest`: its targets, what it compares with, its three outputs and its exit codes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.cli import cli
from automation.store.migrate import migrate
from automation.store.tempo import PAUSE
from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage

WORD = "needs-triage"


@pytest.fixture
def crew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    """A Pitboard at whose clock's noon an issue is opened, and labelled an hour later."""
    home = Home(tmp_path, tmp_path / "pitboard.sqlite")
    migrate(tmp_path / "pitboard.sqlite")
    made = Crew(home, triage())
    (tmp_path / "rules").mkdir()
    for name, value in {**home.settings, "PITBOARD_RULES": str(tmp_path / "rules")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    made.time.pass_(60)
    made.hears("opened")
    made.echoes(WORD, labels=[WORD])
    made.time.pass_(3600)
    made.hears("labeled", label="bug", labels=["bug", WORD])
    made.time.pass_(3600)
    made.line.record.clocks.set_pace(PAUSE, wall=made.time())
    yield made
    made.line.close()


def folder(crew: Crew) -> Path:
    return crew.line.settings.data / "rules"


def edits(crew: Crew, old: str = "value: triaged", new: str = "value: looked-at") -> None:
    text = triage().replace(old, new).replace("'triaged'", "'triaged', 'looked-at'")
    (folder(crew) / "triage.yaml").write_text(text, "utf-8")


def calls(*words: str) -> Result:
    return CliRunner().invoke(cli, ["backtest", *words, "--since", "1d"])


def test_a_rule_that_reads_as_it_does_live_differs_nowhere(crew: Crew) -> None:
    (folder(crew) / "triage.yaml").write_text(triage(), "utf-8")

    said = calls("triage")

    assert said.exit_code == 0, said.output
    assert said.stdout.startswith("Nothing would differ: both are the same rules.")


def test_a_rule_that_says_the_same_in_other_words_differs_nowhere(crew: Crew) -> None:
    (folder(crew) / "triage.yaml").write_text(f"# the same\n{triage()}", "utf-8")

    said = calls("triage")

    assert said.exit_code == 0, said.output
    assert said.stdout.startswith("Nothing would differ (1 day until 2026-10-02, ")


def test_a_changed_rule_is_told_item_by_item_and_writes_nothing(crew: Crew) -> None:
    edits(crew)
    before = {name: rows_of(crew.line.record, name) for name in ("outbox", "derived", "agenda")}

    said = calls("triage")

    assert said.exit_code == 1, said.output
    assert "1 issue would have had the label looked-at" in said.stdout
    assert "github:acme/shop#12 Checkout hangs  triage: triaged -> looked-at" in said.stdout
    assert "from 2026-10-02 13:01 UTC: labelled bug" in said.stdout
    assert before == {name: rows_of(crew.line.record, name) for name in before}


@pytest.mark.parametrize("target", ["rules/triage.yaml", "rules"])
def test_a_file_and_a_folder_are_targets_too(crew: Crew, target: str) -> None:
    edits(crew)

    assert calls(target).exit_code == 1


def test_a_changed_rule_in_shadow_is_told_as_if_it_were_live(crew: Crew) -> None:
    edits(crew, "state: live\n", "state: shadow\n")
    text = (folder(crew) / "triage.yaml").read_text("utf-8")
    (folder(crew) / "triage.yaml").write_text(
        text.replace("value: triaged", "value: seen"), "utf-8"
    )

    said = calls("triage")

    assert "triage: triaged -> seen" in said.stdout, said.output


def test_a_rule_that_is_gone_says_nothing(crew: Crew) -> None:
    other = triage(state="shadow").replace("rule: triage", "rule: other")
    (folder(crew) / "other.yaml").write_text(other, "utf-8")

    said = calls("triage", "--json")

    assert said.exit_code == 1, said.output
    assert {each["to"] for each in json.loads(said.stdout)["values"]} == {None}


def test_json_has_everything(crew: Crew) -> None:
    edits(crew)

    found = json.loads(calls("triage", "--json").stdout)

    (value,) = found["values"]
    assert found["differs"] is True
    assert (value["item"], value["from"], value["to"]) == (
        "github:acme/shop#12",
        "triaged",
        "looked-at",
    )


def test_markdown_is_a_sentence_and_a_table(crew: Crew) -> None:
    edits(crew)

    said = calls("triage", "--markdown").stdout

    assert said.startswith("**Back-test:** 1 issue would have had the label looked-at")
    assert "| item | would read | instead of | when | because |" in said


def test_against_a_revision_compares_with_the_rules_as_git_has_them(crew: Crew) -> None:
    edits(crew, "value: triaged", "value: seen")
    for words in (["init", "-q"], ["add", "rules"], ["commit", "-qm", "rules"]):
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
        subprocess.run(["git", *who, *words], check=True)  # noqa: S607 - whichever git is installed
    edits(crew)

    said = calls("rules", "--against", "HEAD")

    assert "triage: seen -> looked-at" in said.stdout, said.output


def test_a_revision_is_one_of_the_folder_that_is_named(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits(crew, "value: triaged", "value: seen")
    for words in (["init", "-q"], ["add", "rules"], ["commit", "-qm", "rules"]):
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
        subprocess.run(["git", *who, *words], check=True)  # noqa: S607 - whichever git is installed
    edits(crew)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("PITBOARD_RULES", str(tmp_path / "elsewhere"))

    said = calls("rules", "--against", "HEAD")

    assert "triage: seen -> looked-at" in said.stdout, said.output


def test_a_file_that_is_no_rule_takes_the_place_of_its_own_path(crew: Crew, tmp_path: Path) -> None:
    (folder(crew) / "triage.yaml").write_text(triage(), "utf-8")
    (tmp_path / "copy" / "status").mkdir(parents=True)
    policy = tmp_path / "copy" / "status" / "thresholds.yaml"
    policy.write_text("pitboard: 1\npolicy: signals\nscope: {watch: 10 %}\n", "utf-8")
    shutil.copytree(tmp_path / "copy" / "status", folder(crew) / "status")
    policy.write_text("pitboard: 1\npolicy: signals\nscope: {watch: 15 %}\n", "utf-8")

    said = calls(str(policy), "--against", "rules")

    assert said.exit_code == 0, said.output
    assert said.stdout.startswith("Nothing would differ (1 day until 2026-10-02, ")


def test_what_is_printed_for_programs_is_that_alone(crew: Crew) -> None:
    edits(crew)
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "automation.cli", "backtest", "triage", "--since", "1d"]

    said = subprocess.run(
        [*command, "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": root},
        timeout=60,
    )

    assert said.stderr == ""
    assert json.loads(said.stdout)["differs"] is True


def test_against_a_folder_compares_with_that(crew: Crew, tmp_path: Path) -> None:
    edits(crew)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "triage.yaml").write_text(triage(), "utf-8")

    assert "triage: triaged -> looked-at" in calls("rules", "--against", "old").stdout


def test_another_record_can_be_named(crew: Crew, tmp_path: Path) -> None:
    edits(crew)
    crew.line.close()
    copy = (tmp_path / "pitboard.sqlite").rename(tmp_path / "copy.sqlite")

    assert calls("triage", "--record", str(copy)).exit_code == 1


def test_a_copy_that_may_only_be_read_is_a_record_too(crew: Crew, tmp_path: Path) -> None:
    edits(crew)
    crew.line.close()
    kept = tmp_path / "kept"
    kept.mkdir()
    copy = (tmp_path / "pitboard.sqlite").rename(kept / "copy.sqlite")
    copy.chmod(0o444)

    said = calls("triage", "--record", str(copy))

    assert said.exit_code == 1, said.output
    assert [each.name for each in kept.iterdir()] == ["copy.sqlite"]


def test_without_a_terminal_each_tenth_is_a_line(crew: Crew) -> None:
    edits(crew)

    told = calls("triage").stderr.splitlines()

    assert told[0] == "replaying: 0 %"
    assert told[-1] == "replaying: 100 %"
    assert told == sorted(set(told), key=lambda line: int(line.split()[1]))


def test_a_rule_that_is_like_none_is_told_which_there_are(crew: Crew) -> None:
    edits(crew)

    found = calls("nosuch.yaml")

    said = str(found.exception)
    assert said == '"nosuch.yaml" is no rule, no file and no folder. The rules are triage.'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["triaje"], 'Did you mean "triage"?'),
        (["triaje.yaml"], 'Did you mean "rules/triage.yaml"?'),
        (["rules/triage.yml"], 'Did you mean "rules/triage.yaml"?'),
        (["rules", "--since", "soon"], "write a number and d, w or h"),
        (["rules", "--since", "9999d"], "the record keeps 400 days"),
        (["rules", "--record", "nowhere.sqlite"], "there is no record"),
        (["rules", "--against", "--output=x"], "is no revision"),
    ],
)
def test_what_cannot_be_done_is_one_line(crew: Crew, words: list[str], said: str) -> None:
    edits(crew)

    found = CliRunner().invoke(cli, ["backtest", *words])

    assert found.exit_code != 0
    assert said in f"{found.output}{found.exception}"


def test_a_file_that_does_not_load_is_told_as_check_tells_it(crew: Crew) -> None:
    edits(crew, "value: triaged", "valeu: triaged")

    found = calls("triage")

    assert "triage.yaml:17:8  derive.choose[1].valeu" in str(found.exception)
