"""`pitboard preview`: the mail as it would go out now, and nothing is sent or kept."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.cli import cli
from tests.databases import Home
from tests.reports.post import REPORT
from tests.stories.mailroom import Mailroom


@pytest.fixture
def room(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailroom]:
    for name, value in home.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home.data)
    made = Mailroom(home)
    yield made
    made.close()


def calls(*words: str) -> Result:
    return CliRunner().invoke(cli, ["preview", *words])


def test_the_text_is_printed_and_the_html_written_and_nothing_sent(room: Mailroom) -> None:
    room.opens()

    said = calls("weekly-executive")

    assert said.exit_code == 0, said.output
    assert "To: clara.winter@example.org\nSubject: Portfolio wk " in said.stdout
    assert "2 on track." in said.stdout
    file = room.home.data / "preview" / "weekly-executive.html"
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert f"The HTML part is in {file}. Nothing was sent." in said.stderr
    assert room.editions() == []
    assert room.letters() == []


def test_a_report_in_shadow_can_be_looked_at(room: Mailroom, tmp_path: Path) -> None:
    room.opens(report=REPORT.replace("state: live", "state: shadow"))

    said = calls("weekly-executive", "--reader", "nora", "--html", str(tmp_path / "x" / "it.html"))

    assert "To: nora.beck@example.org" in said.stdout
    assert (tmp_path / "x" / "it.html").exists()


def test_both_parts_come_as_json(room: Mailroom) -> None:
    room.opens()

    said = json.loads(calls("weekly-executive", "--json").stdout)

    assert said.keys() == {"to", "subject", "text", "html"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["weekly-execute"], 'No report is called "weekly-execute". Did you mean'),
        (["weekly-executive", "--reader", "norra"], '"norra" is no reader of weekly-executive.'),
    ],
)
def test_a_misspelt_name_is_told(room: Mailroom, words: list[str], said: str) -> None:
    room.opens()

    answer = calls(*words)

    assert answer.exit_code == 2
    assert said in answer.output


@pytest.mark.usefixtures("room")
def test_before_the_first_start_there_is_nothing_to_show() -> None:
    answer = calls("weekly-executive")

    assert answer.exit_code == 2
    assert "No rules are active yet." in answer.output
