"""An item goes to a status by the one way its tracker has there, or its row says why not."""

import pytest

from automation.ports import OwnWrite
from automation.store.record import Record
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans
from tests.ways.world import KEY, a_status, last, turn


def test_an_item_is_moved_to_the_status_of_that_name(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_status("in review"))

    turn(record, tracker, time)

    row = last(record)
    assert tracker.writes == [("moved", KEY, "In Review")]
    assert (row["state"], row["before"], row["after"]) == ("done", ["To Do"], ["In Review"])


def test_a_group_is_reached_where_one_way_leads_to_it(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_status("done"))

    turn(record, tracker, time)

    assert tracker.status == "Done"


def test_a_group_to_which_several_ways_lead_names_them(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_status("doing"))

    turn(record, tracker, time)

    assert tracker.writes == []
    assert last(record)["state"] == "held"
    assert 'to "doing": In Progress, In Review; name one of them' in last(record)["said"]


def test_the_files_say_what_a_status_means_before_its_tracker_does(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_status("doing", **{"in review": "done"}))

    turn(record, tracker, time)

    assert tracker.status == "In Progress"


def test_where_no_way_leads_there_the_row_says_which_do(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_status("Shipped"))

    turn(record, tracker, time)

    said = 'no way leads from "To Do" to "Shipped"; there lead: In Progress, In Review, Done'
    assert (last(record)["state"], last(record)["said"]) == ("held", said)


def test_a_screen_that_has_to_be_filled_in_is_left_to_a_person(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.asks = {"Done": ("Resolution", "Root cause")}
    plans(record, a_status("Done"))

    turn(record, tracker, time)

    assert tracker.status == "To Do"
    assert last(record)["said"] == 'the way to "Done" asks a person for: Resolution, Root cause'


def test_an_item_that_stands_there_already_is_not_moved(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.status = "In Progress"
    plans(record, a_status("doing"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "already")


def test_a_person_who_moved_it_meanwhile_is_left_alone(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.status = "In Progress"
    plans(record, a_status("Done"))

    turn(record, tracker, time)

    assert (tracker.status, last(record)["state"]) == ("In Progress", "held")


def test_a_move_that_was_not_answered_is_not_made_twice(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_status("In Review"))

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert (len(tracker.writes), last(record)["state"]) == (1, "already")


@pytest.mark.parametrize(
    ("facet", "value"), [("status", "Done"), ("state", "closed"), ("resolution", None)]
)
def test_what_comes_back_of_a_move_is_known_before_it_is_made(
    record: Record, tracker: FakeTracker, time: Time, facet: str, value: str | None
) -> None:
    known = list[OwnWrite]()

    def heard() -> None:
        known.extend(record.inbox.own_writes([ISSUE], since=at(-60), told=at(-60)))

    tracker.on_write = heard
    plans(record, a_status("done"))

    turn(record, tracker, time)

    assert OwnWrite(ISSUE, facet, stands=True, value=value) in known
