"""A comment of ours is taken away; what a person deleted before is no loss."""

from automation.effects import Step
from automation.ports import OwnWrite
from automation.removals import RemoveComment
from automation.store.record import Record
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans, rows_of
from tests.ways.world import a_comment, a_step, last, turn


def a_removal() -> Step:
    return a_step(RemoveComment("github", ISSUE, a_comment("at risk").effect.field))


def takes_away(record: Record, tracker: FakeTracker, time: Time) -> None:
    time.pass_(60)
    plans(record, a_removal(), seconds=(time() - Time()()).total_seconds())
    turn(record, tracker, time)


def test_a_comment_is_deleted_and_nothing_stands_there_any_more(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)

    takes_away(record, tracker, time)

    assert tracker.comments == {}
    assert (last(record)["state"], last(record)["before"]) == ("done", ["at risk"])
    assert rows_of(record, "written") == []


def test_a_comment_that_a_person_deleted_is_gone_already(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    tracker.comments.clear()

    takes_away(record, tracker, time)

    assert last(record)["state"] == "already"


def test_a_comment_whose_id_was_never_told_is_found_by_its_marker(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)

    takes_away(record, tracker, time)

    assert (tracker.comments, last(record)["state"]) == ({}, "done")


def test_a_deletion_that_was_not_answered_is_not_made_twice(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    tracker.drop_after_write = [outage()]

    takes_away(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert [verb for verb, _, _ in tracker.writes] == ["said", "unsaid"]
    assert last(record)["state"] == "already"


def test_where_nothing_was_ever_said_nothing_is_done(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_removal())
    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "already")


def test_a_sticky_comment_keeps_what_it_read_before(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    assert last(record)["before"] == []
    time.pass_(60)
    plans(record, a_comment("off track", occasion="slips/0/e2"), seconds=60)

    turn(record, tracker, time)

    assert last(record)["before"] == ["at risk"]


def test_a_comment_that_a_person_edited_since_stays(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    ((id_, (key, text, marker)),) = tracker.comments.items()
    tracker.comments[id_] = (key, f"{text}: the bank is late, says Mara", marker)

    takes_away(record, tracker, time)

    assert [verb for verb, _, _ in tracker.writes] == ["said"]
    row = last(record)
    assert (row["state"], row["said"]) == ("held", "a person edited it since")


def test_the_echo_of_a_deletion_is_of_that_comment_alone(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    turn(record, tracker, time)
    takes_away(record, tracker, time)

    ours = record.inbox.own_writes([ISSUE], since=at(30), told=at(30))

    assert ours == {OwnWrite(ISSUE, "comment removed", stands=True, value="1")}
