"""A clock that is turned forward is not ahead of the mails on its way, however busy the line is."""

from collections.abc import Iterator

import pytest

from tests.builders import SECRET
from tests.databases import Home
from tests.stories.mailroom import Mailroom
from tests.stories.test_heads_up import HEADS_UP, turns_at_risk
from tests.stories.test_mail_under_load import turn
from tests.stories.test_weekly_mail import FIRST, MARA, MONDAY, THURSDAY
from tests.web.conftest import SANDBOX

BUSY = 16
"""Seconds, in which a day passes every three of them."""


@pytest.fixture
def room(home: Home) -> Iterator[Mailroom]:
    made = Mailroom(home, None, **SANDBOX, PITBOARD_GITHUB_WEBHOOK_SECRET=SECRET.decode())
    yield made
    made.close()


def passes(room: Mailroom, seconds: int, *, busy: bool) -> None:
    """Time passes; each second the clock looks, and the line has a turn or works all there is."""
    for _ in range(seconds):
        room.time.pass_(1)
        room.line.tend()
        if busy:
            turn(room)
        else:
            room.works()


def test_each_mail_goes_out_at_its_time_though_the_line_is_busy(room: Mailroom) -> None:
    room.opens()
    turns_at_risk(room, MONDAY)
    room.line.record.clocks.forward_to(MONDAY, wall=room.time())

    stood = []
    for _ in (FIRST, THURSDAY, MONDAY):
        passes(room, BUSY, busy=True)
        stood.append(room.line.now())
        passes(room, 2, busy=False)

    mails = [*room.editions(), *room.editions(HEADS_UP)]
    assert stood == [FIRST, THURSDAY, MONDAY]
    assert [each.recipient for each in mails].count(MARA) == 1
    assert {each.planned_at for each in mails} == {FIRST, THURSDAY, MONDAY}
    assert [each.sent_at for each in mails] == [each.planned_at for each in mails]
