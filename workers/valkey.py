"""The Valkey that comes along: found, started on a private socket, kept, and never precious."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from automation.errors import SettingsError
from automation.settings import load_settings
from workers.address import answers, ask, is_own, socket_path
from workers.binary import find_server
from workers.lifeline import Signals, lifeline

START_SECONDS = 10.0
POLL = 0.02
SECOND = 1.0


def command(binary: Path, run: Path, path: Path) -> list[str]:
    """Build the server's command line: reachable by this user alone, and never forgetting quietly.

    A second of bells may be lost with the machine: the database is the record, Redis is not.
    """
    return [
        *(str(binary), "--port", "0"),
        *("--unixsocket", str(path), "--unixsocketperm", "700"),
        *("--dir", str(run), "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--save", "", "--maxmemory-policy", "noeviction"),
    ]


class Valkey:
    """One server for one run folder, from its start to its end."""

    def __init__(self, binary: Path, run: Path, path: Path, *, signals: Signals) -> None:
        """`path` is the socket; the append-only file and the log stand in `run`."""
        self._binary = binary
        self._run = run
        self._path = path
        self._signals = signals

    def keep(self) -> int:
        """Serve until stopped: 0 then, 1 when the server died. Raises SettingsError at the start.

        A server that answers already is kept instead of a new one: one was left behind by a kill.
        """
        if answers(self._path):
            _say(f"a server already answers on {self._path}, keeping it")
            return self._watch_other()
        self._make_private()
        server = self._start() or self._start_empty()
        if server is None:
            return 0
        _say(f"ready on {self._path}")
        return self._watch(server)

    def _make_private(self) -> None:
        """Refuse a folder that somebody else made first, where folders are everybody's."""
        self._run.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_own(self._run):
            raise SettingsError(
                f"{self._run} belongs to somebody else. Name another PITBOARD_DATA."
            )
        self._run.chmod(0o700)

    def _start(self) -> subprocess.Popen[bytes] | None:
        """Start a server that answers, or None when it gave up."""
        with self._log.open("wb") as log:
            server = subprocess.Popen(  # noqa: S603 - the operator's or our own binary
                command(self._binary, self._run, self._path),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=lifeline(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - no threads here
            )
        for _ in range(int(START_SECONDS / POLL)):
            if answers(self._path):
                return server
            if server.poll() is not None or self._signals.wait(POLL):
                break
        server.kill()
        server.wait()
        return None

    def _start_empty(self) -> subprocess.Popen[bytes] | None:
        """Start once more, without a file that cannot be read: what it held is rung anew."""
        journal, aside = self._run / "appendonlydir", self._run / "appendonlydir.unreadable"
        if self._signals.stops:
            return None
        if journal.exists():
            _say(f"could not read {journal}, moved aside: {self._last_words()}")
            shutil.rmtree(aside, ignore_errors=True)
            journal.rename(aside)
            if server := self._start():
                return server
        raise SettingsError(f"valkey: {self._binary} does not start: {self._last_words()}")

    def _watch(self, server: subprocess.Popen[bytes]) -> int:
        while not self._signals.wait(SECOND):
            if server.poll() is not None:
                _say(f"died: {self._last_words()}")
                return 1
        server.terminate()
        server.wait()
        return 0

    def _watch_other(self) -> int:
        while not self._signals.wait(SECOND):
            if not answers(self._path):
                _say("the server we kept is gone")
                return 1
        ask(self._path, b"SHUTDOWN\r\n")
        return 0

    @property
    def _log(self) -> Path:
        return self._run / "valkey.log"

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing"


def _say(news: str) -> None:
    print(f"valkey: {news}", flush=True)  # noqa: T201 - a process of its own, read by people


def main() -> int:
    """Run the server until SIGTERM; 2 when a setting must be mended first."""
    signals = Signals()
    try:
        settings = load_settings()
        if settings.redis_url:
            _say("PITBOARD_REDIS_URL is set: no server of our own is wanted.")
            return 2
        binary = find_server(settings.redis_server)
        path = socket_path(settings.run, settings.data)
        return Valkey(binary, settings.run, path, signals=signals).keep()
    except SettingsError as error:
        _say(str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main())
