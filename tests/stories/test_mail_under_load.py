"""A report tells what is known once nothing waits to be judged, and waits for it but so long."""

from collections.abc import Iterator

import pytest

from automation.store.reasons import Due, put_on_agenda
from tests.databases import Home
from tests.reports.builders import id_of
from tests.stories.mailroom import Mailroom
from tests.stories.test_weekly_mail import FIRST


@pytest.fixture
def room(home: Home) -> Iterator[Mailroom]:
    made = Mailroom(home)
    yield made
    made.close()


def something_happens(room: Mailroom) -> None:
    """An epic is to be looked at."""
    look = Due(id_of(2), "look", room.time(), frozenset({"any"}))
    with room.line.record.database.writing() as connection:
        put_on_agenda(connection, [look], wall=room.time())


def turn(room: Mailroom) -> int:
    """One turn in which there is something to judge; how many editions there are then."""
    something_happens(room)
    assert room.line.work("line")
    return len(room.editions())


def test_a_report_waits_until_nothing_waits_to_be_judged(room: Mailroom) -> None:
    room.opens()
    room.time.now = FIRST
    room.line.tend()

    busy = turn(room)
    room.line.work("line")

    assert (busy, len(room.editions())) == (0, 2)


def test_under_a_load_that_never_ends_it_goes_out_after_ten_minutes(room: Mailroom) -> None:
    room.opens()
    room.time.now = FIRST
    room.line.tend()

    had = []
    for _ in range(11):
        had.append(turn(room))
        room.time.pass_(60)

    assert had == [*[0] * 10, 2]
