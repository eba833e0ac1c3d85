"""The clock rings when a bell is wanted, tends every second, and leaves Redis alone otherwise."""

import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from redis import Redis

from tests.workers.conftest import Rig, eventually
from tests.workers.folder_line import FolderDue, FolderLine
from workers.clock import bells_wanted, run
from workers.queue import Unreachable

NEVER: Mapping[str, float] = {}
JUST_NOW, A_LITTLE_AGO, LONG_AGO = {"line": 99.95}, {"line": 99.0}, {"line": 94.9}


@pytest.mark.parametrize(
    ("waited", "last_rung", "wanted"),
    [
        (None, NEVER, False),
        (None, LONG_AGO, False),
        (0.0, NEVER, True),
        (0.0, LONG_AGO, True),
        (0.05, A_LITTLE_AGO, False),
        (0.1, A_LITTLE_AGO, False),
        (0.11, A_LITTLE_AGO, True),
        (60.0, JUST_NOW, False),
    ],
)
def test_a_bell_is_wanted_when_nobody_can_be_at_work_or_work_is_overdue(
    waited: float | None, last_rung: Mapping[str, float], *, wanted: bool
) -> None:
    rings = bells_wanted(FolderDue(waited, None), last_rung, 100.0)
    assert rings == (("line",) if wanted else ())


def test_each_queue_is_rung_for_by_itself() -> None:
    due = FolderDue(line=0.02, deliver=0.02)
    assert bells_wanted(due, A_LITTLE_AGO, 100.0) == ("deliver",)


@dataclass
class Looks:
    """Ends the clock after a number of looks, without waiting."""

    left: int

    def wait(self, seconds: float, /) -> bool:
        assert seconds == pytest.approx(0.05)
        self.left -= 1
        return self.left < 0


@dataclass
class BrokenBells:
    """A Redis that does not answer."""

    tries: list[float] = field(default_factory=list)

    def ring(self, queue: str, /) -> bool:
        self.tries.append(time.monotonic())
        raise Unreachable(queue)


def test_an_unreachable_redis_is_left_alone_for_a_second(line: FolderLine) -> None:
    line.put("line", "a")
    line.put("deliver", "b")
    bells = BrokenBells()
    run(line, bells, stop=Looks(left=5))
    assert len(bells.tries) == 1
    assert line.times("tended", "times")


def test_a_failing_duty_stops_no_other(
    line: FolderLine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "tended").rmdir()
    line.put("line", "a")
    bells = BrokenBells()
    run(line, bells, stop=Looks(left=3))
    assert "clock tend failed: FileNotFoundError" in caplog.text
    assert bells.tries


def test_only_the_leader_tends_and_rings_and_another_follows_it(rig: Rig, line: FolderLine) -> None:
    clocks = [rig.clock(), rig.clock()]
    eventually(lambda: len(line.times("tended", "times")) > 2)
    leader = (rig.root / "leader").read_text()
    [leading] = [clock for clock in clocks if f":{clock.pid}:" in leader]
    tended = line.times("tended", "times")
    assert min(b - a for a, b in pairwise(tended)) > 0.9
    leading.kill()
    (rig.root / "leader").unlink()
    eventually(lambda: len(line.times("tended", "times")) > len(tended) + 1)
    assert (rig.root / "leader").read_text() != leader


def test_an_idle_clock_sends_redis_nothing(rig: Rig, line: FolderLine, redis: Redis) -> None:
    rig.clock()
    eventually(lambda: line.times("tended", "times"))
    redis.config_resetstat()
    before = len(line.times("tended", "times"))
    eventually(lambda: len(line.times("tended", "times")) > before)
    assert set(redis.info("commandstats")) == {"cmdstat_config|resetstat"}


def test_sigterm_ends_the_clock_at_once(rig: Rig, line: FolderLine) -> None:
    clock = rig.clock()
    eventually(lambda: line.times("tended", "times"))
    clock.send_signal(signal.SIGTERM)
    assert clock.wait(timeout=5) == 0
