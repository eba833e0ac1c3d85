"""A job drains what is due, lingers, and ends in time, when asked to, or when its work fails."""

import time
from pathlib import Path

import pytest
from rq.timeouts import JobTimeoutException, UnixSignalDeathPenalty

from tests.workers.folder_line import FolderLine
from workers.jobs import DOORBELLS, Shift, StopMark, attempt, deliver, line


class Stopping(FolderLine):
    """A line on which the end is asked for during the first turn."""

    def __init__(self, root: Path, stop: StopMark) -> None:
        super().__init__(root)
        self._stop = stop

    def work(self, queue: str, /) -> int:
        self._stop.set()
        return super().work(queue)


@pytest.fixture
def stop() -> StopMark:
    return StopMark()


@pytest.mark.parametrize("queue", ["line", "deliver"])
def test_each_job_drains_its_own_queue(queue: str, line: FolderLine, stop: StopMark) -> None:
    for number in range(100):
        line.put("line", str(number))
        line.put("deliver", str(number))
    DOORBELLS[f"workers.jobs.{queue}"](Shift(line, stop, linger=0.2))
    assert line.done() == {f"{queue}.{number}" for number in range(100)}


def test_a_job_ends_on_time(tmp_path: Path, stop: StopMark) -> None:
    began = time.monotonic()
    line(Shift(FolderLine(tmp_path), stop, linger=0.05))
    assert 0.05 <= time.monotonic() - began < 0.15


def test_a_job_asked_to_end_does_so_after_its_turn(tmp_path: Path, stop: StopMark) -> None:
    stopping = Stopping(tmp_path, stop)
    for number in range(41):
        stopping.put("deliver", str(number))
    deliver(Shift(stopping, stop))
    assert len(stopping.done()) == 40


def test_work_that_fails_ends_the_job_and_is_said_in_one_line(
    tmp_path: Path, stop: StopMark, caplog: pytest.LogCaptureFixture
) -> None:
    failing = FolderLine(tmp_path)
    failing.put("line", "a", "fail")
    line(Shift(failing, stop))
    assert caplog.messages == ["queue=line work failed: RuntimeError: this work fails in two lines"]


def test_work_that_hangs_is_ended_by_the_alarm_of_rq(
    tmp_path: Path, stop: StopMark, caplog: pytest.LogCaptureFixture
) -> None:
    hanging = FolderLine(tmp_path)
    hanging.put("line", "a", "hang")
    alarm = UnixSignalDeathPenalty(1, JobTimeoutException)  # type: ignore[no-untyped-call]
    with alarm:
        line(Shift(hanging, stop))
    assert "JobTimeoutException: Task exceeded" in caplog.messages[0]


def test_an_attempt_returns_what_it_got() -> None:
    assert attempt("adding", lambda: 1 + 1) == 2


def test_nothing_but_exceptions_is_caught_by_an_attempt() -> None:
    def leave() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        attempt("leaving", leave)
