"""Pages say what was given up, and what a rule says that writes nothing."""

import json
from dataclasses import replace

import pytest

from automation.appraisal import Standing
from tests.reports.post import HEALTH
from tests.web.company import a_health, a_standing
from tests.web.conftest import World, words_of
from tests.web.standing import stands
from tests.web.test_portfolio import rows, tiles


def given_up() -> Standing:
    return a_standing(1, health=replace(a_health(because="given up"), value=None))


def test_what_was_given_up_is_said_to_be_and_folded_away(world: World) -> None:
    stands(world.record, given_up(), a_standing(2, "Refunds"))

    page = world.reads("/portfolio")

    assert tiles(page) == "1 \u25cf On track 1 \u2715 Given up"
    assert "1 item given up" in words_of(page)
    assert rows(page) == ["Refunds", "Pay by invoice"]
    assert "\u2715 Given up" in world.sees_on("/items/jira:PAY-1")
    assert "? Unknown" not in world.sees_on("/items/jira:PAY-1")


def test_what_was_given_up_has_no_health_for_programs(world: World) -> None:
    stands(world.record, given_up())

    (found,) = json.loads(world.reads("/api/v1/portfolio"))["items"]

    assert (found["health"], found["computed"], found["because"]) == (None, None, "given up")


@pytest.mark.parametrize(
    ("state", "note"),
    [("live", ""), ("shadow", "in shadow: nothing is written"), ("paused", "its rule is paused")],
)
def test_a_value_that_is_a_rehearsal_says_so(world: World, state: str, note: str) -> None:
    world.line.activate({"health.yaml": HEALTH.replace("state: live", f"state: {state}")})
    stands(world.record, a_standing(1, health=a_health("at_risk", "scope +23 %")))

    for page in ("/portfolio", "/items/jira:PAY-1"):
        said = world.sees_on(page).casefold()
        assert (note in said) if note else ("its rule" not in said)
        assert ("in shadow" in said) == (state == "shadow")
