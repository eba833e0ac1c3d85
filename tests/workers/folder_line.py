"""A line whose rows are files in a folder: small, real, and shared by processes."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class FolderDue:
    line: float | None
    deliver: float | None


class FolderLine:
    """Work is a file `due/<queue>.<name>`; done, it is `done/<queue>.<name>`.

    A file that says "hang" is held for ever by the first who takes it, "slow" for half a second;
    one that says "fail" raises. Being taken is a lease that ends with the process that took it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        for folder in ("due", "taken", "done", "beats", "tended", "closed"):
            (root / folder).mkdir(exist_ok=True)

    def put(self, queue: str, name: str, how: str = "") -> None:
        """Add work, whole at once."""
        draft = self._root / f"{queue}.{name}"
        draft.write_text(how)
        draft.rename(self._root / "due" / draft.name)

    def done(self) -> set[str]:
        return {path.name for path in (self._root / "done").iterdir()}

    def done_at(self, name: str) -> float:
        """Wall time, seconds."""
        return (self._root / "done" / name).stat().st_mtime

    def takers(self, name: str) -> list[int]:
        """The processes that took a piece of work, or hold it, in order."""
        return [
            int(line)
            for path in (self._root / "taken").glob(f"{name}.log")
            for line in path.read_text().split()
        ]

    def due(self) -> FolderDue:
        return FolderDue(self._waited("line"), self._waited("deliver"))

    def work(self, queue: str, /) -> int:
        names = self._open(queue)
        for name in names[:40]:
            self._do(self._root / "due" / name)
        return len(names)

    def reload(self) -> None:
        (self._root / "reloaded").touch()

    def close(self) -> None:
        return None

    def tend(self) -> None:
        self._append("tended", "times", str(time.monotonic()))

    def beat(self, name: str, /) -> None:
        self._append("beats", name.replace(":", "-"), str(time.monotonic()))

    def lead(self, owner: str, /) -> bool:
        """The first owner leads until its file is removed."""
        leader = self._root / "leader"
        try:
            with leader.open("x") as file:
                file.write(owner)
        except FileExistsError:
            return leader.read_text() == owner
        return True

    def times(self, folder: str, name: str) -> list[float]:
        path = self._root / folder / name
        return [float(line) for line in path.read_text().split()] if path.exists() else []

    def _open(self, queue: str) -> list[str]:
        paths = sorted((self._root / "due").glob(f"{queue}.*"))
        return [path.name for path in paths if not self._held(path.name)]

    def _held(self, name: str) -> bool:
        return any(_lives(pid) for pid in self.takers(name)[-1:])

    def _waited(self, queue: str) -> float | None:
        ages = [time.time() - self._since(name) for name in self._open(queue)]
        return max(ages, default=None)

    def _since(self, name: str) -> float:
        try:
            return (self._root / "due" / name).stat().st_mtime
        except FileNotFoundError:
            return time.time()

    def _do(self, path: Path) -> None:
        try:
            how = path.read_text()
        except FileNotFoundError:
            return
        again = bool(self.takers(path.name))
        if how:
            self._append("taken", f"{path.name}.log", str(os.getpid()))
        if how == "hang" and not again:
            threading.Event().wait()
        if how == "slow":
            threading.Event().wait(0.5)
        if how == "fail" and not again:
            raise RuntimeError("this work fails\nin two lines")
        path.touch()
        path.rename(self._root / "done" / path.name)

    def _append(self, folder: str, name: str, line: str) -> None:
        with (self._root / folder / name).open("a") as file:
            file.write(line + "\n")


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
