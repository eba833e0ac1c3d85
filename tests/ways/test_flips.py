"""Values that take turns are a flip-flop; each of these is written a minute after the other."""

import pytest

from automation.effects import SetLabel
from automation.store.record import Record
from tests.builders import ISSUE, Time
from tests.fakes.tracker import FakeTracker
from tests.store.world import plans
from tests.ways.world import KEY, a_step, last, turn

SLOT = ("blue", "green", "red")


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ("red green red green red green red", "held"),
        ("red green red green red", "done"),
        ("red green red green red blue red", "done"),
        ("red green red green blue red green", "done"),
        ("red green red green red green blue", "held"),
    ],
)
def test_the_last_of_these_is_written_or_held(
    record: Record, tracker: FakeTracker, time: Time, values: str, state: str
) -> None:
    for minute, value in enumerate(values.split(), start=1):
        time.pass_(60)
        stands = tuple(sorted(tracker.standing.get(KEY, ())))
        wish = SetLabel("github", ISSUE, "label:colour", SLOT, value, stands)
        plans(record, a_step(wish), seconds=60 * minute)
        turn(record, tracker, time)

    assert last(record)["state"] == state
