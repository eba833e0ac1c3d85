"""To GitHub two labels that differ only in capitals are one, under the name it had first."""

from automation.effects import SetLabel, Step
from automation.engine.deciding.standing import Spot
from automation.store.record import Record
from tests.builders import ISSUE, Time
from tests.fakes.tracker import FakeTracker
from tests.store.world import an_item, plans
from tests.ways.world import KEY, a_step, states, turn

AT_RISK, ON_TRACK = "health: at risk", "health: on track"
OURS = "Health: At Risk"
"""As a person once created it."""


class Named(FakeTracker):
    """A tracker that has one of the labels under a name of its own."""

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        super().put_on(key, OURS if label == AT_RISK else label, timeout=timeout)


def health(value: str | None, *basis: str) -> Step:
    return a_step(SetLabel("github", ISSUE, "health", (AT_RISK, ON_TRACK), value, basis))


def test_a_label_that_landed_under_another_case_gives_way_to_the_next(
    record: Record, time: Time
) -> None:
    tracker = Named()
    plans(record, health(AT_RISK))
    turn(record, tracker, time)
    assert tracker.standing[KEY] == {OURS}

    plans(record, health(ON_TRACK), seconds=60)
    time.pass_(60)
    turn(record, tracker, time)

    assert tracker.standing[KEY] == {ON_TRACK}


def test_a_label_that_stands_in_another_case_is_not_written_again(
    record: Record, time: Time
) -> None:
    tracker = Named(standing={KEY: {OURS}})
    plans(record, health(AT_RISK))

    turn(record, tracker, time)

    assert tracker.writes == []
    assert states(record) == {"health": "already"}


def test_a_label_in_another_case_is_seen_as_the_one_of_the_slot() -> None:
    spot = Spot("health", slot=(AT_RISK, ON_TRACK))

    assert spot.standing(an_item(labels=(OURS, "bug"))) == (AT_RISK,)
