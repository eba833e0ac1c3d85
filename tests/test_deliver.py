"""The only writes outside: look, compare, and only then write what differs."""

from datetime import timedelta
from typing import Any

import pytest

from automation.pipeline import DEADLINE, Turn, deliver, parcels, reread
from automation.store.record import Record
from tests.builders import Time, a_wish
from tests.fakes.tracker import FakeTracker, outage, refusal
from tests.store.world import plans, rows_of

KEY = "acme/shop#7001"


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def tracker() -> FakeTracker:
    return FakeTracker()


def turn(record: Record, tracker: FakeTracker, time: Time, *, owner: str = "me") -> int:
    """One turn of the deliver queue, without threads."""
    errands = record.outbox.claim(owner=owner, wall=time(), limit=10)
    this = a_turn(record, tracker, time, owner=owner)
    for parcel in parcels(errands):
        deliver(this, parcel)
    return len(errands)


def a_turn(
    record: Record,
    tracker: FakeTracker,
    time: Time,
    *,
    owner: str = "me",
    lasts: timedelta = DEADLINE,
) -> Turn:
    return Turn(record.outbox, {"github": tracker}, owner, time, time() + lasts)


def row(record: Record) -> dict[str, Any]:
    return rows_of(record, "outbox")[-1]


def test_a_wish_is_written_once(record: Record, tracker: FakeTracker, time: Time) -> None:
    plans(record, a_wish())

    turn(record, tracker, time)
    turn(record, tracker, time)

    assert tracker.writes == [("put on", KEY, "needs-triage")]
    assert row(record)["state"] == "done"


def test_what_stands_already_is_not_written(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.standing[KEY] = {"needs-triage", "bug"}
    plans(record, a_wish())

    turn(record, tracker, time)

    assert tracker.writes == []
    assert row(record)["state"] == "already"


def test_the_other_label_of_the_slot_comes_off(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.standing[KEY] = {"needs-triage", "bug"}
    plans(record, a_wish("triaged", basis=["needs-triage"]))

    turn(record, tracker, time)

    assert tracker.standing[KEY] == {"triaged", "bug"}


def test_no_label_of_the_slot_is_a_wish_too(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.standing[KEY] = {"needs-triage", "bug"}
    plans(record, a_wish(None, basis=["needs-triage"]))

    turn(record, tracker, time)

    assert tracker.standing[KEY] == {"bug"}


def test_a_persons_newer_edit_stops_the_write(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.standing[KEY] = {"triaged"}
    plans(record, a_wish("needs-triage", basis=[]))

    turn(record, tracker, time)

    assert tracker.writes == []
    assert row(record)["state"] == "held"


def test_an_outage_is_waited_out_without_blame(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.refuse = [outage()]
    plans(record, a_wish())

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert tracker.standing[KEY] == {"needs-triage"}
    assert row(record)["attempts"] == 0


def test_a_refusal_is_blamed_and_shown(record: Record, tracker: FakeTracker, time: Time) -> None:
    tracker.refuse = [refusal()]
    plans(record, a_wish())

    turn(record, tracker, time)

    assert row(record)["attempts"] == 1
    assert row(record)["said"] == "GitHub answered 422"


def test_an_unforeseen_fault_is_blamed_and_shown(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.refuse = [ZeroDivisionError("what")]
    plans(record, a_wish())

    turn(record, tracker, time)

    assert row(record)["said"] == "ZeroDivisionError: what"


def test_a_write_whose_answer_was_lost_is_not_written_twice(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_wish())

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert tracker.writes == [("put on", KEY, "needs-triage")]
    assert row(record)["state"] == "already"


def test_a_swap_cut_in_half_is_finished(record: Record, tracker: FakeTracker, time: Time) -> None:
    tracker.standing[KEY] = {"needs-triage"}
    tracker.drop_after_write = [outage()]
    plans(record, a_wish("triaged", basis=["needs-triage"]))

    turn(record, tracker, time)
    assert tracker.standing[KEY] == {"needs-triage", "triaged"}
    time.pass_(60)
    turn(record, tracker, time)

    assert tracker.standing[KEY] == {"triaged"}


def test_a_slow_write_that_outlives_its_lease_is_not_done_twice(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_wish())

    def frozen() -> None:
        time.pass_(21)
        tracker.on_write = lambda: None
        turn(record, tracker, time, owner="next")

    tracker.on_write = frozen
    turn(record, tracker, time, owner="slow")

    assert tracker.writes == [("put on", KEY, "needs-triage")]
    assert row(record)["state"] == "already"


def test_no_call_is_begun_without_time_for_it(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_wish())
    errand = record.outbox.claim(owner="me", wall=time(), limit=1)[0]

    deliver(a_turn(record, tracker, time, lasts=timedelta(seconds=0.5)), [errand])

    assert tracker.writes == []
    assert row(record)["attempts"] == 0
    assert turn(record, tracker, time, owner="next") == 1


def test_a_reread_comes_in_through_the_inbox(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.standing[KEY] = {"triaged"}
    plans(record, a_wish("needs-triage"))
    turn(record, tracker, time)

    for wish in record.outbox.rereads(wall=time(), limit=5):
        reread(a_turn(record, tracker, time), wish)

    assert rows_of(record, "inbox")[-1]["kind"] == "pitboard.reread"
    assert record.outbox.rereads(wall=time(), limit=5) == []


def test_a_reread_waits_while_the_tracker_is_away(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.standing[KEY] = {"triaged"}
    plans(record, a_wish("needs-triage"))
    turn(record, tracker, time)
    tracker.refuse = [outage()]

    for wish in record.outbox.rereads(wall=time(), limit=5):
        reread(a_turn(record, tracker, time), wish)

    assert record.outbox.rereads(wall=time(), limit=5) == []
    time.pass_(60)
    assert len(record.outbox.rereads(wall=time(), limit=5)) == 1


def test_we_know_our_own_account_before_the_first_write(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_wish())
    seen: list[str | None] = []
    tracker.on_write = lambda: seen.append(record.inbox.accounts()["github"].actor_id)

    turn(record, tracker, time)

    assert seen == ["900"]


def test_nothing_is_written_while_our_account_is_unknown(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.refuse = [outage()]
    plans(record, a_wish())

    turn(record, tracker, time)

    assert tracker.writes == []
    assert record.inbox.accounts()["github"].actor_id is None
