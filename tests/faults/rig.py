"""A whole installation under the real `pitboard up`, whose processes a test may kill and freeze.

What dies is started again by the real supervisor, as in life. Every process that was ever seen is
remembered as itself (number and birth), and the end kills those that are left, and nobody else.
"""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import psutil

from automation import paths
from automation.settings import load_settings
from automation.store.record import Record, open_record
from automation.web.health import EXPECTED
from tests.faults.calls import call
from workers.address import answers, ask, socket_path

REPOSITORY = Path(__file__).parents[2]
POSTS = ("queue", "web", "clock", "line", "deliver", "sandbox", "sandbox-jira")
READY = "Ctrl-C stops everything in order."
T = TypeVar("T")


def until(look: Callable[[], T | None], *, within: float, what: str | Callable[[], str]) -> T:
    """Look every 50 ms until something true is seen, and return it.

    `what` names it; as a function it is asked at the end, to say how far things are.
    """
    end, pause = time.monotonic() + within, threading.Event()
    while not (seen := look()):
        if time.monotonic() >= end:
            raise AssertionError(
                f"not within {within:.0f} s: {what if isinstance(what, str) else what()}"
            )
        pause.wait(0.05)
    return seen


def free_ports() -> int:
    """The first of three free ports in a row: the sandbox's trackers take the others."""
    for _ in range(100):
        port = random.SystemRandom().randrange(10_000, 30_000, 4)
        with ExitStack() as held, suppress(OSError):
            for number in range(port, port + 3):
                held.enter_context(socket.create_server(("127.0.0.1", number)))
            return port
    raise AssertionError("no three free ports in a row")


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """What a process of ours inherits: nothing that says PITBOARD but what the test says."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PITBOARD_")}
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
    small = {"PITBOARD_SANDBOX_COMPANY": "shop"}
    return {**kept, "PYTHONPATH": path, "NO_COLOR": "1", **small, **more}


def pitboard(*words: str) -> list[str]:
    """The command line of a Pitboard command."""
    return [sys.executable, "-m", "automation.cli", *words]


class Installation:
    """`pitboard up` in a folder of its own."""

    def __init__(self, folder: Path, *options: str, **settings: str) -> None:
        self.folder = folder
        self.data = Path(settings.get("PITBOARD_DATA") or folder / ".pitboard")
        self.port = free_ports()
        self.web = f"http://127.0.0.1:{self.port}"
        self.github = f"http://127.0.0.1:{self.port + 1}"
        self.jira = f"http://127.0.0.1:{self.port + 2}"
        self.database: Path | str = (
            settings.get("PITBOARD_DATABASE_URL") or self.data / "pitboard.sqlite"
        )
        self._options = options
        self._environment = environment(settings)
        self._log = folder / "log"
        self._up: subprocess.Popen[bytes] | None = None
        self._seen: set[psutil.Process] = set()

    def start(self, *, ready: int = 200) -> float:
        """Start all of it; the seconds it took until everybody was seen at work.

        `ready` is the status of /readyz to wait for.
        """
        began, told_before, at = time.monotonic(), self.log().count(READY), datetime.now(UTC)
        with self._log.open("ab") as log:
            self._up = subprocess.Popen(
                pitboard("up", "--port", str(self.port), *self._options),
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        until(
            lambda: self.log().count(READY) > told_before or self._died(),
            within=90,
            what="everything started",
        )
        assert not self._died(), self.log()
        until(lambda: self.asks("/readyz")[0] == ready, within=30, what="everybody at work")
        if ready == HTTPStatus.OK:
            # Of those who were killed the last sign of life may be a moment old.
            until(lambda: self._beat_since(at), within=30, what="everybody at work anew")
        self.processes()
        return time.monotonic() - began

    def _beat_since(self, at: datetime) -> bool:
        with self.record() as record:
            beats = record.clocks.beats()
        return all(name in beats and beats[name] > at for name in EXPECTED)

    def _died(self) -> bool:
        return self._up is not None and self._up.poll() is not None

    def stop(self, number: signal.Signals = signal.SIGINT, *, within: float = 40) -> int:
        """Send the supervisor a signal, Ctrl-C's if none is named; what it exited with."""
        self.processes()
        assert self._up is not None
        self._up.send_signal(number)
        return self._up.wait(within)

    def end(self) -> list[str]:
        """Stop it, and kill what is left; the command lines of what was."""
        if self._up is not None and not self._died():
            for process in self.processes():
                with suppress(psutil.NoSuchProcess):
                    process.resume()
            with suppress(subprocess.TimeoutExpired):
                self.stop()
        left = self.left()
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self._up is not None:
            self._up.wait(10)
        return [repr(process) for process in left]

    def left(self) -> list[psutil.Process]:
        """Whoever was ever seen here and still lives."""
        return [process for process in self._seen if _lives(process)]

    def processes(self) -> list[psutil.Process]:
        """Everybody who lives now, the supervisor first."""
        assert self._up is not None
        with suppress(psutil.NoSuchProcess):
            up = psutil.Process(self._up.pid)
            found = [up, *up.children(recursive=True)]
            self._seen.update(found)
            return found
        return []

    def post(self, name: str) -> psutil.Process | None:
        """The supervisor's child at this post, None between two of them."""
        return next((p for p in self.processes() if _post(p) == name), None)

    def below(self, name: str) -> psutil.Process | None:
        """What the child at this post started: web's worker, a worker's job, the queue's Valkey."""
        above = self.post(name)
        with suppress(psutil.NoSuchProcess):
            return next(filter(_lives, above.children()), None) if above else None
        return None

    def kill(self, find: Callable[[], psutil.Process | None]) -> None:
        """Kill -9 whom `find` finds, as soon as it finds anybody."""
        until(find, within=30, what="somebody to kill").kill()

    def has_redis(self) -> bool:
        """Whether Redis answers."""
        return answers(self.socket())

    def flush(self) -> None:
        """Empty Redis, as soon as it can be reached."""
        path = self.socket()
        until(lambda: ask(path, b"FLUSHALL\r\n").startswith(b"+OK"), within=30, what="FLUSHALL")

    def socket(self) -> Path:
        """Where Redis is."""
        settings = load_settings({"PITBOARD_DATA": str(self.data)}, file=self.folder / "none.toml")
        return socket_path(settings.run, settings.data)

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def asks(self, path: str) -> tuple[int, Any]:
        """The status and the JSON of one of Pitboard's own answers; 0 where nobody answers."""
        try:
            status, _, body = call(self.web, "GET", path, "", {})
        except OSError:
            return 0, None
        return status, json.loads(body)

    @property
    def journal(self) -> Path:
        """Everything that was ever done in the pretend GitHub."""
        return self.data / "sandbox" / "github" / "journal.jsonl"

    @property
    def jira_journal(self) -> Path:
        """The same of the pretend Jira."""
        return self.data / "sandbox" / "jira" / "journal.jsonl"

    def secrets(self) -> Mapping[str, str]:
        """The sandbox's token and webhook_secret."""
        read: Mapping[str, str] = json.loads((self.data / "sandbox" / "secrets.json").read_text())
        return read

    @contextmanager
    def record(self) -> Iterator[Record]:
        """The record of the running installation, to be looked at."""
        opened = open_record(self.database, {})
        yield opened
        opened.close()


def _post(process: psutil.Process) -> str:
    """Which post a process stands at, by its command line; "" for none."""
    with suppress(psutil.Error):
        words = process.cmdline()
        if "automation.cli" in words and _is_first(process):
            words = words[words.index("automation.cli") + 1 :]
            name = words[-1] if words[:1] == ["worker"] else words[0]
            name += "-jira" if words[:3] == ["sandbox", "--tracker", "jira"] else ""
            return name if name in POSTS else ""
    return ""


def _is_first(process: psutil.Process) -> bool:
    """Whether it is the supervisor's own child and no fork of that: those lead no session."""
    with suppress(ProcessLookupError):
        return bool(os.getsid(process.pid) == process.pid)
    return False


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def _wide_rules(folder: Path) -> Path:
    """The shipped rules without a fuse: more happens here in a minute than in anybody's week."""
    rules = Path(shutil.copytree(paths.rules(), folder / "wide"))
    for file in rules.rglob("*.yaml"):
        text = re.sub(r"\nlimits: .*", "", file.read_text("utf-8"))
        wide = "\nlimits: {writes_per_run: 1000000, writes_per_item: 1000000 per day}\ntests:\n"
        file.write_text(text.replace("\ntests:\n", wide), "utf-8")
    return rules


@contextmanager
def installation(*options: str, **settings: str) -> Iterator[Installation]:
    """An installation in a new short folder (a socket's path must fit), gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pb-", ignore_cleanup_errors=True) as folder:
        wide = {} if "--rules" in options else {"PITBOARD_RULES": str(_wide_rules(Path(folder)))}
        made = Installation(Path(folder), *options, **wide, **settings)
        try:
            yield made
        finally:
            left = made.end()
        assert not left, f"left running: {left}"
