"""F2 and F3 where the promised date is that of a milestone: it moves with the milestone."""

from datetime import datetime

from automation.model import Item, Mark
from tests.status.builders import Company, company, ids, item, leaf, mark, on, signal, with_mark

MILESTONE = item("github:acme/mobile/milestone/3", "milestone")


def planned(target: datetime, *marks: Mark, milestone: Item = MILESTONE) -> Company:
    return company(leaf(6)).planned(milestone, target, *marks)


def moved(at: datetime, old: datetime, new: datetime) -> Mark:
    return mark(at, new, old, text="ann-moss moved the due date")


ONCE = moved(on(9, 10), on(9, 12, 0), on(10, 31, 0))


def test_a_milestone_that_moves_later_is_a_date_that_moved() -> None:
    status = planned(on(10, 31, 0), ONCE).status()

    assert (status.target, status.first_target, status.moves) == (on(10, 31, 0), on(9, 12, 0), 1)
    assert signal(status, "F3").text == "target 12 Sep moved to 31 Oct on 10 Sep"


def test_its_evidence_says_which_milestone_moved() -> None:
    (told,) = signal(planned(on(10, 31, 0), ONCE).status(), "F3").evidence

    assert told.text == "acme/mobile/milestone/3: ann-moss moved the due date"


def test_a_milestone_whose_day_is_over_is_overdue() -> None:
    status = planned(on(10, 14, 0), moved(on(6, 2), on(10, 9, 0), on(10, 14, 0))).status()

    assert signal(status, "F2").evidence[0].text.endswith("ann-moss moved the due date")


def test_what_it_was_moved_before_the_item_was_planned_for_it_is_not_held_against_it() -> None:
    late = with_mark(MILESTONE, "link:parent:jira:PAY-1", mark(on(9, 20), "jira:PAY-1"))

    status = planned(on(10, 31, 0), ONCE, milestone=late).status()

    assert (status.first_target, status.moves) == (on(10, 31, 0), 0)
    assert "F3" not in ids(status)


def test_a_move_that_is_still_to_come_is_not_known() -> None:
    assert planned(on(10, 31, 0), ONCE).status(on(9, 9)).moves == 0
