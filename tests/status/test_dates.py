"""F2 and F3: a promised date that has passed, and one that keeps moving."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from automation.amount import Amount
from automation.calendar import Calendar
from automation.model import Mark
from tests.status.builders import Company, company, ids, leaf, limits, mark, on, signal


def due(month: int, day: int, *marks: Mark) -> Company:
    return company(leaf(6)).due(on(month, day, 0), *marks)


def moved(at: datetime, old: datetime, new: datetime) -> Mark:
    return mark(at, new, old)


ONCE = moved(on(7, 1), on(9, 12, 0), on(10, 31, 0))
AGAIN = moved(on(8, 1), on(10, 31, 0), on(11, 20, 0))


def test_a_passed_target_with_open_work_is_serious() -> None:
    told = signal(due(10, 14, mark(on(6, 2), on(10, 14, 0))).status(), "F2")

    assert (told.level, told.text) == ("serious", "target 14 Oct passed, 1 of 6 open")
    assert told.since == on(10, 15, 0)
    assert [each.text for each in told.evidence][1:] == ["PAY-106 is open"]


def test_a_target_holds_until_a_whole_working_day_after_its_end() -> None:
    wednesday = due(10, 14)

    assert "F2" not in ids(wednesday.status(on(10, 15, 23)))
    assert "F2" in ids(wednesday.status(on(10, 16, 0)))


def test_a_target_on_a_friday_is_passed_after_the_monday() -> None:
    assert "F2" not in ids(due(10, 9).status(on(10, 12, 23)))
    assert "F2" in ids(due(10, 9).status(on(10, 13, 0)))


def test_the_target_day_ends_in_the_teams_zone() -> None:
    new_york = Calendar(zone=ZoneInfo("America/New_York"))
    wednesday = replace(due(10, 14), calendar=new_york)

    assert "F2" not in ids(wednesday.status(on(10, 16, 3)))
    assert "F2" in ids(wednesday.status(on(10, 16, 4)))
    assert signal(wednesday.status(on(10, 16, 4)), "F2").text.startswith("target 14 Oct")


def test_the_target_day_is_long_where_clocks_go_back() -> None:
    berlin = Calendar(zone=ZoneInfo("Europe/Berlin"), weekdays=frozenset(range(7)))
    sunday = replace(due(10, 25), calendar=berlin)

    assert signal(sunday.status(on(10, 28)), "F2").since == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_a_holiday_after_the_target_is_not_counted() -> None:
    free = Calendar(holidays=frozenset({date(2026, 10, 15)}))

    assert "F2" not in ids(replace(due(10, 14), calendar=free).status(on(10, 16)))


def test_a_team_may_wait_longer_after_a_target() -> None:
    patient = limits(overdue={"serious": Amount(3, "working days")})

    assert "F2" not in ids(replace(due(10, 14), limits=patient).status())


def test_a_year_is_told_where_the_day_is_far_away() -> None:
    assert (
        "target 1 Nov 2025 passed"
        in signal(company(leaf(6)).due(on(11, 1, 0, 2025)).status(), "F2").text
    )


def test_without_a_target_nothing_passes() -> None:
    assert not ids(company(leaf(6)).status()) & {"F2", "F3"}


def test_two_moves_are_serious_and_the_first_date_stands() -> None:
    status = due(11, 20, ONCE, AGAIN).status()
    told = signal(status, "F3")

    assert (told.level, told.text) == ("serious", "target moved twice, first 12 Sep")
    assert (status.first_target, status.moves) == (on(9, 12, 0), 2)
    assert [each.at for each in told.evidence] == [AGAIN.at, ONCE.at]


def test_one_long_move_is_watched() -> None:
    told = signal(due(10, 31, ONCE).status(), "F3")

    assert (told.level, told.text) == ("watch", "target 12 Sep moved to 31 Oct on 1 Jul")


@pytest.mark.parametrize(("day", "told"), [(18, False), (19, True)])
def test_one_move_counts_from_a_fifth_of_the_planned_length(day: int, *, told: bool) -> None:
    # Created on 1 June and due on 30 August: ninety days, of which eighteen are a fifth.
    new = on(9, day - 2, 0)
    status = due(9, day - 2, moved(on(7, 1), on(8, 30, 0), new)).status(on(9, 10))

    assert ("F3" in ids(status)) is told


@pytest.mark.parametrize(("day", "level"), [(15, "serious"), (14, None)])
def test_a_move_within_fourteen_days_of_the_date_is_serious(day: int, level: str | None) -> None:
    last = moved(on(8, day), on(8, 29, 0), on(8, 31, 0))
    found = [each.level for each in due(8, 31, last).status(on(8, 28)).signals if each.id == "F3"]

    assert found == ([level] if level else [])


def test_a_move_before_any_work_counts() -> None:
    early = moved(on(6, 2), on(9, 12, 0), on(10, 31, 0))

    assert "F3" in ids(due(10, 31, early).status())


def test_a_first_date_and_an_earlier_one_are_no_moves() -> None:
    first = mark(on(6, 2), on(10, 31, 0))
    sooner = moved(on(7, 1), on(10, 31, 0), on(10, 20, 0))
    status = due(10, 20, first, sooner).status()

    assert (status.moves, status.first_target, ids(status) & {"F3"}) == (0, on(10, 31, 0), set())


def test_a_date_that_is_taken_away_is_no_move() -> None:
    gone = mark(on(7, 1), None, on(9, 12, 0))
    status = replace(company(leaf(6)).with_past("due", gone), target=None).status()

    assert (status.moves, status.first_target, status.target) == (0, on(9, 12, 0), None)


def test_a_date_set_anew_is_held_against_the_last_there_was() -> None:
    gone, back = mark(on(7, 1), None, on(9, 12, 0)), mark(on(7, 20), on(10, 31, 0))

    assert due(10, 31, gone, back).status().moves == 1


def test_a_date_that_is_back_where_it_was_first_has_not_slipped() -> None:
    back = moved(on(8, 1), on(10, 31, 0), on(9, 12, 0))
    status = due(9, 12, ONCE, back).status(on(9, 1))

    assert (status.moves, ids(status) & {"F3"}) == (1, set())


def test_a_date_told_as_text_is_a_date() -> None:
    text = mark(on(7, 1), "2026-10-31", "2026-09-12")

    assert due(10, 31, text).status().first_target == on(9, 12, 0)


def test_three_moves_are_counted() -> None:
    third = moved(on(9, 1), on(11, 20, 0), on(12, 1, 0))
    told = signal(due(12, 1, ONCE, AGAIN, third).status(), "F3")

    assert told.text == "target moved 3 times, first 12 Sep"


def test_a_move_of_tomorrow_is_not_known_today() -> None:
    assert due(11, 20, ONCE, AGAIN).status(on(7, 2)).moves == 1
