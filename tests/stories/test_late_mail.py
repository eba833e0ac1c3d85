"""A mail that was late told more than its time says, and the next one goes on from there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.databases import Home
from tests.stories.mailroom import Mailroom
from tests.stories.test_weekly_mail import CLARA, FIRST, MONDAY, WEEK


@pytest.fixture
def room(home: Home) -> Iterator[Mailroom]:
    made = Mailroom(home)
    yield made
    made.close()


def test_after_a_late_mail_the_next_one_tells_what_changed_since_it_was_made(
    room: Mailroom,
) -> None:
    room.opens()
    room.at(FIRST)
    room.line.close()
    room.line = room.another()
    room.at(MONDAY + timedelta(hours=3))

    room.at(MONDAY + WEEK)

    mine = [each for each in room.editions() if each.recipient == CLARA]
    assert mine[2].text.startswith("Nothing changed since Mon 12 Oct, 11:30.\n")


def test_what_a_late_mail_told_of_is_no_news_to_the_next(room: Mailroom) -> None:
    room.opens()
    room.at(FIRST)
    room.line.close()
    room.line = room.another()
    room.time.now = MONDAY + timedelta(hours=2)
    room.reads(1, "at_risk")
    room.at(MONDAY + timedelta(hours=3))
    room.reads(1, "at_risk", "SEC-41 blocks PAY-13")

    room.at(MONDAY + WEEK)

    mine = [each for each in room.editions() if each.recipient == CLARA]
    assert [each.subject.partition(": ")[2] for each in mine[1:]] == ["1 worse", "nothing changed"]
