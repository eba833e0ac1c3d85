"""The first page: what Pitboard knows in three lines, and three things to try."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from automation.model import Actor, Link, LinkKind
from automation.render import Templates
from tests.builders import ANN, US, an_event, label_on
from tests.taking import an_issue, said, takes_in
from tests.web.company import JIRA, a_health, a_standing, a_status, a_word, blocked
from tests.web.conftest import FILE, RULE, SANDBOX, World, over
from tests.web.standing import stands, the_whole_company

MAPPING = """\
pitboard: 1
mapping: trackers
fields:
  health: {github: {label: "health: "}}
"""


@pytest.fixture
def sandbox(ruled: Path, tmp_path: Path, templates: Templates) -> Iterator[World]:
    with over(ruled, tmp_path, templates, **SANDBOX) as world:
        yield world


def test_three_lines_say_what_is_known(company: World) -> None:
    text = company.sees_on("/")

    assert "14 items of 5 teams: 1 \u25a0 Off track 1 \u25b2 At risk 2 ? Unknown" in text
    assert "In 1 of them people say something else than Pitboard would." in text
    assert "3 items have customers waiting. Longest: Nordwind since 6 Mar 2026" in text
    assert "for Pay by invoice." in text


def test_each_count_leads_to_the_items_behind_it(company: World) -> None:
    assert 'href="/portfolio?health=off_track"' in company.reads("/")


def test_what_is_worst_comes_first_and_a_watermelon_is_among_it(company: World) -> None:
    text = company.sees_on("/").partition("Look at these first")[2]

    assert text.startswith(" \u25a0 Off track Refunds that follow themselves")
    assert (
        "\u25cf On track Pay by invoice mara-lind set it. Pitboard says \u25b2 At risk: SEC-40"
        in text
    )


def test_what_people_typed_by_hand_is_counted_before_and_now(world: World) -> None:
    world.line.activate({FILE: RULE, "mapping.yaml": MAPPING})
    stands(world.record, a_standing(1, key="github:acme/shop#1", item_id="github:7001"))
    for days in (1, 2, 3, 4):
        types(world, str(days), -days * 86_400)
    types(world, "by us", -5 * 86_400, by=US)

    assert "Typed by hand: 0.5 a week before, 0 now." in world.sees_on("/")


def test_where_nobody_typed_the_page_says_so(world: World) -> None:
    stands(world.record, a_standing())

    assert "Nobody typed a status by hand, as far as Pitboard saw." in world.sees_on("/")


def types(world: World, name: str, seconds: float, by: Actor = ANN) -> None:
    """Somebody puts a label of health on."""
    event = an_event(label_on(f"health: {name}"), seconds=seconds, by=by)
    seen = replace(an_issue(1, seconds=seconds), labels=(f"health: {name}",))
    takes_in(world.record, said(seen, event), seconds=200 + abs(seconds) / 1e6)


def test_the_sandbox_names_a_card_to_block_and_an_epic_to_overrule(sandbox: World) -> None:
    well = a_standing(1, "Pay by invoice")
    late = a_standing(2, "Refunds", health=a_health("off_track", "the date passed"))
    stands(sandbox.record, well, late)
    link = Link(LinkKind.PARENT, "jira:PAY-1", "field")
    part = an_issue(12, links={"field": frozenset({link})})
    takes_in(
        sandbox.record, said(replace(part, url=f"{JIRA}/PAY-12", key="jira:PAY-12")), seconds=9
    )

    page = sandbox.reads("/")

    assert f'<a href="{JIRA}/PAY-12" rel="external noopener">' in page
    assert "PAY-12 in the pretend Jira" in page
    assert f'<a href="{JIRA}/PAY-2" rel="external noopener">' in page


def has_part(world: World, number: int, of: str, status: str = "To Do") -> None:
    """A card under an epic."""
    link = Link(LinkKind.PARENT, f"jira:{of}", "field")
    seen = an_issue(number, links={"field": frozenset({link})})
    key, fields = f"{of.partition('-')[0]}-{number}", {"status": status, "state": "open"}
    card = replace(seen, url=f"{JIRA}/{key}", key=f"jira:{key}", fields=fields)
    takes_in(world.record, said(card), seconds=9 + number / 100)


@pytest.mark.parametrize(
    "parts",
    [
        {"health": a_health("at_risk", "late")},
        {"health": a_health("unknown", "too little history")},
        {"health": a_health(candidate="at_risk")},
        {"override": a_word("On track")},
        {"status": a_status(signals=(blocked(level="watch"),))},
    ],
    ids=["at risk", "unknown", "pending", "overruled", "watched"],
)
def test_no_card_is_offered_of_an_epic_that_is_not_well(
    sandbox: World, parts: dict[str, object]
) -> None:
    stands(sandbox.record, replace(a_standing(1), **parts))  # type: ignore[arg-type]  # parts of a standing
    has_part(sandbox, 12, "PAY-1")

    assert "Open a card of an epic that is on track" in sandbox.sees_on("/")


def test_the_card_to_block_is_one_that_nobody_has_begun_and_of_payments(sandbox: World) -> None:
    other = replace(a_standing(3), key="jira:LOG-3", url=f"{JIRA}/LOG-3")
    stands(sandbox.record, a_standing(1), other)
    has_part(sandbox, 12, "PAY-1")
    has_part(sandbox, 13, "PAY-1", status="In Progress")
    has_part(sandbox, 14, "LOG-3")

    assert "PAY-12 in the pretend Jira" in sandbox.sees_on("/")


def test_nobody_is_sent_to_overrule_what_a_person_has_set(sandbox: World) -> None:
    stands(
        sandbox.record,
        a_standing(2, "Refunds", health=a_health("off_track", "late"), override=a_word("At risk")),
    )

    assert "Set Health of any epic yourself" in sandbox.sees_on("/")


def test_at_real_trackers_there_is_nothing_to_try(company: World) -> None:
    assert "Three things to try" not in company.sees_on("/")


def test_while_the_past_is_played_in_the_page_says_how_far_it_is(sandbox: World) -> None:
    the_whole_company(sandbox.record)
    sandbox.record.clocks.begin_playing_in(wall=sandbox.time())
    sandbox.record.clocks.tell_played_in(0.42, wall=sandbox.time())

    text = sandbox.sees_on("/")

    assert "The past is being played in 42 % of 56 weeks are taken in" in text
    assert "Already there: 14 items with a status of 5 teams." in text


def test_once_the_past_is_in_nothing_is_said_of_it(company: World) -> None:
    assert "played in" not in company.sees_on("/")
