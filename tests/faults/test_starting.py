"""Whatever is wrong at the start is one line that says what, and how to mend it; exit code 2."""

import os
import resource
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from automation.store.migrate import migrate
from tests.faults.rig import environment, free_ports, pitboard

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]

SECRET = "PITBOARD_GITHUB_WEBHOOK_SECRET"
HEADER = 100
"""Bytes at the front of an SQLite file; opening it may change the journal's mode there."""


@dataclass(frozen=True)
class Ended:
    """How a `pitboard up` that could not start ended."""

    code: int
    lines: list[str]


def start(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    port: int = 0,
    limit: Callable[[], None] | None = None,
) -> Ended:
    done = subprocess.run(
        pitboard("up", "--port", str(port or free_ports())),
        cwd=folder,
        env=environment(settings or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limit,
    )
    return Ended(done.returncode, done.stdout.splitlines())


def says(ended: Ended, *words: str) -> None:
    """One line with all of these words, and the exit code of a setting that must be mended."""
    assert len(ended.lines) == 1, ended.lines
    assert [word for word in words if word not in ended.lines[0]] == []
    assert ended.code == 2


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PITBOARD_PROT", "1", 'PITBOARD_PROT: no such setting. Did you mean "PITBOARD_PORT"?'),
        ("PITBOARD_RULES", "nowhere", "PITBOARD_RULES: there is no folder"),
        ("PITBOARD_GITHUB_TOKEN", "an-invented-token", f"{SECRET}: missing."),
        (SECRET, "eleven-char", f"{SECRET}: a secret of 11 characters, it needs 16 or more."),
        (SECRET, "changeme-changeme-77", f"{SECRET}: a placeholder, not a secret."),
    ],
)
def test_a_wrong_setting_is_named_and_never_a_secret(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    ended = start(tmp_path, {name: value})

    says(ended, said)
    assert "token" not in name.lower() or value not in ended.lines[0]
    assert name != SECRET or value not in ended.lines[0]


@pytest.mark.parametrize(
    "which", [0, 1, 2], ids=["of Pitboard", "of the pretend GitHub", "of the pretend Jira"]
)
def test_a_port_in_use_is_named_with_a_way_around(tmp_path: Path, which: int) -> None:
    port = free_ports()
    with socket.create_server(("127.0.0.1", port + which)):
        ended = start(tmp_path, port=port)

    says(ended, f"Port {port + which} is in use.", "--port")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / ".pitboard").write_text("a file where the folder should be")

    says(start(tmp_path), "PITBOARD_DATA:", ".pitboard", "Name a folder that you may write in.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    data = tmp_path / ".pitboard"
    data.mkdir(mode=0o500)

    says(start(tmp_path), str(data), "Permission denied")


def no_database(path: Path) -> None:
    path.write_bytes(b"This is a letter to my aunt. " * 500)


def only_the_first_pages(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(path, 20_000)


def overwritten_pages(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as pages:
        pages.seek(4096)
        pages.write(b"\xff" * 100_000)


def another_program_s(path: Path) -> None:
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("CREATE TABLE inbox (letter TEXT)")


def a_newer_pitboard_s(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (no_database, ("not a database.", "put back a copy")),
        (only_the_first_pages, ("The file is damaged", "put back a copy")),
        (overwritten_pages, ("The file is damaged", "put back a copy")),
        (another_program_s, ("the database of another program.", "Name another folder")),
        (a_newer_pitboard_s, ("written by a newer Pitboard (revision 9999).", "Install that")),
    ],
)
def test_a_database_that_is_not_ours_to_use_is_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], said: tuple[str, ...]
) -> None:
    database = tmp_path / ".pitboard" / "pitboard.sqlite"
    database.parent.mkdir()
    make(database)
    before = database.read_bytes()

    ended = start(tmp_path)

    says(ended, str(database), *said)
    assert database.read_bytes()[HEADER:] == before[HEADER:]


@pytest.mark.parametrize("kilobytes", [0, 100], ids=["for the key", "for the database"])
def test_no_space_at_the_start_is_said(tmp_path: Path, kilobytes: int) -> None:
    """A limit on the size of files is what an ordinary user can make a disk full with."""
    most = 1024 * kilobytes

    ended = start(tmp_path, limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))

    says(ended, str(tmp_path / ".pitboard"), "pace")
