"""A new item is opened once, and looked for before it is opened again."""

import pytest

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Effect
from automation.errors import ServiceError
from automation.ports import OwnWrite
from automation.store.record import Record
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans, rows_of
from tests.ways.world import a_new_item, a_step, last, turn

PARENT = "acme/shop#9"


def test_an_item_is_opened_and_the_row_says_which(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_new_item())

    turn(record, tracker, time)

    (draft, marker), row = tracker.opened[0], last(record)
    assert (draft.title, draft.labels, marker) == ("Tell about it", ("docs",), row["effect"])
    assert (row["state"], row["said"]) == ("done", "opened acme/shop#1")


def test_the_same_occasion_opens_nothing_more(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_new_item())
    turn(record, tracker, time)
    plans(record, a_new_item(), a_new_item("slips/1/e2"), seconds=60)
    time.pass_(60)

    turn(record, tracker, time)

    assert len(tracker.opened) == 2


def test_an_item_that_was_opened_and_not_answered_for_is_found_again(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_new_item(parent=PARENT))

    turn(record, tracker, time)
    time.pass_(60)
    turn(record, tracker, time)

    assert len(tracker.opened) == 1
    assert (tracker.placed, last(record)["state"]) == ({"acme/shop#1"}, "done")


def test_a_sender_that_died_as_it_opened_one_opens_no_second(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    def dies() -> None:
        tracker.on_write = lambda: None
        raise SystemExit

    tracker.on_write = dies
    plans(record, a_new_item())
    try:
        turn(record, tracker, time)
    except SystemExit:
        time.pass_(30)

    turn(record, tracker, time)

    assert (len(tracker.opened), last(record)["state"]) == (1, "done")


def test_one_that_stands_in_no_place_yet_is_put_there_without_a_second(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_new_item(parent=PARENT))
    opened = tracker.open_item
    tracker.refuse = []

    def opens_and_falls(*told: object, **more: float) -> object:
        made = opened(*told, **more)  # type: ignore[arg-type]
        tracker.refuse = [outage()]
        return made

    tracker.open_item = opens_and_falls  # type: ignore[method-assign, assignment]
    turn(record, tracker, time)
    assert (last(record)["state"], tracker.placed) == ("planned", set())
    time.pass_(60)
    turn(record, tracker, time)

    assert (len(tracker.opened), tracker.placed) == (1, {"acme/shop#1"})


def test_nothing_is_looked_for_before_a_list_shows_it(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.drop_after_write = [outage()]
    plans(record, a_new_item())
    turn(record, tracker, time)

    time.pass_(10)

    assert record.outbox.claim(owner="me", wall=time(), limit=1) == ()


def test_what_the_company_keeps_to_itself_is_not_opened_where_everybody_sees_it(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    tracker.seen_by = "public"
    plans(record, a_new_item(audience="internal"), a_new_item("e2", audience="restricted"))

    turn(record, tracker, time)
    turn(record, tracker, time)

    assert tracker.opened == []
    assert {row["state"] for row in rows_of(record, "outbox")} == {"held"}
    assert "acme/shop is public" in rows_of(record, "outbox")[0]["said"]


def test_a_refusal_is_blamed_on_the_row(record: Record, tracker: FakeTracker, time: Time) -> None:
    tracker.refuse = [ServiceError("GitHub answered 422: no such type", retryable=False)]
    plans(record, a_new_item())

    turn(record, tracker, time)

    assert (last(record)["attempts"], tracker.opened) == (1, [])


def test_what_is_opened_is_known_as_ours_before_and_after_it_has_an_id(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    before = list[OwnWrite]()

    def heard() -> None:
        before.extend(record.inbox.own_writes(["github:5"], since=at(-60), told=at(-60)))

    tracker.on_write = heard
    plans(record, a_new_item())

    turn(record, tracker, time)

    after = record.inbox.own_writes(["github:5"], since=at(-60), told=at(-60))
    assert before == [OwnWrite("github:*", "opened", stands=True)]
    assert after == {OwnWrite("github:9001", "opened", stands=True)}


def test_a_row_keeps_all_that_the_wish_says(record: Record, time: Time) -> None:
    plans(record, a_new_item(parent=PARENT))

    (errand,) = record.outbox.claim(owner="me", wall=time(), limit=1)

    assert a_step(errand.effect) == a_new_item(parent=PARENT)


@pytest.mark.parametrize(
    ("effect", "cost"),
    [
        (NewItem("slow", ISSUE, "PAY", "", "t", "x", (), PARENT, "public", "o"), 2),
        (NewItem("slow", ISSUE, "PAY", "", "t", "x", (), "", "public", "o"), 1),
        (SetStatus("slow", ISSUE, "Done", "To Do"), 1),
        (SetAssignee("slow", ISSUE, "mara", "mara", ()), 1),
        (SetLink("slow", ISSUE, "blocks", PARENT, PARENT), 1),
    ],
    ids=lambda each: type(each).__name__,
)
def test_every_write_counts_against_the_pace_of_its_connection(
    record: Record, time: Time, effect: Effect, cost: int
) -> None:
    plans(record, a_step(effect))

    record.outbox.claim(owner="me", wall=time(), limit=5)

    assert [row["used"] for row in rows_of(record, "budget")] == [cost]
