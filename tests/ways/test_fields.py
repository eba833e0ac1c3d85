"""Fields of one target go in one request, and each is settled by itself."""

from automation.pipeline import DEADLINE, Turn, deliver, parcels
from automation.ports import OwnWrite
from automation.store.record import Record
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans, rows_of
from tests.ways.world import KEY, a_field, states, turn


def test_the_fields_of_one_target_are_written_in_one_request(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_field("health", "At risk"), a_field("forecast", "5 Dec"))

    turn(record, tracker, time)

    assert tracker.requests == 1
    assert tracker.read_so == {
        (KEY, "customfield_health"): "At risk",
        (KEY, "customfield_forecast"): "5 Dec",
    }
    assert states(record) == {"health": "done", "forecast": "done"}


def test_a_field_that_reads_so_already_is_not_written(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.read_so = {(KEY, "customfield_health"): "At risk", (KEY, "customfield_points"): 3.0}
    plans(record, a_field("health", "At risk"), a_field("points", "3"))

    turn(record, tracker, time)

    assert tracker.requests == 0
    assert states(record) == {"health": "already", "points": "already"}


def test_a_person_who_set_the_field_meanwhile_is_left_alone(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.read_so = {(KEY, "customfield_health"): "On track"}
    plans(record, a_field("health", "At risk", basis="Off track"), a_field("forecast", "5 Dec"))

    turn(record, tracker, time)

    assert tracker.read_so[KEY, "customfield_health"] == "On track"
    assert states(record) == {"health": "held", "forecast": "done"}


def test_one_refused_field_stops_no_other_and_is_blamed_alone(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.unknown_fields = frozenset({"customfield_health"})
    plans(record, a_field("health", "Purple"), a_field("forecast", "5 Dec"))

    turn(record, tracker, time)

    attempts = {row["field"]: row["attempts"] for row in rows_of(record, "outbox")}
    assert states(record) == {"health": "planned", "forecast": "done"}
    assert attempts == {"health": 1, "forecast": 0}


def test_an_outage_puts_every_field_off_and_blames_none(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.refuse = [outage()]
    plans(record, a_field("health", "At risk"), a_field("forecast", "5 Dec"))

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert states(record) == {"health": "done", "forecast": "done"}
    assert {row["attempts"] for row in rows_of(record, "outbox")} == {0}


def test_fields_whose_answer_was_lost_are_found_written(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_field("health", "At risk"))

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert tracker.requests == 1
    assert states(record) == {"health": "already"}


def test_our_own_value_comes_back_as_an_echo_and_a_persons_does_not(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_field("health", "At risk"))
    turn(record, tracker, time)

    ours = record.inbox.own_writes([ISSUE], since=at(-60), told=at(-60))

    assert OwnWrite(ISSUE, "customfield_health", stands=True, value="At risk") in ours
    assert OwnWrite(ISSUE, "customfield_health", stands=True, value="On track") not in ours


def test_a_field_whose_wish_moved_on_meanwhile_frees_its_target(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_field("health", "At risk"), a_field("forecast", "5 Dec"))
    claimed = record.outbox.claim(owner="me", wall=time(), limit=10)
    plans(record, a_field("health", "Off track"), seconds=1)
    time.pass_(1)

    this = Turn(record.outbox, {"github": tracker}, "me", time, time() + DEADLINE, {})
    for parcel in parcels(claimed):
        deliver(this, parcel)
    time.pass_(1)
    turn(record, tracker, time)

    assert states(record) == {"health": "done", "forecast": "done"}
    assert tracker.read_so[KEY, "customfield_health"] == "Off track"
