"""What people said to Pitboard is on record with the plan it comes from, on both databases."""

from dataclasses import replace
from datetime import timedelta

from automation.effects import Plan
from automation.model import Mark
from automation.ports import Case
from automation.sayings import ANY, Proposal, Saying, Snooze, Unpin
from automation.store.record import Record
from automation.store.retention import tidy
from automation.store.rows import KEEP_LONG
from automation.store.said import snooze_of
from tests.builders import ANN, ISSUE, NOON, at
from tests.store.world import an_item, cases, rows_of, takes_in

DAY = timedelta(days=1)


def says(record: Record, *sayings: Saying, seconds: float = 0) -> Case:
    """Keep what was said with the plan of a look; the case of the next look."""
    takes_in(record, an_item(), seconds=seconds)
    (case,) = cases(record, seconds=seconds)
    plan = Plan(ISSUE, sayings=sayings)
    record.agenda.decided([(case, plan)], owner="me", wall=at(seconds))
    takes_in(record, an_item(labels=["again"]), seconds=seconds + 1)
    (again,) = cases(record, seconds=seconds + 1)
    return again


def test_a_snooze_is_known_to_the_next_look_until_it_passes(record: Record) -> None:
    snooze = Snooze(ISSUE, NOON + DAY, "Mara Lind", NOON, "no time")

    assert says(record, snooze).sayings.snoozed == {ISSUE: snooze}
    assert says(record, seconds=2 * DAY.total_seconds()).sayings.snoozed == {}


def test_a_snooze_that_was_told_late_does_not_take_the_place_of_a_newer_one(
    record: Record,
) -> None:
    newer = Snooze(ISSUE, NOON + DAY, "Mara Lind", NOON)
    older = Snooze(ISSUE, NOON + 9 * DAY, "Teo Varga", NOON - DAY)

    assert says(record, newer, older).sayings.snoozed == {ISSUE: newer}


def test_unpinned_fields_are_known_by_name_and_all_at_once(record: Record) -> None:
    one = Unpin(ISSUE, "health", "Mara Lind", NOON)
    every = Unpin(ISSUE, ANY, "Mara Lind", NOON + DAY)

    said = says(record, one, every).sayings

    assert said.unpinned_at("health") == NOON + DAY
    assert said.unpinned_at("status_line") == NOON + DAY


def test_the_latest_proposal_of_each_person_stands_until_the_field_changes(record: Record) -> None:
    at = "https://x.example"
    first = Proposal(ISSUE, "due", "1 Dec 2026", "Mara", NOON, url=at, who="mara")
    second = replace(first, by="Mara Lind", value="8 Dec 2026", at=NOON + DAY, why="late")
    other = replace(first, who="7", by="Mara Lind", value="24 Dec 2026")
    says(record, first, second, other)
    known = record.views.item(an_item().key)
    assert known is not None
    stands = known.proposals

    mark = Mark(NOON + timedelta(hours=1), "x", "changed due", "", "e", ANN)
    takes_in(record, replace(an_item(), marks={"due": mark}), seconds=9)
    moved = record.views.item(an_item().key)

    assert stands == [second, other]
    assert moved is not None
    assert moved.proposals == [second]


def test_a_snooze_is_let_go_long_after_it_passed(record: Record) -> None:
    says(record, Snooze(ISSUE, NOON + DAY, "Mara Lind", NOON))
    tidy(record.database, wall=NOON + KEEP_LONG)
    with record.database.reading() as connection:
        kept = snooze_of(connection, ISSUE)
    tidy(record.database, wall=NOON + KEEP_LONG + 2 * DAY)

    assert kept is not None
    assert rows_of(record, "snooze") == []
