"""The page that says why: one sentence, every gate, and the run as a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.render import Templates
from tests.builders import SECRET
from tests.web.conftest import BERLIN, FILE, KEY, PAGE, RULE, World, over

WHY = "/explain?rule=needs-triage&item=github:acme/shop%2312"


TOKEN = "ghp_nobody"


@pytest.fixture
def world(ruled: Path, tmp_path: Path, templates: Templates) -> Iterator[World]:
    """An installation that may write."""
    with over(ruled, tmp_path, templates, PITBOARD_GITHUB_TOKEN=TOKEN) as made:
        yield made


def test_the_answer_stands_first_and_every_gate_below(world: World) -> None:
    world.sees("opened", state="closed")

    said = world.sees_on(WHY)

    answer = 'It did nothing: its condition `item.state == "open"` is not met, state is closed.'
    assert answer.replace('"', "'") in said.replace('"', "'")
    order = ["Heard of it", "The rule", "What woke it", "Its conditions", "The fuse", "The write"]
    assert [said.index(name) for name in order] == sorted(said.index(name) for name in order)


def test_the_gate_that_stopped_it_is_marked(world: World) -> None:
    world.sees("opened", state="closed")

    stops = world.reads(WHY).split('<li class="stops">')

    assert len(stops) == 2
    assert "Its conditions" in stops[1].partition("</li>")[0]


def test_each_line_stands_with_what_it_looked_at(world: World) -> None:
    world.sees(labels=["bug"])

    said = world.sees_on(WHY)

    assert 'so if: item.state == "open" item.state: open' in said
    assert "let sorted: item.labels" in said


def test_the_run_is_there_as_a_test(world: World) -> None:
    world.sees()

    said = world.sees_on(WHY)

    assert "Keep this run as a test" in said
    assert "expect: {value: needs-triage, because: no label says what this is}" in said


def test_the_item_s_page_leads_there_for_each_rule(world: World) -> None:
    world.sees()

    page = world.reads(PAGE)

    assert "/explain?rule=needs-triage&amp;item=github:acme/shop%2312" in page
    assert '<option value="needs-triage">' in page


def test_a_rule_that_never_heard_of_the_item_is_asked_as_well(world: World) -> None:
    other = RULE.replace("needs-triage\n", "another\n", 1).replace("label: triage", "field: triage")
    world.line.activate({FILE: RULE, "b.yaml": other.replace("type: issue", "type: epic")})
    world.sees()

    assert "It did nothing" in world.sees_on(WHY.replace("needs-triage", "another"))


def test_a_past_time_is_by_the_company_s_clock(world: World) -> None:
    world.line.activate({FILE: RULE, "teams.yaml": BERLIN})
    world.sees()
    world.time.pass_(3600)

    said = world.sees_on(f"{WHY}&at=2026-10-02T14:02")

    assert "The item as it was on 2 Oct 2026, 14:02 CEST, the rule as it is now." in said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/explain?rule=needs-triag&item=x", 'Did you mean "needs-triage"?'),
        ("/explain?rule=needs-triage&item=github:acme/shop%2399", f'Did you mean "{KEY}"?'),
        (f"{WHY}&at=soon", '"soon" is no time.'),
    ],
)
def test_what_is_not_known_is_said_with_what_was_meant(
    world: World, address: str, said: str
) -> None:
    world.sees()

    answer = world.asks(address)

    assert answer.status_code == 404
    assert said in answer.text.replace("&#34;", '"')


def test_without_a_question_there_is_only_the_form(world: World) -> None:
    said = world.sees_on("/explain")

    assert "Why a rule did or did not act" in said
    assert "Every gate" not in said


def test_what_others_wrote_is_text(world: World) -> None:
    world.sees(labels=["<script>alert(1)</script>"])

    assert "<script>" not in world.reads(WHY)


def test_no_secret_is_told(world: World) -> None:
    world.sees()

    page = world.reads(WHY)

    assert SECRET.decode() not in page
    assert TOKEN not in page
