"""Comments are said once; sticky ones are edited in place."""

from datetime import timedelta

from automation.store.record import Record
from tests.builders import Time
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans
from tests.ways.world import a_comment, last, turn


def test_a_sticky_comment_is_posted_once_and_then_edited_in_place(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk since 2 Oct"))
    turn(record, tracker, time)
    plans(record, a_comment("off track since 9 Oct", occasion="slips/0/e2"), seconds=60)
    time.pass_(60)

    turn(record, tracker, time)

    assert [text for _, text, _ in tracker.comments.values()] == ["off track since 9 Oct"]
    assert [verb for verb, _, _ in tracker.writes] == ["said", "said again"]


def test_a_sticky_comment_that_reads_so_already_is_not_touched(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    plans(record, a_comment("at risk", occasion="slips/0/e2"), seconds=60)
    time.pass_(60)

    turn(record, tracker, time)

    assert len(tracker.writes) == 1
    assert last(record)["state"] == "already"


def test_a_comment_whose_answer_was_lost_is_found_by_its_mark(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_comment("at risk"))

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert len(tracker.comments) == 1
    assert last(record)["state"] == "done"


def test_a_sticky_comment_overtaken_before_its_lost_answer_was_settled_stands_once(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)

    plans(record, a_comment("off track", occasion="slips/0/e2"), seconds=60)
    time.pass_(60)
    turn(record, tracker, time)

    assert [text for _, text, _ in tracker.comments.values()] == ["off track"]


def test_a_comment_that_is_found_by_its_mark_is_not_written_again(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_comment("shipped in v2", name=""))

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert [verb for verb, _, _ in tracker.writes] == ["said"]
    assert last(record)["state"] == "done"


def test_a_comment_a_person_deleted_stays_away_until_there_is_news(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    tracker.comments.clear()
    plans(record, a_comment("off track", occasion="slips/0/e2"), seconds=60)
    time.pass_(60)
    turn(record, tracker, time)

    assert tracker.comments == {}
    assert last(record)["state"] == "held"

    plans(record, a_comment("on track", occasion="slips/0/e3"), seconds=120)
    time.pass_(60)
    turn(record, tracker, time)

    assert [text for _, text, _ in tracker.comments.values()] == ["on track"]


def test_a_comment_without_a_name_is_said_once_for_its_occasion(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("shipped in v2", name=""))
    turn(record, tracker, time)
    plans(record, a_comment("shipped in v2", name=""), seconds=60)
    time.pass_(60)

    turn(record, tracker, time)

    assert len(tracker.comments) == 1


def test_what_nobody_wants_to_hear_any_more_is_given_up_after_a_day(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    time.pass_(timedelta(hours=25).total_seconds())
    tracker.refuse = [outage()]

    turn(record, tracker, time)

    assert last(record)["state"] == "dead"
