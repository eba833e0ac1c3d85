"""A slow sender gets a time for its whole request, and then the line is dead."""

import socket
from collections.abc import Iterator

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
