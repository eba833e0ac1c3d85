"""`python -m workers` and `python -m workers.clock`, as an operator starts them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.workers.conftest import REPOSITORY, eventually, is_gone

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a module over an empty data folder, without Redis; it writes to the file `log`."""
    running: list[subprocess.Popen[bytes]] = []

    def start(module: str, **environment: str) -> subprocess.Popen[bytes]:
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=REPOSITORY,
                env={**os.environ, "PITBOARD_DATA": str(tmp_path / "data"), **environment},
                stdout=log,
                stderr=log,
            )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def children(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The queues' own processes; one that is just being started is not counted yet."""
    try:
        all_of_them = psutil.Process(process.pid).children()
        return [child for child in all_of_them if "--queue" in child.cmdline()]
    except psutil.Error:
        return []


def test_each_queue_gets_a_process_and_sigterm_ends_them(start: Start) -> None:
    process = start("workers")
    eventually(lambda: len(children(process)) == 2)
    both = children(process)
    assert [child.cmdline()[-1] for child in both] == ["line", "deliver"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert all(is_gone(child.pid) for child in both)


def test_a_worker_that_dies_ends_the_other_and_the_exit_says_so(start: Start) -> None:
    process = start("workers")
    eventually(lambda: len(children(process)) == 2)
    killed, other = children(process)
    killed.kill()
    assert process.wait(timeout=30) == 1
    assert is_gone(other.pid)


@pytest.mark.parametrize("module", ["workers", "workers.clock"])
def test_a_wrong_setting_is_one_line_and_exit_2(module: str, start: Start, tmp_path: Path) -> None:
    process = start(module, PITBOARD_PORT="none")
    assert process.wait(timeout=30) == 2
    [said] = (tmp_path / "log").read_text().splitlines()
    assert "port: " in said
