"""The plain pace check, and when an item is over or set aside."""

from dataclasses import replace
from datetime import date

from automation.appraisal import Asking
from automation.calendar import Calendar
from automation.model import Item
from automation.status.appraise import appraise
from tests.status.builders import Company, company, item, leaf, mark, on, with_mark


def paced(*days: tuple[int, int], left: int = 6) -> Company:
    """Begun on 1 June: leaves finished on these days, and so many left."""
    done = [leaf(each, "Done", at=on(*day)) for each, day in enumerate(days)]
    epic = item("PAY-1", "epic", status="In Progress")
    whole = Company(epic, (*done, *(leaf(50 + each) for each in range(left))))
    return whole.with_past("status", mark(on(6, 1), "In Progress", "To Do"))


SIX_WEEKS = ((8, 31), (9, 8), (9, 16), (9, 24), (10, 2), (10, 11))


def test_the_pace_is_that_of_the_last_six_whole_weeks() -> None:
    pace = paced(*SIX_WEEKS, (8, 30), (10, 12)).status().pace

    assert pace is not None
    assert (pace.a_week, pace.weeks) == (1.0, 6)


def test_what_is_left_at_this_pace_is_counted_in_working_days() -> None:
    pace = paced(*SIX_WEEKS).status().pace

    assert pace is not None
    assert pace.likely == on(11, 27)


def test_holidays_put_the_likely_day_off() -> None:
    free = Calendar(holidays=frozenset({date(2026, 11, 2), date(2026, 11, 3)}))
    pace = replace(paced(*SIX_WEEKS), calendar=free).status().pace

    assert pace is not None
    assert pace.likely == on(12, 1)


def test_a_part_of_a_day_that_is_needed_is_a_day() -> None:
    pace = paced((9, 8), (9, 16), (9, 24), (10, 2), left=1).status().pace

    assert pace is not None
    assert pace.likely == on(10, 28)


def test_work_that_began_later_is_measured_from_then_and_over_two_weeks_at_least() -> None:
    month = paced((9, 24), (10, 2)).with_past("status", mark(on(9, 14), "In Progress"))
    new = paced((10, 6), (10, 7)).with_past("status", mark(on(10, 5), "In Progress"))
    weeks = [each.status().pace for each in (month, new)]

    assert [each.weeks for each in weeks if each] == [4, 2]
    assert weeks[1] is not None
    assert weeks[1].a_week == 1.0


def test_there_is_no_pace_where_nothing_was_finished_lately() -> None:
    assert paced((6, 30)).status().pace is None


def test_dropped_work_is_no_pace() -> None:
    whole = paced()
    dropped = leaf(1, "Won't do", at=on(9, 8))

    assert replace(whole, parts=(*whole.parts, dropped)).status().pace is None


def test_a_pace_that_leads_nowhere_has_no_likely_day() -> None:
    pace = paced((9, 8), left=50).status().pace

    assert pace is not None
    assert pace.likely is None


def test_an_item_is_over_with_the_last_of_its_leaves() -> None:
    dropped = leaf(6, "Won't do", at=on(9, 10))

    assert company(dropped).status().closed_at == on(9, 10)
    assert company().status().closed_at == on(9, 7)
    assert company(leaf(6)).status().closed_at is None


def test_an_item_whose_leaves_were_all_dropped_is_not_done() -> None:
    whole = replace(company(), parts=(leaf(1, "Won't do", at=on(9, 3)),))

    assert whole.status().closed_at is None


def closed(*parts: Item) -> Company:
    epic = with_mark(
        item("PAY-1", "epic", status="Done"), "status", mark(on(10, 1), "Done", "To Do")
    )
    return replace(company(*parts), epic=epic)


def test_an_item_that_a_person_closed_is_over_even_with_open_leaves() -> None:
    status = closed(leaf(6)).status()

    assert status.closed_at == on(10, 1)
    assert (status.progress.total, status.signals) == (6, ())


def test_a_leaf_that_is_reopened_reopens_the_item() -> None:
    again = with_mark(leaf(6, "In Progress"), "status", mark(on(10, 5), "In Progress", "Done"))
    before = with_mark(leaf(6, "In Progress"), "status", mark(on(9, 5), "In Progress", "Done"))

    assert closed(again).status().closed_at is None
    assert closed(before).status().closed_at == on(10, 1)


def test_a_leaf_that_is_only_begun_after_the_close_reopens_nothing() -> None:
    begun = with_mark(leaf(6, "In Progress"), "status", mark(on(10, 5), "In Progress", "To Do"))

    assert closed(begun).status().closed_at == on(10, 1)


def test_an_issue_reopened_on_github_reopens_its_epic() -> None:
    issue = item("github:acme/shop#6", marks={"state": mark(on(10, 5), "open", "closed")})

    assert closed(issue).status().closed_at is None


def test_the_closing_time_of_the_tracker_counts_before_its_last_mark() -> None:
    epic = item("PAY-1", "epic", status="Done", closed=on(9, 28))
    epic = with_mark(epic, "status", mark(on(10, 1), "Done", "Done"))

    assert replace(company(leaf(6)), epic=epic).status().closed_at == on(9, 28)


def paused(epic: Item) -> Company:
    return replace(company(leaf(6)), epic=epic, paused=True)


def test_it_is_paused_since_the_status_or_the_label_that_says_so() -> None:
    held = with_mark(
        item("PAY-1", "epic", status="On hold"), "status", mark(on(9, 9), "On hold", "To Do")
    )
    labelled = with_mark(
        item("PAY-1", "epic", status="In Progress", labels=("Paused", "bug")),
        "label:Paused",
        mark(on(9, 9), "Paused"),
    )
    other = with_mark(labelled, "label:bug", mark(on(8, 20), "bug"))

    assert paused(held).status().paused_since == on(9, 9)
    assert paused(other).status().paused_since == on(9, 9)


def test_what_was_paused_from_the_start_is_so_since_its_creation() -> None:
    assert paused(item("PAY-1", "epic", status="On hold")).status().paused_since == on(6, 1, 8)


def test_what_is_not_paused_has_no_since() -> None:
    assert company(leaf(6)).status().paused_since is None


def test_only_those_who_had_asked_by_then_are_told() -> None:
    early = Asking("Kestrel", on(8, 3), "https://t.example/9", told=on(10, 20))
    late = Asking("Birch", on(10, 20), "https://t.example/9")
    scene = replace(company(leaf(6)).scene(), askings=(early, late))

    assert [(a.customer, a.told) for a in appraise(scene).askings] == [("Kestrel", None)]
