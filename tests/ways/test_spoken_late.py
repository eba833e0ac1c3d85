"""What is said late: again after it was given up, by a person's leave, or not at all any more."""

from dataclasses import replace
from typing import Any

from automation.effects import Comment
from automation.store.record import Record
from tests.builders import NOON, Time, a_wish
from tests.fakes.tracker import FakeTracker, outage, refusal
from tests.store.crowd import RULE, acted, bounds, ids, looks
from tests.store.world import plans, rows_of
from tests.ways.world import KEY, a_comment, a_step, last, turn

DAY = 24 * 3600
ONE = bounds(1, derives=False, mail="")
"""A rule that may write to one item at a time, and whose owner has no address."""


def dies(record: Record, tracker: FakeTracker, time: Time) -> Any:  # noqa: ANN401 - an id
    """The tracker refuses the newest comment until it is given up; returns its row's id."""
    for _ in range(8):
        tracker.refuse = [refusal()]
        turn(record, tracker, time)
        time.pass_(2000)
    tracker.refuse = []
    assert last(record)["state"] == "dead"
    return last(record)["id"]


def holds_a_comment(record: Record) -> str:
    """A rule that may write to one item speaks at two; returns the id of the one it is held at."""
    wanted = [
        acted(case, replace(a_step(_thanks(case.subject)), subject=case.subject))
        for case in looks(record, ids(2))
    ]
    record.agenda.decided(wanted, owner="me", wall=NOON, bounds=ONE)
    (held,) = [row["subject"] for row in rows_of(record, "outbox") if row["state"] == "held"]
    return str(held)


def _thanks(target: str) -> Comment:
    return Comment("github", target, "", "Thanks", "slips/0/e1")


def comment_about(record: Record, subject: str) -> dict[str, Any]:
    (row,) = [row for row in rows_of(record, "outbox") if row["subject"] == subject]
    return row


def said(tracker: FakeTracker) -> list[str]:
    return [text for _, text, _ in tracker.comments.values()]


def test_a_dead_comment_that_is_replayed_is_said(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("Thanks", name=""))
    dead = dies(record, tracker, time)

    assert record.outbox.replay(dead, wall=time()) == 1
    turn(record, tracker, time)

    assert said(tracker) == ["Thanks"]
    assert last(record)["state"] == "done"


def test_a_replayed_comment_has_a_day_of_its_own_to_be_said(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("Thanks", name=""))
    dead = dies(record, tracker, time)
    time.pass_(2 * DAY)

    record.outbox.replay(dead, wall=time())
    turn(record, tracker, time)

    assert said(tracker) == ["Thanks"]


def test_a_dead_comment_that_was_overtaken_is_not_said_when_it_is_replayed(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("at risk"))
    dead = dies(record, tracker, time)
    later = (time() - Time()()).total_seconds()
    plans(record, a_comment("off track", occasion="slips/0/e2"), seconds=later)
    turn(record, tracker, time)

    record.outbox.replay(dead, wall=time())
    turn(record, tracker, time)

    assert said(tracker) == ["off track"]


def test_a_comment_of_three_days_ago_is_not_said_when_the_site_is_back(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_comment("Thanks", name=""))
    time.pass_(3 * DAY)

    turn(record, tracker, time)

    assert tracker.comments == {}
    assert last(record)["state"] == "dead"
    assert "not said any more" in last(record)["said"]


def test_a_label_of_three_days_ago_is_still_written(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    plans(record, a_wish())
    time.pass_(3 * DAY)

    turn(record, tracker, time)

    assert tracker.standing[KEY] == {"needs-triage"}


def test_a_held_comment_that_a_person_applied_survives_an_outage(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    held = holds_a_comment(record)
    turn(record, tracker, time)
    time.pass_(2 * DAY)

    record.fuses.apply_one(ONE[RULE], held, wall=time(), now=time())
    tracker.refuse = [outage()]
    turn(record, tracker, time)
    assert comment_about(record, held)["state"] == "planned"
    time.pass_(3600)
    turn(record, tracker, time)

    assert comment_about(record, held)["state"] == "done"
    assert said(tracker) == ["Thanks", "Thanks"]
