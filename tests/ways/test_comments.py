"""Comments are said once; sticky ones are edited in place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.effects import Comment
from automation.store.record import Record
from tests.builders import Time
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans
from tests.ways.world import a_comment, a_step, last, turn


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


def goes_back(record: Record, tracker: FakeTracker, time: Time, *, tries: int = 1) -> None:
    """The comment that read "at risk", and "off track" since, gets its former words again."""
    said = a_comment("at risk").effect
    assert isinstance(said, Comment)
    restored = replace(said, basis="off track")
    plans(record, a_step(restored), seconds=120)
    for _ in range(tries):
        time.pass_(60)
        turn(record, tracker, time)


@pytest.fixture
def twice(record: Record, tracker: FakeTracker, time: Time) -> str:
    """The id of a sticky comment that was edited in place once."""
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    plans(record, a_comment("off track", occasion="slips/0/e2"), seconds=60)
    time.pass_(60)
    turn(record, tracker, time)
    return next(iter(tracker.comments))


def test_a_comment_gets_its_former_words_back_where_nobody_wrote_into_it(
    record: Record, tracker: FakeTracker, time: Time, twice: str
) -> None:
    goes_back(record, tracker, time)

    assert tracker.comments[twice][1] == "at risk"
    assert (last(record)["state"], last(record)["before"]) == ("done", ["off track"])


def test_what_a_person_wrote_into_a_comment_is_not_put_back_over(
    record: Record, tracker: FakeTracker, time: Time, twice: str
) -> None:
    key, text, marker = tracker.comments[twice]
    tracker.comments[twice] = (key, f"{text}: the bank is late, says Mara", marker)

    goes_back(record, tracker, time)

    assert tracker.comments[twice][1] == "off track: the bank is late, says Mara"
    row = last(record)
    assert (row["state"], row["said"]) == ("held", "a person edited it since")


def test_a_comment_that_a_person_deleted_is_not_put_back(
    record: Record, tracker: FakeTracker, time: Time, twice: str
) -> None:
    del tracker.comments[twice]

    goes_back(record, tracker, time)

    assert tracker.comments == {}
    assert (last(record)["state"], last(record)["said"]) == ("held", "a person deleted the comment")


def test_a_restored_comment_whose_answer_was_lost_is_nobody_s_edit(
    record: Record, tracker: FakeTracker, time: Time, twice: str
) -> None:
    tracker.drop_after_write = [outage()]

    goes_back(record, tracker, time, tries=2)

    assert tracker.comments[twice][1] == "at risk"
    assert last(record)["state"] == "done"


def test_a_comment_whose_id_is_not_known_is_looked_for_before_it_is_put_back(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    time.pass_(60)
    goes_back(record, tracker, time)

    assert tracker.comments == {}
    assert last(record)["state"] == "held"
