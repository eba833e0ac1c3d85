"""Whatever a person misspells on the command line is told in a line, with what was likely meant."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.bootstrap import Line
from automation.cli import COMMANDS, USAGE, cli
from automation.errors import SettingsError
from automation.settings import load_settings
from automation.store.migrate import migrate
from tests.builders import SECRET, a_delivery, an_issue_payload
from tests.fakes.tracker import FakeTracker
from tests.stories.crew import triage

TEAMS = "pitboard: 1\nteams:\n  shop: {name: Shop, projects: [acme/shop]}\n"
ASKING_THE_RECORD = (
    *(("replay", "x"), ("preview", "weekly"), ("explain", "triage", "acme/shop#12"), ("runs",)),
    *(("undo", "x"), ("leave", "shop"), ("agreement", "triage"), ("asks",)),
    ("apply", "triage", "--all"),
)
"""Commands that have nothing to say where there is no record."""

ASKING_THE_RULES = (
    *(("leave", "shop"), ("agreement", "triage"), ("apply", "triage", "--all")),
    ("runs", "--rule", "triage"),
)


WRONG = (
    (("runs", "--rule", "triag"), 'No active rule is called "triag". Did you mean "triage"?'),
    (("runs", "--rule", "nosuch"), 'No active rule is called "nosuch".'),
    (("runs", "nosuch"), 'There is no run "nosuch". `pitboard runs` lists them.'),
    (("undo", "triag/events@2026-11-20T09:00:00Z"), 'Did you mean "triage/events@'),
    (("undo", "99999999999999999999999"), 'No run "99999999999999999999999" wrote anything.'),
    (("runs", "99999999999999999999999"), 'There is no run "99999999999999999999999".'),
    (("runs", "--limit", "0"), "0 is not in the range"),
    (("leave", "shp"), 'rules/teams.yaml names no team "shp". Did you mean "shop"?'),
    (("leave", "x"), 'rules/teams.yaml names no team "x". It names shop.'),
    (("replay", "d-2"), 'No delivery "d-2" is stored. Did you mean "d-1"?'),
    (("replay", "nosuch"), 'No delivery "nosuch" is stored. GitHub and Jira show the id'),
    (("explain", "triag", "acme/shop#12"), 'Did you mean "triage"?'),
    (("explain", "triage", "acme/shp#12"), 'Did you mean "github:acme/shop#12"?'),
    (("explain", "triage", "acme/shop#12", "--at", "noon"), '"noon" is no time'),
    (("explain", "triage", "acme/shop#12", "--at", "0001-01-01"), "was not there yet"),
    (("apply", "triag", "--all"), 'No active rule is called "triag". Did you mean "triage"?'),
    (("apply", "triage", "acme/shp#12"), 'Did you mean "github:acme/shop#12"?'),
    (("agreement", "triag"), 'Did you mean "triage"?'),
    (("asks", "nosuch", "--answer", "yes"), 'No open question is called "nosuch". `pitboard'),
)
"""What is typed, and what is said of it."""


def calls(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Pitboard was never started."""
    settings = {
        "PITBOARD_DATA": str(tmp_path / "data"),
        "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
        "PITBOARD_GITHUB_SETTLE": "0",
        "PITBOARD_GITHUB_GAP": "0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def empty(folder: Path) -> Path:
    """A record with nothing in it."""
    migrate(load_settings().database)
    return folder


@pytest.fixture
def line(empty: Path) -> Iterator[Line]:
    """A rule, a team, and an issue that got its label."""
    assert empty.is_dir()
    made = Line(load_settings(), trackers={"github": FakeTracker()})
    made.connect()
    made.activate({"triage.yaml": triage(), "teams.yaml": TEAMS})
    made.record.inbox.receive(a_delivery(an_issue_payload(), id_="d-1"), timeout=5)
    made.reload()
    while made.work("line") + made.work("deliver"):
        pass
    yield made
    made.close()


def test_a_name_that_nothing_has_is_told(line: Line) -> None:
    assert line.rules

    answers = {words: calls(*words) for words, _ in WRONG}

    assert [words for words, answer in answers.items() if answer.exit_code != USAGE] == []
    assert [(words, said) for words, said in WRONG if said not in answers[words].output] == []


def test_a_delivery_that_waits_to_be_read_already_is_no_mistake_of_its_id(line: Line) -> None:
    line.record.inbox.receive(a_delivery(an_issue_payload("edited"), id_="d-2"), timeout=5)

    answer = calls("replay", "d-2")

    assert (answer.exit_code, "d-2 waits to be read already." in answer.output) == (2, True)


def test_a_rule_that_wrote_nothing_yet_is_told_as_that(line: Line) -> None:
    line.activate({"triage.yaml": triage().replace("rule: triage", "rule: other")})

    assert calls("runs", "--rule", "other").output == "other has written nothing yet.\n"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("chekc", 'There is no command "chekc". Did you mean "check"?'),
        ("zzz", 'There is no command "zzz". `pitboard --help` lists them.'),
    ],
)
def test_a_command_that_is_none_is_told(word: str, said: str) -> None:
    answer = calls(word)

    assert (answer.exit_code, said in answer.output) == (2, True)


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_file_that_is_not_there_is_told(folder: Path, command: str) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "triage.yaml").write_text(triage())

    beside, by_name, none = (calls(command, word) for word in ("rules/triag.yaml", "triage", "x"))

    assert 'no file or folder "rules/triag.yaml". Did you mean "rules/triage.yaml"?' in (
        beside.output
    )
    assert 'no file or folder "triage". Did you mean "rules/triage.yaml"?' in by_name.output
    assert 'There is no file or folder "x".' in none.output
    assert {beside.exit_code, by_name.exit_code, none.exit_code} == {2}


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_folder_without_a_rule_file_is_more_likely_the_wrong_one(
    folder: Path, command: str
) -> None:
    (folder / "notes").mkdir()

    answer = calls(command, "notes")

    assert answer.exit_code == USAGE
    assert "There is no rule file (*.yaml, *.yml) in notes." in answer.output


@pytest.mark.usefixtures("empty")
def test_before_the_first_start_that_is_what_is_told() -> None:
    for words in (*ASKING_THE_RULES, ("preview", "weekly"), ("explain", "triage", "acme/shop#12")):
        answer = calls(*words)

        assert answer.exit_code == USAGE
        assert "No rules are active yet. Start Pitboard once: pitboard up." in answer.output


@pytest.mark.parametrize("words", ASKING_THE_RECORD, ids=" ".join)
def test_a_record_that_is_not_there_is_told_and_not_begun(
    folder: Path, words: tuple[str, ...]
) -> None:
    answer = calls(*words)

    assert isinstance(answer.exception, SettingsError)
    assert "there is no record yet. `pitboard up` begins one" in str(answer.exception)
    assert not (folder / "data" / "pitboard.sqlite").exists()


def test_a_connection_that_is_none_is_told() -> None:
    answer = calls("backfill", "gihub")

    assert 'no connection is called "gihub". Did you mean "github"?' in str(answer.exception)


@pytest.mark.parametrize(
    "words", [("schema", "--into", "taken/schemas"), ("ingest", "data")], ids=" ".join
)
def test_a_place_that_cannot_be_used_is_told(folder: Path, words: tuple[str, ...]) -> None:
    (folder / "taken").write_text("a file")
    (folder / "data").mkdir()

    answer = calls(*words)

    assert isinstance(answer.exception, SettingsError | SystemExit)
    said = f"{answer.output}{answer.exception}"
    assert "Name a place that you may write to." in said or "is a directory" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_takes_a_word_that_it_does_not_know(command: str) -> None:
    answer = calls(command, "--nosuch")

    assert (answer.exit_code, "No such option" in answer.output) == (2, True)
