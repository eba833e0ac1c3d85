"""Mails are handed over once, and never again where nobody can know."""

from automation.errors import ServiceError
from automation.store.record import Record
from tests.builders import Time
from tests.fakes.tracker import FakeTracker, outage, refusal
from tests.store.world import plans
from tests.ways.world import Postbox, a_mail, last, turn


def test_a_mail_is_handed_over_once(record: Record, tracker: FakeTracker, time: Time) -> None:
    box = Postbox()
    plans(record, a_mail())
    turn(record, tracker, time, box)
    plans(record, a_mail(), seconds=60)
    time.pass_(60)

    turn(record, tracker, time, box)

    assert [mail.recipient for mail in box.taken] == ["ann@example.com"]
    assert last(record)["state"] == "done"


def test_a_mail_that_may_have_gone_out_is_never_repeated(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    silent = ServiceError("silence", retryable=True, ambiguous=True)
    box = Postbox(silent)
    plans(record, a_mail())

    turn(record, tracker, time, box)
    time.pass_(3600)
    turn(record, tracker, time, box)

    assert box.taken == []
    assert last(record)["state"] == "unknown"


def test_a_mail_whose_sender_died_in_the_middle_is_unknown(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_mail())
    errand = record.outbox.claim(owner="dead", wall=time(), limit=1)[0]
    record.outbox.begin(errand, owner="dead", wall=time())
    time.pass_(30)
    box = Postbox()

    turn(record, tracker, time, box)

    assert box.taken == []
    assert last(record)["state"] == "unknown"


def test_a_busy_mail_server_is_tried_again(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    box = Postbox(outage())
    plans(record, a_mail())

    turn(record, tracker, time, box)
    time.pass_(60)
    turn(record, tracker, time, box)

    assert len(box.taken) == 1


def test_an_address_that_is_refused_is_blamed(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_mail())

    turn(record, tracker, time, Postbox(refusal()))

    assert last(record)["attempts"] == 1
