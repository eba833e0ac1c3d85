"""The calendar of the company, and that the shipped files beside the rules keep the same one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from automation.sandbox.company.days import FIRST, Days, holidays
from tests.sandbox.company.world import calendar

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
STARTS = [NOON + timedelta(days=17 * step) for step in range(40)]


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
@pytest.mark.parametrize("team", ["payments", "logistics", "storefront", "mobile", "security"])
def test_the_teams_are_free_when_the_company_is(year: int, team: str) -> None:
    free = calendar(team).holidays

    assert {day for day in free if day.year == year} == holidays(year) - _before_the_list(year)


def _before_the_list(year: int) -> set[date]:
    """The list begins where the first past can: in October 2025."""
    return {day for day in holidays(2025) if day < date(2025, 10, 1)} if year == 2025 else set()


@pytest.mark.parametrize("now", STARTS, ids=str)
def test_no_plan_lies_before_the_first_week(now: datetime) -> None:
    days = Days(now)

    assert days.day(FIRST) >= days.first_monday
    assert [days.number(days.day(number)) for number in (FIRST, -9, 0, 1, 30)] == [
        FIRST,
        -9,
        0,
        1,
        30,
    ]


@pytest.mark.parametrize("now", STARTS, ids=str)
def test_there_is_a_thursday_before_the_quiet_week(now: datetime) -> None:
    days = Days(now)
    thursday = days.quiet - timedelta(days=4)

    assert days.quiet.weekday() == 0
    assert days.today <= thursday
    assert days.quiet - days.today < timedelta(days=11)
