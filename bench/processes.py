"""Processes of a bench: started in order, waited for, and ended by their own ids."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from workers.address import answers
from workers.binary import find_server
from workers.lifeline import lifeline
from workers.valkey import command

REPOSITORY = Path(__file__).resolve().parents[1]
LOOK = 0.01
"""Seconds between two looks at whether something has come about."""


class Crew:
    """The processes of one case, over one folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is started yet. `folder` holds the log and whatever the processes keep."""
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *argv: str, **environment: str) -> None:
        """Start a process that dies with this one."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PITBOARD_")}
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                argv,
                cwd=REPOSITORY,
                env={**kept, **environment},
                stdout=log,
                stderr=log,
                preexec_fn=lifeline(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - no threads here
            )
        self._started.append(process)

    def python(self, *words: str, environment: Mapping[str, str] | None = None) -> None:
        """Start one of our own modules."""
        self.start(sys.executable, "-m", *words, **(environment or {}))

    def served(self, *words: str, environment: Mapping[str, str]) -> int:
        """Start a module that serves on PITBOARD_PORT; the port, once it answers."""
        port = free_port()
        self.python(*words, environment={**environment, "PITBOARD_PORT": str(port)})
        eventually(lambda: _listens(port), what=f"{' '.join(words)} listens")
        return port

    def sink(self) -> int:
        """Start a sink; its port."""
        port = free_port()
        self.python("bench.sink", str(port))
        eventually(lambda: _listens(port), what="the sink listens")
        return port

    def valkey(self, name: str) -> str:
        """Start a Valkey as Pitboard starts its own; its address."""
        folder = self.folder / name
        folder.mkdir()
        path = folder / "v.sock"
        self.start(*command(find_server(None), folder, path))
        eventually(lambda: answers(path), what="Valkey answers")
        return f"unix://{path}"

    def cpu(self) -> float:
        """Seconds of processor time that all of them, and what they started, have used so far."""
        roots = [psutil.Process(process.pid) for process in self._started]
        alive = [each for root in roots for each in (root, *root.children(recursive=True))]
        # Children that have ended are counted by whoever waited for them.
        return sum(sum(each.cpu_times()[:4]) for each in alive)

    def last_words(self) -> str:
        """The end of what the processes said."""
        log = self.folder / "log"
        return log.read_text(errors="replace")[-2_000:] if log.exists() else ""

    def end(self) -> None:
        """End every process that was started, the last one first."""
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()


@contextmanager
def crew() -> Iterator[Crew]:
    """A crew in a folder of its own; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pb-"))  # short: a unix socket's path has 108 bytes
    started = Crew(folder)
    try:
        yield started
    except Exception:
        print(started.last_words(), file=sys.stderr)
        raise
    finally:
        started.end()
        shutil.rmtree(folder, ignore_errors=True)


def eventually(condition: Callable[[], object], *, what: str, within: float = 60.0) -> None:
    """Wait for other processes. Raises TimeoutError saying what did not come about."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {within:.0f} s: {what}")
        time.sleep(LOOK)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
