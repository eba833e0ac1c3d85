"""A real Valkey on a short socket, and processes that are gone when the test is."""

import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from redis import Redis

from tests.workers.folder_line import FolderLine
from tests.workers.rig import SECRET
from workers.address import answers
from workers.binary import find_server
from workers.queue import Bells, connect
from workers.serializer import SignedSerializer
from workers.valkey import command

REPOSITORY = Path(__file__).parents[2]
PROMPTLY = 3.0
"""Seconds for what takes less than one on an idle machine: less than any wait it could hide in."""


def eventually(condition: Callable[[], object], *, within: float = 30.0) -> None:
    """Wait for other processes: look every 10 ms, and fail after `within` seconds."""
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"still not so after {within} s"
        threading.Event().wait(0.01)


@dataclass
class Server:
    """A Valkey that a test may kill and freeze."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "v.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    def start(self) -> None:
        line = command(find_server(None), self.folder, self.path)
        self.running.append(subprocess.Popen(line, stdout=subprocess.DEVNULL))
        eventually(lambda: answers(self.path))

    def signal(self, number: signal.Signals) -> None:
        self.running[-1].send_signal(number)
        if number == signal.SIGKILL:
            self.running[-1].wait()

    def redis(self) -> "Redis":
        return connect(self.url)


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="pb-"))
    server = Server(folder)
    server.start()
    yield server
    for process in server.running:
        process.kill()
        process.wait()
    shutil.rmtree(folder)


@pytest.fixture
def redis(server: Server) -> Iterator["Redis"]:
    connection = server.redis()
    yield connection
    connection.close()


@pytest.fixture
def line(tmp_path: Path) -> FolderLine:
    return FolderLine(tmp_path)


@pytest.fixture
def serializer() -> SignedSerializer:
    return SignedSerializer(SECRET)


@pytest.fixture
def bells(redis: "Redis", serializer: SignedSerializer) -> Bells:
    return Bells(redis, serializer)


@dataclass
class Rig:
    """Starts the real processes of one test over its server and its line."""

    server: Server
    root: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self, queue: str = "line", *, linger: float = 5.0) -> subprocess.Popen[bytes]:
        """A worker that waits for its first bell."""
        before = self._beats(queue)
        process = self._start("worker", queue, str(linger))
        eventually(lambda: self._beats(queue) > before and self._known(process.pid))
        return process

    def clock(self) -> subprocess.Popen[bytes]:
        return self._start("clock")

    def log(self) -> str:
        return (self.root / "log").read_text()

    def _start(self, role: str, *more: str) -> subprocess.Popen[bytes]:
        with (self.root / "log").open("ab") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.workers.rig"),
                    *(role, self.server.url, str(self.root), *more),
                ],
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
            )
        self.started.append(process)
        return process

    def _beats(self, queue: str) -> int:
        return len(FolderLine(self.root).times("beats", f"worker-{queue}"))

    def _known(self, pid: int) -> bool:
        redis = self.server.redis()
        pids = [redis.hget(key, "pid") for key in redis.smembers("rq:workers")]
        redis.close()
        return str(pid).encode() in pids


def horses(worker: subprocess.Popen[bytes]) -> list[int]:
    """The jobs a worker has forked and that live."""
    return [child.pid for child in psutil.Process(worker.pid).children()]


def is_gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(server, tmp_path)
    yield rig
    for process in rig.started:
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
        process.kill()
        process.wait()
