"""A slow sender gets a time for its whole request, and then the line is dead."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from automation.web.patience import PatientSocket


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, PatientSocket]]:
    theirs, ours = socket.socketpair()
    with theirs, ours:
        yield theirs, PatientSocket(ours, seconds=0.02)


def test_what_has_come_is_read(ends: tuple[socket.socket, PatientSocket]) -> None:
    theirs, ours = ends
    ours.setblocking(True)
    theirs.sendall(b"POST")

    assert ours.recv(100) == b"POST"
    assert not ours.expired


def test_half_a_request_ends_like_a_hang_up(ends: tuple[socket.socket, PatientSocket]) -> None:
    theirs, ours = ends
    ours.setblocking(True)
    theirs.sendall(b"POS")

    assert [ours.recv(100), ours.recv(100)] == [b"POS", b""]
    assert ours.expired


def test_a_line_that_is_dead_gets_no_more_time(ends: tuple[socket.socket, PatientSocket]) -> None:
    theirs, ours = ends
    ours.setblocking(True)
    ours.recv(100)
    ours.setblocking(True)
    theirs.sendall(b"too late")

    assert ours.recv(100) == b""


def test_everything_else_is_the_sockets_own(ends: tuple[socket.socket, PatientSocket]) -> None:
    _, ours = ends

    assert ours.fileno() > 0


def test_one_that_was_told_not_to_wait_does_not(
    ends: tuple[socket.socket, PatientSocket],
) -> None:
    _, ours = ends
    ours.setblocking(False)

    with pytest.raises(BlockingIOError):
        ours.recv(100)


def test_a_long_answer_is_sent_whole(ends: tuple[socket.socket, PatientSocket]) -> None:
    theirs, ours = ends
    answer = b"x" * 1_000_000
    reader = ThreadPoolExecutor(1).submit(lambda: theirs.recv(len(answer), socket.MSG_WAITALL))

    ours.sendall(answer)

    assert reader.result(5) == answer


def test_whoever_does_not_read_the_answer_is_given_up(
    ends: tuple[socket.socket, PatientSocket],
) -> None:
    _, ours = ends

    with pytest.raises(TimeoutError):
        ours.sendall(b"x" * 10_000_000)


def test_a_file_is_sent_whole(ends: tuple[socket.socket, PatientSocket], tmp_path: Path) -> None:
    theirs, ours = ends
    (tmp_path / "page.css").write_bytes(b"body {}")

    with (tmp_path / "page.css").open("rb") as file:
        ours.sendfile(file)

    assert theirs.recv(100) == b"body {}"
