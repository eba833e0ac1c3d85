"""A value is one value however it is written: 3 and 3.0, one option and the only one of several."""

from dataclasses import replace

import pytest

from automation.echoes import Echoes
from automation.effects import Step
from automation.engine.deciding.standing import Spot
from automation.model import Item, Value
from automation.ports import Account, OwnWrite
from automation.store.record import Record
from automation.values import read_as
from tests.builders import NOON, Time
from tests.fakes.tracker import FakeTracker
from tests.store.world import an_item, plans
from tests.trackers import jira_payloads as jira
from tests.ways.world import KEY, a_step, states, turn

PLACE = "customfield_10077"


def wants(seen: Item, value: str) -> Step:
    """The wish that the number reads so, of somebody who saw the item like this."""
    effect = Spot("points", place=PLACE).effect(seen, value)
    assert effect is not None
    return a_step(effect)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        ((), None),
        ("At risk", "At risk"),
        (3.0, "3"),
        (3, "3"),
        (2.5, "2.5"),
        (0, "0"),
        (0.0, "0"),
        (-1.0, "-1"),
        (("Yes",), "Yes"),
        (("web", "app"), "web, app"),
        (False, "False"),
    ],
)
def test_a_value_reads_as_one_text(value: Value, text: str | None) -> None:
    assert read_as(value) == text


@pytest.mark.parametrize(("standing", "wanted"), [(3.0, "5"), (("web",), "app"), (3, "5")])
def test_a_value_that_nobody_moved_is_no_edit(
    record: Record, tracker: FakeTracker, time: Time, standing: Value, wanted: str
) -> None:
    tracker.read_so = {(KEY, PLACE): standing}
    seen = replace(an_item(), fields={PLACE: standing})

    plans(record, wants(seen, wanted))
    turn(record, tracker, time)

    assert states(record) == {"points": "done"}
    assert tracker.read_so == {(KEY, PLACE): wanted}


@pytest.mark.parametrize(("seen", "standing"), [(3.0, 8.0), (("web",), ("web", "app"))])
def test_a_value_that_a_person_moved_meanwhile_is_left_alone(
    record: Record, tracker: FakeTracker, time: Time, seen: Value, standing: Value
) -> None:
    tracker.read_so = {(KEY, PLACE): standing}
    looked = replace(an_item(), fields={PLACE: seen})

    plans(record, wants(looked, "5"))
    turn(record, tracker, time)

    assert states(record) == {"points": "held"}
    assert tracker.read_so == {(KEY, PLACE): standing}


@pytest.mark.parametrize(("wrote", "ours"), [("Yes", True), ("No", False)])
def test_our_own_write_of_a_checkbox_comes_back_as_ours(wrote: str, *, ours: bool) -> None:
    ticked = jira.an_issue(customfield_10077=[{"value": "Yes", "id": "1"}])
    entry = jira.an_entry(PLACE, None, "Yes", fieldId=PLACE)
    told = jira.told(
        jira.a_message(
            user=jira.cloud_user(), issue=ticked, changelog={"id": "9", "items": [entry]}
        )
    )
    write = OwnWrite(told.item_id, PLACE, stands=True, value=wrote)
    account = Account("jira", str(jira.cloud_user()["accountId"]), NOON)

    (change,) = told.changes
    is_ours = Echoes({"jira": account}, frozenset({write})).of(told.item_id, "jira")

    assert is_ours(change, told.actor) is ours
