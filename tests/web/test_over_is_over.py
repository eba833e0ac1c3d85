"""What is done or given up is told as over, and a person's word of before stands beside it."""

import json
from dataclasses import replace

import pytest

from automation.appraisal import Standing
from automation.health import OVER, effective
from automation.model import Derived
from tests.web.company import a_health, a_standing, a_status, a_word, days
from tests.web.conftest import World
from tests.web.standing import stands

PAGE = "/items/jira:PAY-1"
GIVEN_UP = replace(a_health(because="given up"), value=None)
DONE = a_health("done", "all 31 done")


def ended(health: Derived = DONE) -> Standing:
    """An epic that is over under a person's "At risk"."""
    status = a_status(closed_at=days(-1))
    return a_standing(1, health=health, override=a_word("At risk"), status=status)


@pytest.mark.parametrize(
    ("computed", "said", "told"),
    [
        ("at_risk", None, "at_risk"),
        ("at_risk", "on_track", "on_track"),
        ("done", "on_track", "done"),
        ("given_up", "at_risk", "given_up"),
        ("paused", "at_risk", "at_risk"),
    ],
)
def test_a_persons_word_counts_until_it_is_over(computed: str, said: str | None, told: str) -> None:
    assert effective(computed, said) == told
    assert (told == computed) or computed not in OVER


def test_the_page_says_that_it_is_done_and_what_a_person_said(world: World) -> None:
    stands(world.record, ended())

    page = world.sees_on(PAGE)

    assert "Health \u2713 Done All 31 done mara-lind set \u25b2 At risk on 30 Sep; " in page
    assert "in the tracker that word stays until 14 Oct." in page
    assert "Pitboard says" not in page


def test_the_field_on_the_page_reads_as_the_page_does(world: World) -> None:
    stands(world.record, ended())

    assert "Health \u2713 Done its rule is no longer active All 31 done mara-lind set it to" in (
        world.sees_on(PAGE)
    )


def test_the_portfolio_folds_it_away_and_counts_it_as_done(world: World) -> None:
    stands(world.record, ended(), a_standing(2, "Refunds"))

    page, folded = world.sees_on("/portfolio"), world.reads("/portfolio").split("<details")[1]

    assert "1 \u2713 Done" in page
    assert "At risk 1" not in page
    assert "1 \u25b2 At risk" not in page
    assert "People say otherwise" not in page
    assert "Pay by invoice" in folded
    assert "mara-lind set \u25b2 At risk on 30 Sep" in page


def test_filters_find_it_as_what_it_is(world: World) -> None:
    stands(world.record, ended(), a_standing(2, "Refunds"))

    assert "Pay by invoice" in world.sees_on("/portfolio?health=done")
    assert "Pay by invoice" not in world.sees_on("/portfolio?health=at_risk")
    assert "Pay by invoice" not in world.sees_on("/portfolio?disputed=1")


def test_what_was_given_up_is_over_too(world: World) -> None:
    stands(world.record, ended(GIVEN_UP))

    assert "1 item given up" in world.sees_on("/portfolio")
    assert "\u2715 Given up" in world.sees_on(PAGE)


def test_the_start_page_does_not_worry_about_it(world: World) -> None:
    stands(world.record, ended())

    assert "Pay by invoice" not in world.sees_on("/").partition("Changed")[0]


@pytest.mark.parametrize(("health", "told"), [(DONE, "done"), (GIVEN_UP, None)])
def test_programs_read_the_same_with_the_word_beside_it(
    world: World,
    health: Derived,
    told: str | None,
) -> None:
    stands(world.record, ended(health))

    one = json.loads(world.reads(f"/api/v1{PAGE}"))
    (listed,) = json.loads(world.reads("/api/v1/portfolio"))["items"]

    for found in (one, listed):
        assert (found["health"], found["computed"]) == (told, told)
        assert (found["override"]["value"], found["override"]["by"]) == ("At risk", "mara-lind")


def test_a_word_that_ran_out_is_told_to_no_program(world: World) -> None:
    stands(world.record, a_standing(1, override=a_word(until=-1)))

    assert json.loads(world.reads(f"/api/v1{PAGE}"))["override"] is None
