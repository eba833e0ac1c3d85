"""The supervisor starts in order, keeps children running, and stops them in order."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from automation.cli.supervisor import next_delay

REPOSITORY = Path(__file__).parents[2]


def eventually(condition: Callable[[], object], *, within: float = 30.0) -> None:
    """Wait for other processes: look every 10 ms, and fail after `within` seconds."""
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"still not so after {within} s"
        threading.Event().wait(0.01)


@dataclass
class Stage:
    """A supervisor over played children, and what became of them."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *words: str, out: int | None = None) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.supervised", str(self.folder), *words],
                cwd=REPOSITORY,
                stdout=log if out is None else out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def notes(self) -> list[str]:
        path = self.folder / "notes"
        return path.read_text().splitlines() if path.exists() else []

    def pid(self, name: str) -> int:
        """The newest process of that child."""
        return int((self.folder / f"{name}.pid").read_text())

    def mark_ready(self, name: str) -> None:
        (self.folder / f"{name}.ready").touch()

    def is_all_ready(self) -> bool:
        return (self.folder / "all-ready").exists()

    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    for process in stage.running:
        process.kill()
        process.wait()


def is_gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize(
    ("previous", "lived", "expected"),
    [(0, 0, 0.2), (0.2, 0, 0.4), (0.4, 29, 0.8), (6.4, 1, 10), (10, 1, 10), (10, 30, 0.2)],
)
def test_a_child_that_dies_young_waits_longer_each_time(
    previous: float, lived: float, expected: float
) -> None:
    assert next_delay(previous, lived) == pytest.approx(expected)


def test_a_child_starts_once_the_one_before_it_is_ready(stage: Stage) -> None:
    stage.start("first", "second>first")
    eventually(lambda: stage.notes() == ["first started"])
    assert not stage.is_all_ready()
    stage.mark_ready("first")
    eventually(lambda: stage.notes() == ["first started", "second started"])
    eventually(stage.is_all_ready)


def test_a_child_lets_another_go_first_and_comes_again_without_it(stage: Stage) -> None:
    stage.start("first=brief", "second<first")
    eventually(lambda: stage.notes().count("first started") == 2)
    assert "second started" not in stage.notes()
    stage.mark_ready("first")
    eventually(lambda: "second started" in stage.notes())
    (stage.folder / "first.ready").unlink()
    os.kill(stage.pid("second"), signal.SIGKILL)

    eventually(lambda: stage.notes().count("second started") == 2)


def test_a_signal_stops_the_children_in_reverse_order_and_exits_0(stage: Stage) -> None:
    supervisor = stage.start("first", "second", "third")
    eventually(lambda: len(stage.notes()) == 3)
    eventually(stage.is_all_ready)
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=15) == 0
    assert stage.notes()[3:] == ["third stopped", "second stopped", "first stopped"]
    assert stage.log().endswith("pitboard | stopped\n")


def test_ctrl_c_reaches_only_the_supervisor(stage: Stage) -> None:
    supervisor = stage.start("first", "second")
    eventually(lambda: len(stage.notes()) == 2)
    eventually(stage.is_all_ready)
    os.killpg(supervisor.pid, signal.SIGINT)
    assert supervisor.wait(timeout=15) == 0
    assert stage.notes()[2:] == ["second stopped", "first stopped"]


def test_a_child_that_does_not_stop_is_killed_and_the_others_still_stop(stage: Stage) -> None:
    supervisor = stage.start("first", "second=stubborn")
    eventually(lambda: len(stage.notes()) == 2)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(timeout=15) == 0
    assert stage.notes()[2:] == ["first stopped"]
    assert is_gone(stage.pid("second"))


def test_a_second_ctrl_c_kills_at_once(stage: Stage) -> None:
    supervisor = stage.start("first", "second=stubborn", "third=stubborn")
    eventually(lambda: len(stage.notes()) == 3)
    supervisor.send_signal(signal.SIGINT)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(timeout=1) == 130
    eventually(lambda: all(is_gone(stage.pid(name)) for name in ("first", "second", "third")))


def test_a_dead_child_is_started_again_and_the_others_are_left_alone(stage: Stage) -> None:
    stage.start("first", "second")
    eventually(lambda: len(stage.notes()) == 2)
    other, killed = stage.pid("first"), stage.pid("second")
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: stage.notes()[2:] == ["second started"])
    eventually(lambda: stage.pid("second") != killed)
    assert stage.pid("first") == other
    assert "second killed by SIGKILL, starting it again in 0.2 s" in stage.log()


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(stage: Stage) -> None:
    stage.start("brief=brief")
    eventually(stage.notes)
    began = time.monotonic()
    eventually(lambda: stage.notes() == ["brief started"] * 3)
    assert time.monotonic() - began > 0.5
    eventually(lambda: stage.log().count("brief ended with code 7") == 3)
    assert [f"again in {delay} s" in stage.log() for delay in (0.2, 0.4, 0.8)] == [True] * 3


def test_wrong_settings_of_a_child_stop_everything_with_its_last_line(stage: Stage) -> None:
    supervisor = stage.start("first", "second=settings>first")
    eventually(lambda: stage.notes() == ["first started"])
    stage.mark_ready("first")
    assert supervisor.wait(timeout=15) == 2
    assert "first stopped" in stage.notes()
    last = stage.log().splitlines()[-1]
    assert last == "pitboard | second cannot run: PITBOARD_PORT: not a number"


def test_a_program_that_is_not_there_stops_everything_in_one_line(stage: Stage) -> None:
    supervisor = stage.start("first", "second=missing")
    assert supervisor.wait(timeout=15) == 2
    assert "Traceback" not in stage.log()
    assert "second cannot be started: " in stage.log().splitlines()[-1]


def test_killing_the_supervisor_takes_the_children_down(stage: Stage) -> None:
    supervisor = stage.start("first", "second")
    eventually(lambda: len(stage.notes()) == 2)
    eventually(stage.is_all_ready)
    supervisor.kill()
    eventually(lambda: sorted(stage.notes()[2:]) == ["first stopped", "second stopped"])


def test_what_children_say_is_labelled(stage: Stage) -> None:
    stage.start("web", "deliver")
    eventually(lambda: "web      | hello from web\n" in stage.log())
    eventually(lambda: "deliver  | hello from deliver\n" in stage.log())
    assert "\033" not in stage.log()


def test_news_are_told_once_everybody_is_ready_and_until_there_are_no_more(stage: Stage) -> None:
    (stage.folder / "news").touch()
    stage.start("first", "second>first")
    eventually(lambda: stage.notes() == ["first started"])
    assert "so far" not in stage.log()
    stage.mark_ready("first")
    eventually(lambda: "pitboard | so far: 2\n" in stage.log())
    assert [stage.log().count(f"so far: {number}\n") for number in range(3)] == [1, 1, 1]


def test_labels_are_coloured_on_a_terminal_only(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    ours, theirs = pty.openpty()
    stage.start("web", out=theirs)
    os.close(theirs)
    assert b"\033[36mweb      | \033[0mhello from web" in os.read(ours, 4096)
    os.close(ours)


def test_a_reader_that_leaves_stops_nothing(stage: Stage) -> None:
    reading, writing = os.pipe()
    supervisor = stage.start("first", out=writing)
    os.close(writing)
    os.close(reading)
    eventually(lambda: stage.notes() == ["first started"])
    os.kill(stage.pid("first"), signal.SIGKILL)
    eventually(lambda: stage.notes() == ["first started"] * 2)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(timeout=15) == 0
