"""What the weekly report tells of which item, and what it counts."""

from dataclasses import replace

import pytest

from automation.reports.weekly import got_worse, told, words_in
from tests.builders import NOON
from tests.reports.builders import an_item, asked_by, digest, finished, id_of
from tests.web.company import a_status, days

ONE = id_of(1)
MOVES = [
    # told last week, stands now, in which section
    ("on_track", "at_risk", "worse"),
    ("on_track", "off_track", "worse"),
    ("at_risk", "off_track", "worse"),
    ("unknown", "at_risk", "worse"),
    ("paused", "off_track", "worse"),
    ("done", "at_risk", "worse"),
    ("off_track", "at_risk", "better"),
    ("off_track", "on_track", "better"),
    ("at_risk", "on_track", "better"),
    ("unknown", "on_track", "changed"),
    ("on_track", "paused", "changed"),
    ("paused", "on_track", "changed"),
    ("done", "on_track", "changed"),
    ("on_track", "unknown", "unknown"),
    ("at_risk", "unknown", "unknown"),
    ("unknown", "unknown", "unknown"),
    ("on_track", "on_track", None),
    ("at_risk", "at_risk", None),
    ("paused", "paused", None),
]


@pytest.mark.parametrize(("was", "now", "section"), MOVES)
def test_every_move_of_health_stands_in_its_section(
    was: str, now: str, section: str | None
) -> None:
    found = digest(an_item(1, now), before={ONE: was})

    where = [name for name, rows in found.sections.items() if rows]
    assert where == ([section] if section else [])
    assert found.unchanged == (0 if section else 1)
    assert found.total == 1


@pytest.mark.parametrize(("now", "section"), [("off_track", "changed"), ("unknown", "unknown")])
def test_a_new_item_is_neither_worse_nor_as_before(now: str, section: str) -> None:
    found = digest(an_item(1, now), before={})

    (row,) = found.sections[section]
    assert row.was is None
    assert row.is_news
    assert found.worsened == found.unchanged == 0


def test_what_was_finished_this_week_is_shipped_once() -> None:
    this_week = digest(finished(1, at=-2), before={ONE: "at_risk"})
    next_week = digest(finished(1, at=-2), before={ONE: "done"})

    assert [row.key for row in this_week.shipped] == ["jira:PAY-1"]
    assert next_week.rows == next_week.total == next_week.unchanged == 0


def test_what_was_begun_and_finished_within_the_week_is_shipped() -> None:
    assert len(digest(finished(1, at=-2), before={}).shipped) == 1


def test_what_was_finished_long_before_anybody_was_told_is_old() -> None:
    assert digest(finished(1, at=-60), before={}).rows == 0


def test_an_answer_that_came_late_is_shipped_all_the_same() -> None:
    assert len(digest(finished(1, at=-20), before={ONE: "at_risk"}).shipped) == 1


def test_finished_work_is_shipped_whatever_was_said_of_it_before() -> None:
    closed = replace(an_item(1, "done", said="At risk"), status=a_status(closed_at=days(-1)))

    found = digest(closed, before={ONE: "at_risk"})

    assert len(found.shipped) == 1
    assert found.people_say == ()


def test_a_persons_word_stands_beside_what_was_computed() -> None:
    found = digest(an_item(1, "at_risk", said="On track"), before={ONE: "on_track"})

    (row,) = found.people_say
    assert (row.said, row.now, row.by) == ("on_track", "at_risk", "Mara Lind")
    assert found.counts == {"on_track": 1}
    assert found.worsened == 0


def test_a_person_who_sets_it_worse_than_the_signals_makes_it_worse() -> None:
    found = digest(an_item(1, "on_track", said="Off track"), before={ONE: "on_track"})

    assert [row.said for row in found.people_say] == ["off_track"]
    assert found.worsened == 1
    assert found.counts == {"off_track": 1}


def test_a_person_who_was_right_before_the_signals_is_told_to_be() -> None:
    right = an_item(1, "at_risk", said="At risk", said_at=-6, changed=-2)

    (row,) = digest(right, before={ONE: "at_risk"}).people_say

    assert (row.said, row.agreed) == ("at_risk", days(-2))


def test_that_a_person_was_right_is_told_once() -> None:
    right = an_item(1, "at_risk", said="At risk", said_at=-12, changed=-9)

    assert digest(right, before={ONE: "at_risk"}).rows == 0


def test_a_word_that_ran_out_is_nobodys() -> None:
    item = an_item(1, "at_risk", said="On track")
    assert item.override is not None
    over = replace(item, override=replace(item.override, until=days(-1)))

    found = digest(over, before={ONE: "on_track"})

    assert [row.was for row in found.worse] == ["on_track"]


def test_what_was_shown_is_what_next_week_is_held_against() -> None:
    shown = told([an_item(1, "at_risk", said="On track"), an_item(2, "unknown")], as_of=NOON)

    assert shown == {ONE: "on_track", id_of(2): "unknown"}


def test_a_word_nobody_knows_is_told_as_it_is() -> None:
    found = digest(an_item(1, "at_risk", said="Needs love"), before={ONE: "needs_love"})

    assert [row.said for row in found.people_say] == ["needs_love"]


def test_the_worst_comes_first_then_whom_most_customers_wait_for() -> None:
    found = digest(
        an_item(1, "at_risk"),
        an_item(2, "at_risk", status=a_status(askings=asked_by("Globex", "Nordwind"))),
        an_item(3, "off_track"),
        before=dict.fromkeys([id_of(n) for n in (1, 2, 3)], "on_track"),
    )

    assert [row.key for row in found.worse] == ["jira:PAY-3", "jira:PAY-2", "jira:PAY-1"]


def test_customers_who_wait_for_what_got_worse_are_counted_and_those_who_were_told_are_not() -> (
    None
):
    status = a_status(askings=asked_by("Globex", "Nordwind", "Initech", told=1))
    found = digest(an_item(1, "at_risk", status=status), before={ONE: "on_track"})

    assert found.waiting == 2
    (row,) = found.worse
    assert row.waits is not None
    assert (row.asked, row.told, row.waits.customer) == (3, 1, "Globex")


def test_a_restricted_item_is_not_told_of_and_its_absence_is() -> None:
    hidden = an_item(2, "off_track", title="Merger", visibility="restricted")

    found = digest(an_item(1), hidden, before={ONE: "on_track", id_of(2): "on_track"})

    assert found.hidden == 1
    assert found.total == 1
    assert "Merger" not in repr(found)


def test_owners_hear_first_of_what_got_worse_and_of_nothing_else() -> None:
    items = [
        an_item(1, "at_risk"),
        an_item(2, "on_track"),
        an_item(3, "at_risk", said="On track"),
        an_item(4, "off_track", visibility="restricted"),
        an_item(5, "off_track"),
    ]
    before = dict.fromkeys([id_of(n) for n in (1, 2, 3, 4)], "on_track")

    heard = got_worse(items, before, as_of=NOON)

    assert [each.key for each in heard] == ["jira:PAY-1"]


def test_a_week_in_which_only_old_news_stands_is_quiet() -> None:
    same = [an_item(1, "unknown"), an_item(2, "at_risk", said="On track"), an_item(3)]
    before = {ONE: "unknown", id_of(2): "on_track", id_of(3): "on_track"}

    assert digest(*same, before=before).is_quiet


@pytest.mark.parametrize(
    "news",
    [
        an_item(1, "at_risk"),
        an_item(1, "unknown"),
        an_item(1, "paused"),
        an_item(1, said="At risk"),
        an_item(1, said="On track", said_at=-6, changed=-1),
        finished(1),
    ],
)
def test_a_week_with_news_is_not_quiet(news: object) -> None:
    assert not digest(news, before={ONE: "on_track"}).is_quiet  # type: ignore[arg-type]  # standings


def test_a_title_and_a_reason_are_one_line_whatever_was_typed() -> None:
    item = an_item(1, "at_risk", title="Pay\r\n\nSTOP  http://x", because="blocked\nby\u2028SEC-4")

    (row,) = digest(item, before={ONE: "on_track"}).worse

    assert row.title == "Pay STOP http://x"
    assert row.because == "Blocked by SEC-4"


def test_the_strongest_reason_is_told_and_the_page_has_the_rest() -> None:
    because = "PAY-12 waits since 2 Oct; scope +23 % since 1 Sep. Clears when SEC-40 closes."
    (row,) = digest(an_item(1, "at_risk", because=because), before={ONE: "on_track"}).worse

    assert row.because == "PAY-12 waits since 2 Oct"


def test_a_date_that_moved_is_told_as_it_was_promised_first() -> None:
    status = a_status(target=days(60), first_target=days(20), moves=2)
    items = [
        an_item(1, "at_risk", status=status),
        an_item(2, "at_risk", because="target moved twice, first 22 Oct", status=status),
    ]
    found = digest(*items, before={ONE: "on_track", id_of(2): "on_track"})

    assert [row.promised for row in found.worse] == [days(20), None]


def test_rows_that_are_cut_are_counted_and_what_they_told_of_stays_counted() -> None:
    items = [an_item(n, "at_risk") for n in range(1, 21)]
    found = digest(*items, before={each.item_id: "on_track" for each in items}).cut(12)

    assert (len(found.worse), len(found.worse_left_out), found.worsened) == (12, 8, 20)


def test_a_section_that_is_not_wanted_has_no_rows() -> None:
    found = digest(
        an_item(1, "at_risk"), an_item(2, "unknown"), before={ONE: "on_track", id_of(2): "unknown"}
    ).only(["answer", "worse"])

    assert found.unknown == ()
    assert len(found.worse) == 1


def test_objectives_are_told_of_nowhere() -> None:
    assert digest(an_item(1, "at_risk", type="objective"), before={}).total == 0


def test_addresses_are_no_words() -> None:
    assert words_in("2 of 14 got worse.\n  https://pitboard.example/items/jira:PAY-1\n---") == 5
