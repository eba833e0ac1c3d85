"""S1: more work was added since it began than the plan can carry."""

from dataclasses import replace

import pytest

from automation.amount import Amount
from automation.appraisal import Status
from automation.model import Item
from tests.status.builders import Company, added, company, ids, leaf, limits, on, signal


def planned(*more: Item) -> Company:
    """Twenty leaves of the first day, five of them done in September, and these."""
    return company(*(leaf(each) for each in range(10, 25)), *more)


def grown(number: int) -> Status:
    return planned(*(added(50 + each, on(9, 20)) for each in range(number))).status()


@pytest.mark.parametrize(
    ("number", "level"), [(1, None), (2, "watch"), (3, "watch"), (4, "serious")]
)
def test_a_tenth_is_watched_and_a_fifth_is_serious(number: int, level: str | None) -> None:
    found = [each.level for each in grown(number).signals if each.id == "S1"]

    assert found == ([level] if level else [])


def test_the_growth_is_told_with_both_numbers() -> None:
    more = [added(50 + each, on(9, 20)) for each in range(7)]
    whole = planned(*more, leaf(40, "Won't do", at=on(9, 25)))

    assert signal(whole.status(), "S1").text == "scope +28 % since 1 Sep: 7 added, 1 removed"


def test_it_is_since_the_day_it_came_to_the_limit() -> None:
    days = [added(50 + each, on(9, 10 + each)) for each in range(5)]

    assert signal(planned(*days).status(), "S1").since == on(9, 13)


def test_what_was_removed_makes_room() -> None:
    whole = planned(*(added(50 + each, on(9, 20)) for each in range(4)))
    gone = [leaf(each, "Won't do", at=on(9, 25)) for each in range(10, 13)]
    kept = [each for each in whole.parts if each.key not in {other.key for other in gone}]

    assert "S1" not in ids(replace(whole, parts=(*kept, *gone)).status())


def test_of_fewer_than_five_leaves_one_more_says_nothing() -> None:
    small = company(added(50, on(9, 20)), added(51, on(9, 20)))

    assert "S1" in ids(small.status())
    assert "S1" not in ids(replace(small, parts=small.parts[1:]).status())


def test_a_team_may_have_limits_of_its_own() -> None:
    wide = limits(scope={"watch": Amount(30, "%"), "serious": Amount(50, "%")})
    whole = planned(*(added(50 + each, on(9, 20)) for each in range(4)))

    assert "S1" not in ids(replace(whole, limits=wide).status())


def test_more_added_than_done_for_two_whole_weeks_is_serious() -> None:
    big = company(
        *(leaf(each) for each in range(10, 60)), added(80, on(9, 30)), added(81, on(10, 7))
    )
    told = signal(big.status(), "S1")

    assert told.level == "serious"
    assert told.text == "more added than done since 28 Sep: 2 added, 0 done"


def test_one_week_of_it_is_not_enough() -> None:
    big = company(*(leaf(each) for each in range(10, 60)), added(81, on(10, 7)))

    assert "S1" not in ids(big.status())


def test_a_week_with_as_much_done_as_added_breaks_the_run() -> None:
    done = leaf(9, "Done", at=on(10, 1))
    more = (added(80, on(9, 30)), added(81, on(10, 7)), done)

    assert "S1" not in ids(company(*(leaf(each) for each in range(10, 60)), *more).status())


def test_this_weeks_work_changes_no_run() -> None:
    big = company(
        *(leaf(each) for each in range(10, 60)), added(80, on(9, 30)), added(81, on(10, 7))
    )
    days = {signal(big.status(on(10, day)), "S1").text for day in (12, 14, 16)}

    assert len(days) == 1


def test_the_newest_of_what_was_added_is_the_evidence() -> None:
    whole = planned(*(added(50 + each, on(9, 10 + each)) for each in range(8)))
    told = signal(whole.status(), "S1").evidence

    assert [each.at for each in told] == [on(9, 17 - each) for each in range(5)]
    assert all(each.event for each in told)


def test_a_restricted_part_is_counted_and_not_named() -> None:
    hidden = [leaf(50 + each, created=on(9, 20), visibility="restricted") for each in range(4)]
    told = signal(planned(*hidden).status(), "S1")

    assert {each.text for each in told.evidence} == {"a restricted item was added"}
