"""A pretend tracker's memory on disk: one JSON line for each thing done, only ever added to."""

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

from automation.errors import SettingsError

Line = Mapping[str, object]


class Journal:
    """`journal.jsonl` in a folder, held by one process at a time.

    A line counts once its newline is on disk; a last line without one was torn by a crash
    before anybody was answered, and is cut off at the next start. Lines reach the file system
    before `append` returns, so they survive a killed process (not a lost power supply).
    """

    def __init__(self, folder: Path) -> None:
        """Open or create it. Raises SettingsError where another process holds the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "journal.jsonl"
        self._file = self._path.open("ab", buffering=0)
        self._lock = Lock()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise SettingsError(
                f"{folder}: another sandbox uses this folder; stop it or choose another one"
            ) from None

    def replay(self) -> list[Line]:
        """Read all whole lines, oldest first. Raises SettingsError at one that is no JSON."""
        raw = self._path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            os.truncate(self._path, len(whole))
        return [self._parse(number, line) for number, line in enumerate(whole.splitlines(), 1)]

    def append(self, lines: Sequence[Line]) -> None:
        """Add these lines in one write, so that a crash keeps all of them or none."""
        raw = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        with self._lock:
            self._file.write(raw)

    def close(self) -> None:
        """Let the folder go."""
        self._file.close()

    def _parse(self, number: int, line: bytes) -> Line:
        try:
            parsed = json.loads(line)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise SettingsError(f"{self._path}:{number}: not readable; move the file away")
        return parsed
