"""The owner hears first, also of what takes effect between the heads-up and the report."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from automation.appraisal import Standing
from automation.calendar import Calendar
from automation.reports.digest import Digest
from automation.reports.heads_up import foreseen, heads_up
from tests.builders import NOON
from tests.reports.builders import LAST, an_item, id_of
from tests.reports.post import mail
from tests.web.company import a_health, a_status, blocked, days

MONDAY = days(3)
ONE = id_of(1)


def pending(
    now: str = "on_track",
    then: str = "at_risk",
    *,
    ripe: float = 1,
    said: str | None = None,
    visibility: str = "internal",
) -> Standing:
    """One that reads otherwise from `ripe` days after noon on."""
    item = an_item(1, said=said, status=a_status(signals=(blocked(level="watch"),)))
    health = a_health(now, candidate=then)
    return replace(item, health=health, ripe=days(ripe), visibility=visibility)


def told(*items: Standing, was: str = "on_track", first: datetime = MONDAY) -> Digest:
    """What their owner hears at noon of the report that goes out on Monday."""
    before = {each.item_id: was for each in items}
    found = foreseen(
        items, before, as_of=NOON, first=first, until=MONDAY, calendars=lambda _: Calendar()
    )
    return heads_up(
        found, before, since=LAST, as_of=NOON, until=MONDAY, page=lambda each: f"/{each.key}"
    )


def rows(digest: Digest) -> Sequence[tuple[str, str | None, str]]:
    return [(row.now, row.was, row.coming) for row in digest.worse]


def test_what_gets_worse_before_everybody_reads_it_is_told_with_its_day_and_its_way_out() -> None:
    digest = told(pending())

    assert rows(digest) == [("at_risk", "on_track", "from Sat 3 Oct unless SEC-40 closes")]
    assert digest.worse[0].because == "SEC-40 blocks PAY-12 since 23 Sep"
    assert digest.as_of == NOON


def test_what_gets_worse_still_is_told_as_it_will_be() -> None:
    (row,) = rows(told(pending("at_risk", "off_track")))

    assert row[:2] == ("off_track", "at_risk")


def test_what_got_worse_already_is_told_as_it_is() -> None:
    assert rows(told(an_item(1, "at_risk"))) == [("at_risk", "on_track", "")]


@pytest.mark.parametrize(
    "item",
    [
        pending(ripe=4),
        pending("at_risk", "off_track", ripe=4),
        pending(said="On track"),
        pending(visibility="restricted"),
        replace(pending(), ripe=None),
    ],
)
def test_what_monday_does_not_tell_as_worse_is_not_told(item: Standing) -> None:
    was = "at_risk" if item.health and item.health.value == "at_risk" else "on_track"

    assert rows(told(item, was=was)) == []


@pytest.mark.parametrize("then", ["on_track", "paused", "done", None])
def test_what_is_worse_today_and_not_on_monday_is_not_told(then: str | None) -> None:
    item = pending("at_risk")
    assert item.health is not None

    assert rows(told(replace(item, health=replace(item.health, candidate=then)))) == []


def test_what_gets_better_but_stays_worse_than_it_was_told_is_told_as_monday_tells_it() -> None:
    (row,) = rows(told(pending("off_track", "at_risk")))

    assert row == ("at_risk", "off_track", "from Sat 3 Oct unless something changes")


@pytest.mark.parametrize("first", [days(0.5), days(1)])
def test_what_gets_better_only_after_the_first_reader_heard_of_it_is_told(first: datetime) -> None:
    found = told(pending("at_risk", "on_track", ripe=1), first=first)

    assert len(rows(found)) == (first < days(1))


def test_a_persons_word_that_ends_before_monday_is_told_with_its_end() -> None:
    item = an_item(1, "at_risk", said="On track")
    assert item.override is not None
    item = replace(item, override=replace(item.override, until=days(2)))

    (row,) = rows(told(item))

    assert row == ("at_risk", "on_track", "from Sun 4 Oct, when the word of Mara Lind ends")


def test_the_mail_says_from_when_it_is_so() -> None:
    email = mail(told(pending()), folder="heads-up", at=NOON)

    text = " ".join(email.text.split())
    assert text.startswith("You hear this first. The mail of Mon 5 Oct will say: ")
    assert "AT RISK from Sat 3 Oct unless SEC-40 closes (now on track). SEC-40 blocks" in text
    assert "from Sat 3 Oct unless SEC-40 closes (now on track)" in email.html
