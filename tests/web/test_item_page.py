"""The page of one item: what is said, written, decided and done, and no trap in its words."""

import json
from dataclasses import replace

from sqlalchemy import insert

from automation.effects import Outcome
from automation.model import Link, LinkKind
from automation.ports import Answer
from automation.store import schema
from tests.builders import ANN, NOON
from tests.taking import an_issue, said, takes_in
from tests.web.conftest import FILE, KEY, PAGE, RULE, World, words_of


def test_a_value_stands_with_its_reason_its_start_and_its_rule(world: World) -> None:
    world.sees()

    said = world.sees_on(PAGE)

    assert "Triage needs-triage no label says what this is" in said
    assert "Since 2 Oct 2026, 12:01" in said
    assert "Rule: New issues say that nobody has looked at them, set " in said


def test_evidence_is_a_link_with_its_day(world: World) -> None:
    world.sees()

    page = world.reads(PAGE)

    link = '<a href="https://github.example/acme/shop/issues/12" rel="external noopener">'
    assert link in page
    assert '</a> <span class="quiet">2 Oct 2026</span>' in page.split('aria-label="Evidence"')[1]


def test_the_rule_of_a_value_is_one_click_away(world: World) -> None:
    world.sees()

    assert f'<a href="/rules/{FILE}">' in world.reads(PAGE)


def test_a_value_decided_with_another_set_says_so(world: World) -> None:
    world.sees()
    world.line.activate({FILE: RULE.replace("product-ops", "somebody")})

    assert "an earlier set of rules" in world.sees_on(PAGE)


def test_a_value_whose_rule_is_gone_says_so(world: World) -> None:
    world.sees()
    world.line.activate({FILE: RULE.replace("rule: needs-triage", "rule: another")})

    assert "needs-triage its rule is no longer active" in world.sees_on(PAGE)


def test_an_override_shows_both_values(world: World) -> None:
    world.sees()
    world.is_overruled()

    said = world.sees_on(PAGE)

    assert "ann-moss set it to no label on 2 Oct 2026; kept until 16 Oct 2026." in said
    assert "Pitboard would say needs-triage because no label says what this is" in said


def test_an_override_that_ran_out_is_not_shown(world: World) -> None:
    world.sees()
    world.is_overruled()
    world.time.pass_(15 * 86400)

    assert "Pitboard would say" not in world.sees_on(PAGE)


def test_a_write_shows_what_stood_before_and_after(world: World) -> None:
    world.sees()
    world.writes()

    said = world.sees_on(PAGE)

    assert "2 Oct 2026, 12:01 Triage no label → needs-triage" in said
    assert "no label says what this is written" in said


def test_a_write_that_was_refused_says_what_the_tracker_answered(world: World) -> None:
    world.sees()
    world.gives_up_writing("GitHub answered 410: Issues are disabled")

    assert "gave up after 8 tries GitHub answered 410: Issues are disabled" in world.sees_on(PAGE)


def test_a_write_that_a_person_forestalled_says_what_was_found(world: World) -> None:
    world.sees()
    world.writes(Answer(Outcome.HELD, "edited in the tracker since we looked", before=("mine",)))

    said = world.sees_on(PAGE)

    assert "wanted needs-triage, found mine" in said
    assert "not written: edited by hand edited in the tracker since we looked" in said


def test_a_rule_that_did_nothing_says_why(world: World) -> None:
    world.sees(state="closed")

    said = world.sees_on(PAGE)

    assert "did nothing: its condition is not met" in said
    assert "What each rule made of it stands below." in said


def test_the_history_names_who_did_what_and_begins_with_the_newest(world: World) -> None:
    world.sees(labels=["bug"])
    world.time.pass_(60)
    world.sees("labeled", labels=["bug", "payments"], label="payments")

    said = world.sees_on(PAGE).split("History")[1]

    assert said.index('ann-moss put on the label "payments"') < said.index('the label "bug"')


def test_pitboards_own_write_is_marked_in_the_history(world: World) -> None:
    world.record.outbox.introduce("github", ANN.id, {})
    world.sees()
    world.writes()
    world.time.pass_(60)
    world.sees("labeled", labels=["needs-triage"], label="needs-triage")

    assert "Pitboard's own write" in world.sees_on(PAGE)


def test_a_deleted_item_says_so(world: World) -> None:
    world.sees()
    world.time.pass_(60)
    world.sees("deleted")

    assert "Deleted in the tracker on 2 Oct 2026" in world.sees_on(PAGE)


def test_an_old_key_leads_to_the_new_one(world: World) -> None:
    world.sees(number=12)
    world.time.pass_(60)
    world.sees("edited", number=13)

    answer = world.asks(PAGE)

    assert (answer.status_code, answer.location) == (301, "/items/github:acme/shop%2313")


def test_a_bare_key_leads_to_the_only_item_it_can_mean(world: World) -> None:
    world.sees()

    answer = world.asks("/items/acme/shop%2312")

    assert (answer.status_code, answer.location) == (301, PAGE)


def test_a_value_of_health_is_told_in_words_with_a_shape(world: World) -> None:
    world.sees()
    with world.record.database.writing() as connection:
        connection.execute(
            insert(schema.derived).values(
                item="github:7001",
                field="health",
                value="at_risk",
                because="62 % chance to meet 31 Oct",
                evidence=[],
                rule="needs-triage",
                ruleset="x",
                changed_at=NOON,
            )
        )

    shape = '<span class="shape" aria-hidden="true">\u25b2</span>'
    assert f'<span class="state watch shaped">{shape} At risk</span>' in world.reads(PAGE)


# --- links ------------------------------------------------------------------------------------


def family(world: World) -> None:
    """12 is part of 1, 3 is part of 12, and 12 waits for something nobody knows."""
    above = Link(LinkKind.PARENT, "github:acme/shop#1", "field")
    blocked = Link(LinkKind.BLOCKED_BY, "*:SEC-40", "field")
    under = Link(LinkKind.PARENT, KEY, "field")
    epic = replace(an_issue(1, type_="epic"), fields={"title": "Pay by invoice", "state": "open"})
    mine = an_issue(
        12,
        links={"field": frozenset({above, blocked})},
        facets={"project/7/Start date": NOON},
        aliases=("url:https://github.example/acme/shop/issues/12",),
    )
    part = an_issue(3, links={"field": frozenset({under})})
    takes_in(world.record, *map(said, (epic, mine, part)))


def test_the_page_says_what_an_item_is_part_of_and_what_is_part_of_it(world: World) -> None:
    family(world)

    page = world.reads(PAGE)

    read = words_of(page)
    assert "Part of Pay by invoice github:acme/shop#1, epic, open" in read
    assert "Parts Checkout hangs github:acme/shop#3, issue, open" in read
    assert "Waits for SEC-40 not seen yet" in read
    assert 'href="/items/github:acme/shop%231"' in page


def test_a_field_of_a_project_is_shown_by_its_own_name(world: World) -> None:
    family(world)

    assert "Start date, project 7 2 Oct 2026" in world.sees_on(PAGE)


def test_an_item_without_links_has_no_room_for_them(world: World) -> None:
    world.sees()

    assert "What it belongs to" not in world.sees_on(PAGE)


def test_the_address_of_an_items_page_leads_to_it(world: World) -> None:
    family(world)

    answer = world.asks("/items/url:https://github.example/acme/shop/issues/12")

    assert (answer.status_code, answer.location) == (301, PAGE)


def test_the_api_tells_links_both_ways(world: World) -> None:
    family(world)

    found = json.loads(world.reads(f"/api/v1{PAGE}"))

    links = {(each["kind"], each["outward"], each["key"]) for each in found["links"]}
    assert links == {
        ("parent", True, "github:acme/shop#1"),
        ("parent", False, "github:acme/shop#3"),
        ("blocked_by", True, None),
    }
    assert found["facets"] == {"project/7/Start date": "2026-10-02T12:00:00Z"}


# --- hostile words ----------------------------------------------------------------------------
