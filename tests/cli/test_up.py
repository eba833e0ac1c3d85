"""What `pitboard up` begins a sandbox with, and how far its past is taken in."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.bootstrap import Line
from automation.cli.labels import Labels
from automation.cli.playing import playing_in
from automation.cli.up import _alone, _is_prepared, _prepare, _sandbox_environment
from automation.errors import SettingsError
from automation.settings import DEFAULT_COMPANY, Settings, load_settings
from automation.store.migrate import migrate
from tests.builders import Time

COMPANY = "PITBOARD_SANDBOX_COMPANY"


def settings(data: Path, **said: str) -> Settings:
    return load_settings({"PITBOARD_DATA": str(data), **said}, file=data / "none.toml")


def test_a_sandbox_is_begun_with_the_company_that_is_named(tmp_path: Path) -> None:
    said = _sandbox_environment(settings(tmp_path, PITBOARD_SANDBOX_COMPANY="acme"))

    assert said[COMPANY] == "acme"
    assert _sandbox_environment(settings(tmp_path)) == said


def test_a_sandbox_that_is_begun_without_a_name_has_the_usual_one(tmp_path: Path) -> None:
    assert _sandbox_environment(settings(tmp_path))[COMPANY] == DEFAULT_COMPANY


def test_a_sandbox_of_before_there_was_a_choice_is_the_shop(tmp_path: Path) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "secrets.json").write_text(json.dumps({"token": "a" * 40}))

    assert _sandbox_environment(settings(tmp_path))[COMPANY] == "shop"


def test_a_sandbox_is_not_turned_into_another_company(tmp_path: Path) -> None:
    _sandbox_environment(settings(tmp_path, PITBOARD_SANDBOX_COMPANY="shop"))

    with pytest.raises(SettingsError, match='was begun with "shop"'):
        _sandbox_environment(settings(tmp_path, PITBOARD_SANDBOX_COMPANY="acme"))


def test_a_company_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="sandbox_company: Input should be 'acme' or 'shop'"):
        settings(tmp_path, PITBOARD_SANDBOX_COMPANY="acne")


def test_a_data_folder_that_cannot_be_held_is_named(tmp_path: Path) -> None:
    (tmp_path / "up.lock").mkdir()  # what nobody can write to, root neither

    with pytest.raises(SettingsError, match=r"PITBOARD_DATA: .*up\.lock: .* may write in"):
        _alone(tmp_path)


TRACKER = {
    "PITBOARD_GITHUB_WEBHOOK_SECRET": "0f9d2c4b6a8e1357913bdf02468ace13",
    "PITBOARD_GITHUB_URL": "http://127.0.0.1:9/api/v3",
    "PITBOARD_GITHUB_TOKEN": "one-that-was-invented",
}


def test_a_first_start_prepares_and_a_second_finds_it_so(tmp_path: Path) -> None:
    said = settings(tmp_path, **TRACKER)
    assert not _is_prepared(said)
    _prepare(said)

    assert _is_prepared(said)


def test_another_token_is_prepared_anew(tmp_path: Path) -> None:
    _prepare(settings(tmp_path, **TRACKER))
    said = settings(tmp_path, **TRACKER | {"PITBOARD_GITHUB_TOKEN": "another-that-was-invented"})

    assert not _is_prepared(said)


def test_a_past_that_was_not_begun_is_not_prepared(tmp_path: Path) -> None:
    """Somebody was quick with Ctrl-C."""
    _prepare(settings(tmp_path, **TRACKER))
    said = settings(tmp_path, **TRACKER, PITBOARD_SANDBOX_COMPANY="acme")

    assert not _is_prepared(said)
    _prepare(said)
    assert _is_prepared(said)


def test_a_second_start_loads_no_migrations_and_no_engine(tmp_path: Path) -> None:
    """They are what takes longest, and whoever waits for the pages waits for them."""
    _prepare(settings(tmp_path, **TRACKER))
    asked = (
        "import sys; from automation.cli.up import _prepare; "
        "from automation.settings import load_settings; _prepare(load_settings()); "
        "print({'alembic', 'automation.engine', 'automation.bootstrap'} & {*sys.modules})"
    )
    again = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | TRACKER | {"PITBOARD_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert again.stdout == "set()\n"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    said = settings(tmp_path)
    migrate(said.database)
    line = Line(said, clock=Time())
    yield line
    line.close()


def test_a_log_is_told_each_tenth_of_the_past(line: Line) -> None:
    clocks = line.record.clocks
    clocks.begin_playing_in(wall=line.clock())
    told = playing_in(line, "56 weeks", is_terminal=False)
    first = next(told)
    clocks.tell_played_in(0.62, wall=line.clock())
    second = next(told)
    clocks.tell_played_in(0.68, wall=line.clock())
    third = next(told)
    clocks.play(wall=line.clock())

    assert [first, second, third] == [
        "Playing 56 weeks in: 0 %",
        "Playing 56 weeks in: 60 %",
        "Playing 56 weeks in: 60 %",
    ]
    assert list(told) == []


def test_a_terminal_is_shown_a_bar(line: Line) -> None:
    line.record.clocks.begin_playing_in(wall=line.clock())
    line.record.clocks.tell_played_in(0.5, wall=line.clock())

    assert next(playing_in(line, "56 weeks", is_terminal=True)) == (
        "Playing 56 weeks in  [############------------]  50 %"
    )


def test_a_past_that_is_in_is_not_told_of(line: Line) -> None:
    assert list(playing_in(line, "56 weeks", is_terminal=True)) == []


class Paper:
    """Where the supervisor prints; a terminal, or not."""

    def __init__(self, *, is_terminal: bool) -> None:
        self.text = ""
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        return


def test_the_bar_stays_below_what_the_children_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    paper = Paper(is_terminal=True)
    labels = Labels(["web", "pitboard"], paper)  # type: ignore[arg-type]  # the part that is used
    for told in ("10 %", "20 %"):
        labels.show(told)
    labels.say("web", "hello")
    labels.leave()
    labels.say("web", "bye")

    over = "\r\033[K"
    assert paper.text == (f"10 %{over}20 %{over}web      | hello\n20 %{over}20 %\nweb      | bye\n")


def test_a_log_holds_each_news_once() -> None:
    paper = Paper(is_terminal=False)
    labels = Labels(["web", "pitboard"], paper)  # type: ignore[arg-type]  # the part that is used
    for told in ("10 %", "10 %", "20 %"):
        labels.show(told)
    labels.leave()

    assert paper.text == "pitboard | 10 %\npitboard | 20 %\n"
