"""The page of an epic: its status, what it rests on, and who says something else."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from automation.appraisal import Pace
from automation.model import Evidence, Link, LinkKind
from automation.web.appraised import threshold
from automation.web.rulebook import Card, Shelf
from tests.builders import NOON
from tests.taking import an_issue, said, takes_in
from tests.web.company import a_click, a_health, a_standing, a_status, a_word, blocked, days
from tests.web.conftest import BERLIN, World
from tests.web.standing import stands

PAGE = "/items/jira:PAY-1"
PEOPLE = "pitboard: 1\npeople:\n  tom:\n    name: Tom Berg\n    accounts: {github: tom-berg}\n"
HEALTH = """\
pitboard: 1
rule: health
title: Health of epics
why: Typed by hand before.
owner: product-ops
state: shadow
when:
  - changed: {type: epic, fields: [state]}
about: {path: event.item, type: epic}
derive:
  field: health
  choose:
    - {value: at_risk, if: "item.labels | count > 3", because: many labels}
    - {value: on_track, if: true, because: few labels}
"""
LIMITS = """\
pitboard: 1
policy: signals
blocked: {watch: 2 working days, serious: 5 working days}
"""


def shown(world: World, **parts: Any) -> str:  # noqa: ANN401 - parts of a standing
    health = a_health("at_risk", "SEC-40 blocks PAY-12 since 23 Sep", evidence=[a_click(ago=9)])
    status = a_status(signals=(blocked(),), target=days(29), first_target=days(9), moves=2)
    stands(world.record, a_standing(1, **{"health": health, "status": status, **parts}))
    return world.sees_on(PAGE)


def test_the_sentence_stands_with_its_evidence_and_its_time(world: World) -> None:
    page = shown(world)

    assert "\u25b2 At risk SEC-40 blocks PAY-12 since 23 Sep" in page
    assert "tom-berg put on the label 23 Sep 2026, 12:00" in page
    assert "Since 29 Sep" in page


def test_who_clicked_is_named_as_people_yaml_names_them(world: World) -> None:
    world.line.activate({"people.yaml": PEOPLE, "health.yaml": HEALTH})

    assert "Tom Berg put on the label" in shown(world)


def test_the_line_of_the_rule_that_chose_is_one_click_away(world: World) -> None:
    world.line.activate({"health.yaml": HEALTH})
    shown(world)

    page = world.reads(PAGE)

    assert '<a href="/rules/health.yaml#L13"><bdi>Health of epics</bdi>, line 13</a>' in page
    assert '<li id="L13">' in world.reads("/rules/health.yaml")


def test_a_signal_shows_its_limits_and_the_line_that_sets_them(world: World) -> None:
    world.line.activate({"health.yaml": HEALTH, "limits.yaml": LIMITS})

    text = shown(world)

    assert "Blocked \u25a0 serious SEC-40 blocks PAY-12 since 23 Sep" in text
    assert "23 Sep 7 working days watch 2 working days, serious 5 working days" in text
    assert '<a href="/rules/limits.yaml#L3">' in world.reads(PAGE)


def test_the_line_of_a_team_comes_before_everybodys() -> None:
    text = f"{LIMITS}teams:\n  mobile: {{scope: {{watch: 5 %}}}}\n  payments:\n    blocked: {{}}\n"
    shelf = Shelf("abc", (Card("limits.yaml", text),))

    lines = [threshold(shelf, "blocked", team).line for team in ("payments", "mobile", "")]

    assert lines == [7, 3, 3]


def test_a_persons_word_says_until_when_and_what_pitboard_would_say(world: World) -> None:
    page = shown(world, override=a_word())

    assert "mara-lind set \u25cf On track on 30 Sep; it stays until 14 Oct" in page
    assert "Pitboard says \u25b2 At risk: SEC-40 blocks PAY-12 since 23 Sep" in page


def test_a_change_that_is_coming_says_from_which_day(world: World) -> None:
    coming = a_health("on_track", "18 of 31 done", candidate="at_risk")

    page = shown(world, health=coming, ripe=days(4))

    assert "\u25b2 At risk from Tue 6 Oct unless SEC-40 closes" in page


def test_the_first_promise_is_never_forgotten(world: World) -> None:
    page = shown(world)

    assert "Promised 31 Oct First promised for 11 Oct; moved later 2 times." in page


def test_an_epic_whose_parts_are_done_is_not_called_closed_while_it_is_open(world: World) -> None:
    page = shown(world, status=a_status(closed_at=days(-2)), health=a_health("done"))

    assert "All done since 30 Sep, still open in the tracker." in page
    assert "Closed on" not in page


@pytest.mark.parametrize(
    "rests",
    [
        {"health": a_health("paused")},
        {"health": a_health("done")},
        {"override": a_word("Paused")},
        {"paused_since": days(-9)},
    ],
)
def test_what_is_paused_or_done_has_no_pace(world: World, rests: dict[str, Any]) -> None:
    since = rests.pop("paused_since", None)
    page = shown(world, status=a_status(pace=Pace(2.5, 12, days(64)), paused_since=since), **rests)

    assert "usual pace" not in page + world.sees_on("/portfolio")


def test_one_page_tells_all_its_days_in_the_companys_zone(world: World) -> None:
    world.line.activate({"teams.yaml": BERLIN})
    late = replace(a_click(), at=days(-3) - timedelta(hours=13, minutes=30))

    page = shown(world, health=replace(a_health(evidence=[late]), changed_at=late.at))

    assert "tom-berg put on the label 29 Sep 2026, 00:30" in page
    assert "Since 29 Sep" in page
    assert "28 Sep" not in page
    assert "Times are Europe/Berlin." in page


def test_no_promised_date_is_no_fault(world: World) -> None:
    page = shown(world, status=a_status())

    assert "No date is promised, and none is needed" in page


def test_a_part_shows_how_its_epic_stands(world: World) -> None:
    health = a_health("at_risk", "scope +23 % since 1 Sep")
    epic = a_standing(1, key="github:acme/shop#1", item_id="github:7001", health=health)
    stands(world.record, epic)
    link = Link(LinkKind.PARENT, "github:acme/shop#1", "field")
    part = an_issue(12, links={"field": frozenset({link})})
    takes_in(world.record, said(part), seconds=90)

    page = world.sees_on("/items/github:acme/shop%2312")

    assert "Part of Pay by invoice \u25b2 At risk scope +23 % since 1 Sep" in page
    assert "Checkout hangs github:acme/shop#12, issue, open" in world.sees_on(
        "/items/github:acme/shop%231"
    )


def test_an_objective_that_no_rule_judges_is_not_called_unknown(world: World) -> None:
    stands(world.record, a_standing(1, type="objective", health=None))

    assert "Unknown" not in world.sees_on(PAGE)


def test_a_hostile_clause_is_shown_as_text(world: World) -> None:
    trap = Evidence("<script>alert(1)</script>", "javascript:alert(1)", NOON, "e")
    signal = replace(blocked(), text="<img src=x onerror=alert(1)>", evidence=(trap,))
    shown(world, status=a_status(signals=(signal,)), health=a_health(because="<b>x</b>"))

    page = world.reads(PAGE)

    assert "<script" not in page
    assert "<img src=x" not in page
    assert "<b>x</b>" not in page
    assert "javascript:" not in page


def test_a_program_reads_the_status_of_an_item(world: World) -> None:
    shown(world, override=a_word())

    found = json.loads(world.reads(f"/api/v1{PAGE}"))

    assert (found["health"], found["computed"], found["forecast"]) == ("on_track", "at_risk", None)
    assert found["progress"] == {"done": 18, "total": 31, "added": 0}
    assert [each["id"] for each in found["signals"]] == ["B1"]
    assert found["moves"] == 2


def test_an_item_without_a_status_says_null_to_programs(world: World) -> None:
    world.sees()

    found = json.loads(world.reads("/api/v1/items/github:acme/shop%2312"))

    assert found["health"] is None
    assert found["signals"] is None


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ({"health.yaml": HEALTH}, "shadow"),
        ({"health.yaml": HEALTH.replace("state: shadow", "state: live")}, "live"),
        ({}, None),
    ],
)
def test_a_program_reads_whether_what_a_rule_says_is_written(
    world: World, files: dict[str, str], state: str | None
) -> None:
    world.line.activate(files)
    shown(world)

    one = json.loads(world.reads(f"/api/v1{PAGE}"))
    (listed,) = json.loads(world.reads("/api/v1/portfolio"))["items"]

    assert (one["rule_state"], listed["rule_state"]) == (state, state)
    assert [each["rule_state"] for each in one["derived"]] == [state]


@pytest.mark.parametrize("ended", [-1, -27])
def test_whose_word_ended_lately_and_when_is_told(world: World, ended: float) -> None:
    page = shown(world, ended=a_word(by="Mara Lind", until=ended))

    on = {-1: "1 Oct", -27: "5 Sep"}[int(ended)]
    assert f"The word of Mara Lind, \u25cf On track of 30 Sep, ended on {on}." in page


def test_a_word_that_ran_out_and_is_still_on_record_has_ended(world: World) -> None:
    page = shown(world, override=a_word(by="Mara Lind", until=-1))

    assert "The word of Mara Lind, \u25cf On track of 30 Sep, ended on 1 Oct." in page


def test_a_word_that_ended_long_ago_is_not_told(world: World) -> None:
    assert "The word of Mara Lind" not in shown(world, ended=a_word(by="Mara Lind", until=-29))


def test_a_word_that_another_followed_is_not_told(world: World) -> None:
    page = shown(world, ended=a_word(by="Mara Lind", until=-1), override=a_word(by="Nora Beck"))

    assert "Nora Beck set" in page
    assert "The word of Mara Lind" not in page
