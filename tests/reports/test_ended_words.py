"""A person's word that ended makes nothing better."""

from dataclasses import replace

import pytest

from automation.appraisal import Standing
from automation.reports.weekly import weekly
from tests.builders import NOON
from tests.reports.builders import LAST, an_item, digest, id_of
from tests.reports.post import mail
from tests.web.company import days

ONE = id_of(1)
TOLD = {ONE: "at_risk"}


def ended(*, on: float = -1, changed: float = -30) -> Standing:
    """One whose computed value came `changed` days from noon, with a word that ended since."""
    item = an_item(1, said="At risk", said_at=-12, changed=changed)
    assert item.override is not None
    return replace(item, override=replace(item.override, until=days(on)))


def test_what_reads_better_because_a_word_ended_is_changed_and_not_better() -> None:
    found = digest(ended(), before=TOLD)

    assert found.better == ()
    assert found.improved == 0
    (row,) = found.changed
    assert (row.was, row.now, row.by) == ("at_risk", "on_track", "Mara Lind")
    assert mail(found).subject == "Portfolio wk 41: nothing worse"


def test_whose_word_ended_is_said_where_it_is_on_record() -> None:
    email = mail(digest(ended(), before=TOLD))

    text = " ".join(email.text.split())
    said = "The word of Mara Lind ended on 1 Oct."
    assert f"ON TRACK (was at risk). {said} 18 of 31 done." in text
    assert said in email.html


@pytest.mark.parametrize("item", [an_item(1, changed=-30), ended(on=-9)])
def test_a_word_that_is_no_longer_on_record_is_somebodys(item: Standing) -> None:
    email = mail(digest(item, before=TOLD))

    assert "A person's word ended. 18 of 31 done." in " ".join(email.text.split())


def test_what_the_signals_came_to_tell_better_since_is_better() -> None:
    found = digest(ended(changed=-3), before=TOLD)

    assert found.improved == len(found.better) == 1
    assert "word" not in mail(found).text


def test_what_nobody_was_told_was_nobodys_word() -> None:
    found = weekly(
        [an_item(1, changed=-30)], TOLD, since=LAST, as_of=NOON, page=lambda _: "/", heard=False
    )

    assert found.improved == len(found.better) == 1


def test_a_word_that_a_person_changed_for_a_better_one_has_not_ended() -> None:
    found = digest(an_item(1, said="On track", said_at=-2, changed=-30), before=TOLD)

    assert found.improved == len(found.better) == 1


def test_a_value_that_came_as_the_last_mail_was_due_was_known_to_it() -> None:
    item = replace(an_item(1), override=None)
    assert item.health is not None
    found = digest(replace(item, health=replace(item.health, changed_at=LAST)), before=TOLD)

    assert [row.ended for row in found.changed] == [True]
