"""What is told of no more: work that was given up, and what no live rule speaks of."""

from dataclasses import replace

from automation.appraisal import Standing
from automation.reports.weekly import got_worse, in_force, told
from tests.builders import NOON
from tests.reports.builders import an_item, digest, finished, id_of
from tests.reports.post import mail

ONE = id_of(1)


def given_up(number: int = 1, *, at: float = -2, **parts: object) -> Standing:
    """One that was dropped `at` days from noon: its rule empties the field."""
    item = finished(number, at=at, **parts)
    assert item.health is not None
    return replace(item, health=replace(item.health, value=None, because="given up"))


def test_what_was_given_up_is_told_once_and_counts_as_nothing_open() -> None:
    this_week = digest(given_up(), before={ONE: "at_risk"})
    next_week = digest(given_up(), before=told([given_up()], as_of=NOON))

    (row,) = this_week.changed
    assert (row.now, row.was, row.because) == ("given_up", "at_risk", "")
    assert this_week.is_quiet is False
    assert this_week.total == this_week.unchanged == this_week.finished == 0
    assert next_week.rows == next_week.total == next_week.unchanged == 0


def test_what_was_given_up_long_before_anybody_was_told_is_old() -> None:
    assert digest(given_up(at=-60), before={}).rows == 0


def test_what_was_given_up_is_so_whatever_was_said_of_it_before() -> None:
    word = an_item(1, said="At risk").override

    assert len(digest(given_up(override=word), before={ONE: "at_risk"}).changed) == 1


def test_what_is_taken_up_again_is_told() -> None:
    assert len(digest(an_item(1), before={ONE: "given_up"}).changed) == 1


def test_what_no_live_rule_speaks_of_is_left_out_and_its_absence_is_told() -> None:
    rehearsed = an_item(2, "off_track", title="Merger")
    assert rehearsed.health is not None
    other = replace(rehearsed, health=replace(rehearsed.health, rule="health-in-shadow"))
    items = in_force([an_item(1), other], {"health"})

    found = digest(*items, before={ONE: "on_track", id_of(2): "on_track"})

    assert (found.resting, found.total, found.worsened) == (1, 1, 0)
    assert "Merger" not in repr(found)
    assert got_worse(items, {id_of(2): "on_track"}, as_of=NOON) == []
    assert told(items, as_of=NOON) == {ONE: "on_track"}


def test_without_a_live_rule_even_what_nobody_judged_is_not_told() -> None:
    (found,) = in_force([replace(an_item(1), health=None)], set())

    assert found.rests


def test_what_was_given_up_is_told_in_words() -> None:
    item = an_item(1, because="given up")
    assert item.health is not None
    dropped = replace(item, health=replace(item.health, value=None))

    email = mail(digest(dropped, an_item(2), before={id_of(1): "at_risk", id_of(2): "on_track"}))

    assert "CHANGED\nPay by invoice: GIVEN UP (was at risk).\n" in email.text
    assert email.text.startswith("Nothing got worse.\n1 on track.\n")
    assert "\u2715" in email.html


def test_what_no_live_rule_speaks_of_is_counted() -> None:
    rests = replace(an_item(2), rests=True)

    some = mail(digest(an_item(1), rests, before={id_of(1): "on_track"})).text
    none = mail(digest(rests, before={})).text

    assert "\n1 on track; 1 item left out, no live rule speaks of it.\n" in some
    assert none.startswith(
        "No live rule says how anything stands.\n1 item left out, no live rule speaks of it.\n"
    )
