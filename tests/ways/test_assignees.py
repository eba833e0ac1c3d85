"""What nobody has is given to somebody, and nobody's choice is taken away."""

import pytest

from automation.changes import SetAssignee
from automation.effects import Step
from automation.ports import Holder, OwnWrite
from automation.store.record import Record
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans
from tests.ways.world import KEY, a_step, an_assignee, last, turn


def test_an_item_nobody_has_is_assigned(record: Record, tracker: FakeTracker, time: Time) -> None:
    plans(record, an_assignee("mara"))

    turn(record, tracker, time)

    row = last(record)
    assert tracker.writes == [("assigned", KEY, "mara")]
    assert (row["state"], row["before"], row["after"]) == ("done", [], ["Mara"])


def test_a_login_is_the_same_in_any_case(record: Record, tracker: FakeTracker, time: Time) -> None:
    tracker.held_by = ("Mara",)
    plans(record, an_assignee("mara", "Mara"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "already")


def test_whoever_took_it_meanwhile_keeps_it(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.held_by = ("teo",)
    plans(record, an_assignee("mara", replaces=True))

    turn(record, tracker, time)

    assert (tracker.held_by, last(record)["state"]) == (("teo",), "held")


def test_somebody_who_has_it_is_only_replaced_where_the_step_says_so(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.held_by = ("teo",)
    plans(record, an_assignee("mara", "Teo"))
    turn(record, tracker, time)
    assert (tracker.held_by, last(record)["state"]) == (("teo",), "held")

    plans(record, an_assignee("mara", "Teo", replaces=True), seconds=60)
    time.pass_(60)
    turn(record, tracker, time)

    assert (tracker.held_by, last(record)["state"]) == (("mara",), "done")


def test_none_takes_it_from_whoever_has_it(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.held_by = ("teo",)
    plans(record, an_assignee(None, "Teo", replaces=True))

    turn(record, tracker, time)

    assert last(record)["after"] == []
    assert tracker.holders(KEY, timeout=6) == []


def test_an_assignment_that_was_not_answered_is_not_made_twice(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, an_assignee("mara"))

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert (len(tracker.writes), last(record)["state"]) == (1, "already")


def test_the_echo_is_known_by_the_name_that_the_tracker_shows(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, an_assignee("mara"))

    turn(record, tracker, time)

    ours = record.inbox.own_writes([ISSUE], since=at(-60), told=at(-60))
    assert OwnWrite(ISSUE, "assignees", stands=True, value="Mara") in ours


def test_somebody_known_by_name_alone_is_given_it_where_exactly_one_is_called_so(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.people = {"id-1": "Mara  Lind", "id-2": "Mara Lindner"}
    plans(record, by_name("mara lind"))

    turn(record, tracker, time)

    row = last(record)
    assert tracker.held_by == ("id-1",)
    assert (row["state"], row["after"]) == ("done", ["Mara  Lind"])


NOBODY = 'nobody who may have acme/shop#7001 is called "Mara Lind"'


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (
            {"id-1": "Mara Lind", "id-2": "Mara Lind"},
            '2 people are called "Mara Lind": Mara Lind (id-1), Mara Lind (id-2)',
        ),
        (
            {"id-1": "Mara Lindner", "id-2": "Mara Lindt"},
            f"{NOBODY}; there are Mara Lindner (id-1), Mara Lindt (id-2)",
        ),
        ({}, NOBODY),
    ],
)
def test_a_name_that_is_not_exactly_ones_is_told_with_the_candidates(
    record: Record, tracker: FakeTracker, time: Time, people: dict[str, str], said: str
) -> None:
    tracker.people = people
    plans(record, by_name("Mara Lind"))

    turn(record, tracker, time)

    mend = "write the account that is meant into rules/people.yaml"
    assert (tracker.writes, last(record)["state"]) == ([], "held")
    assert last(record)["said"] == f"{said}; {mend}"


def test_whoever_has_it_by_that_name_is_asked_about_nowhere(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.held_by = ("mara lind",)
    plans(record, by_name("Mara Lind", "Mara Lind"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "already")


def test_an_account_that_goes_by_another_key_is_not_assigned_again(
    record: Record, tracker: FakeTracker, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker.held_by = ("mara",)
    monkeypatch.setattr(tracker, "holder", lambda *_, **__: Holder("mara", "Mara"))
    plans(record, an_assignee("JIRAUSER1", "Mara", replaces=True))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "already")


def test_a_row_keeps_that_only_a_name_is_known(record: Record, time: Time) -> None:
    wish = by_name("Mara Lind")
    plans(record, wish)

    (errand,) = record.outbox.claim(owner="me", wall=time(), limit=1)

    assert a_step(errand.effect) == wish


def by_name(name: str, *basis: str) -> Step:
    return a_step(SetAssignee("github", ISSUE, "mara", name, basis, by_name=True))


def test_a_row_keeps_all_that_the_wish_says(record: Record, time: Time) -> None:
    wish = an_assignee("mara", "Teo", "Ann", replaces=True)
    plans(record, wish)

    (errand,) = record.outbox.claim(owner="me", wall=time(), limit=1)

    assert a_step(errand.effect) == wish
