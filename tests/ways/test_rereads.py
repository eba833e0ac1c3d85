"""What could not be read again: it vanished, or the question was of no use, or it has to wait."""

from datetime import timedelta

import pytest

from automation.pipeline import DEADLINE
from automation.store.reasons import Due, put_on_agenda
from automation.store.record import Record
from automation.vanishing import VANISHED
from automation.ways import Turn, reread
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import an_item, rows_of, takes_in

KEY = "acme/shop#7001"


@pytest.fixture
def time() -> Time:
    return Time()


def rereads(
    record: Record, tracker: FakeTracker, time: Time, *, lasts: timedelta = DEADLINE
) -> None:
    """Whatever is due to be read again, in one turn; the company lives a year ahead."""
    turn = Turn(
        *(record.outbox, {"github": tracker}, "me", time, time() + lasts),
        company=lambda wall: wall + timedelta(days=365),
    )
    for wish in record.outbox.rereads(wall=time(), limit=5):
        reread(turn, wish)


def asks_for(record: Record, subject: str) -> None:
    with record.database.writing() as connection:
        put_on_agenda(connection, [Due(subject, "reread", at())], wall=at())


def answers(record: Record) -> list[str]:
    return [row["kind"] for row in rows_of(record, "inbox") if row["kind"] != "issues"]


def waiting(record: Record) -> list[str]:
    return [row["subject"] for row in rows_of(record, "agenda") if row["reason"] == "reread"]


@pytest.fixture
def known(record: Record) -> Record:
    takes_in(record, an_item())
    asks_for(record, ISSUE)
    return record


def test_what_two_questions_do_not_find_has_vanished(known: Record, time: Time) -> None:
    rereads(known, FakeTracker(gone=frozenset({KEY})), time)

    assert answers(known) == [VANISHED]
    assert waiting(known) == []


def test_it_vanished_in_the_companys_time(known: Record, time: Time) -> None:
    rereads(known, FakeTracker(gone=frozenset({KEY})), time)

    (mail,) = (
        m for m in known.inbox.claim(owner="me", wall=at(), limit=5) if m.delivery.kind == VANISHED
    )
    assert mail.delivery.received_at == at()
    assert b"2027-10-02" in mail.delivery.body


def test_what_only_one_question_misses_is_taken_for_being_there(known: Record, time: Time) -> None:
    rereads(known, FakeTracker(unreadable=frozenset({KEY})), time)

    assert answers(known) == []
    assert waiting(known) == []


def test_an_outage_at_the_second_question_is_waited_out(known: Record, time: Time) -> None:
    tracker = FakeTracker(gone=frozenset({KEY}), refuse=[outage()])

    rereads(known, tracker, time)

    assert answers(known) == []
    assert waiting(known) == [ISSUE]


def test_without_time_for_the_second_question_it_is_asked_later(known: Record, time: Time) -> None:
    tracker = FakeTracker(gone=frozenset({KEY}), on_read=lambda: time.pass_(1))

    rereads(known, tracker, time, lasts=timedelta(seconds=1.5))

    assert answers(known) == []
    assert waiting(known) == [ISSUE]


def test_a_node_that_stands_for_nothing_is_no_item_that_vanished(
    record: Record, time: Time
) -> None:
    asks_for(record, "github:node:I_none")

    rereads(record, FakeTracker(unreadable=frozenset({"node:I_none"})), time)

    assert answers(record) == []
    assert waiting(record) == []
