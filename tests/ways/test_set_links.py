"""A link that is missing is made once; what stands is left alone."""

import pytest

from automation.ports import OwnWrite
from automation.store.record import Record
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans
from tests.ways.world import KEY, a_link, a_step, last, turn

OTHER = "acme/shop#9"


def test_a_missing_link_is_made(record: Record, tracker: FakeTracker, time: Time) -> None:
    plans(record, a_link())

    turn(record, tracker, time)

    row = last(record)
    assert tracker.writes == [("tied", KEY, OTHER)]
    assert (row["state"], row["before"], row["after"]) == ("done", [], [OTHER])


def test_a_link_that_stands_is_left_alone(record: Record, tracker: FakeTracker, time: Time) -> None:
    tracker.links = {("blocked_by", OTHER)}
    plans(record, a_link())

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "already")


def test_what_is_part_of_something_else_stays_there(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.instead = "it is part of PAY-2 already"
    plans(record, a_link(relation="parent"))

    turn(record, tracker, time)

    assert (last(record)["state"], last(record)["said"]) == ("held", tracker.instead)


def test_a_link_can_be_taken_away_again(record: Record, tracker: FakeTracker, time: Time) -> None:
    tracker.links = {("blocked_by", OTHER)}
    plans(record, a_link(to=None))

    turn(record, tracker, time)

    assert (tracker.links, last(record)["before"], last(record)["after"]) == (set(), [OTHER], [])


def test_a_link_that_was_not_answered_is_not_made_twice(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_link())

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert (len(tracker.writes), last(record)["state"]) == (1, "already")


@pytest.mark.parametrize(
    ("relation", "ends"),
    [("blocked_by", ("github:1", "github:2")), ("blocks", ("github:2", "github:1"))],
)
def test_its_echo_stands_on_the_item_that_the_link_starts_at(
    record: Record, tracker: FakeTracker, time: Time, relation: str, ends: tuple[str, str]
) -> None:
    start, end = ends
    plans(record, a_link(relation=relation))

    turn(record, tracker, time)

    ours = record.inbox.own_writes([ISSUE], since=at(-60), told=at(-60))
    assert OwnWrite(start, f"link:blocked_by:{end}", stands=True, value=end) in ours


def test_a_row_keeps_all_that_the_wish_says(record: Record, time: Time) -> None:
    plans(record, a_link(to=None, relation="relates"))

    (errand,) = record.outbox.claim(owner="me", wall=time(), limit=1)

    assert a_step(errand.effect) == a_link(to=None, relation="relates")
