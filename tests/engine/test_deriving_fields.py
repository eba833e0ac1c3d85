"""A derived field: where it lands, what a person says in its place, and what wakes it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.effects import SetField, SetLabel
from automation.graph import Edge, Graph
from automation.model import LinkKind, Written
from tests.engine.cases import MAPPING, NOW, bench, edited, look, only, said
from tests.engine.files import changed
from tests.engine.healthy import DAY, HEALTH, STEADY, epic
from tests.engine.items import item


def test_a_field_lands_where_the_mapping_says_in_the_trackers_words() -> None:
    (step,) = epic(5).decides().steps

    assert step.effect == SetField(
        "jira", "jira:id-PAY-1", "health", "customfield_10050", "Needs care", None
    )
    assert step.because == "loud since 5 Oct 2026"


def test_a_value_without_a_word_in_the_mapping_is_said_in_capitals() -> None:
    (step,) = epic(0).decides().steps

    assert isinstance(step.effect, SetField)
    assert step.effect.value == "On track"


def test_what_stands_already_needs_no_write() -> None:
    plan = epic(5, customfield_10050="Needs care").decides()

    assert plan.steps == ()
    assert plan.settled == ("jira:id-PAY-1/health",)
    assert only(plan).result == "agreed"


def test_what_we_just_wrote_is_not_written_again_before_it_comes_back() -> None:
    one = epic(5)
    ours = Written("jira:id-PAY-1", "health", "Needs care", NOW)

    assert replace(one, written={"health": ours}).decides().steps == ()


def test_on_github_it_lands_as_one_label_of_its_prefix() -> None:
    issue = item("github:acme/shop#1", "epic", labels=("health: on track", "bug"), comments=5)

    (step,) = bench(STEADY, MAPPING, about=issue).decides().steps

    assert step.effect == SetLabel(
        connection="github",
        target="github:id-acme/shop#1",
        field="health",
        slot=("health: Needs care", "health: done", "health: off track", "health: on track"),
        value="health: Needs care",
        basis=("health: on track",),
    )


def test_without_a_landing_it_is_still_derived_and_shown() -> None:
    plan = bench(HEALTH, about=item("jira:PAY-1", "epic", comments=5)).decides()

    assert [(each.field, each.value) for each in plan.derived] == [("health", "at_risk")]
    assert plan.steps == ()
    assert only(plan).result == "agreed"


def test_a_field_is_found_by_the_name_people_read() -> None:
    one = bench(HEALTH, MAPPING, about=item("jira-eu:PAY-1", "epic", comments=5))
    known = replace(one, directory={"jira-eu": {"ampel": "customfield_7"}})

    (step,) = known.decides().steps
    assert isinstance(step.effect, SetField)
    assert step.effect.place == "customfield_7"


def test_a_name_the_tracker_does_not_know_fails_and_says_so() -> None:
    plan = bench(HEALTH, MAPPING, about=item("jira-eu:PAY-1", "epic", comments=5)).decides()

    assert said(plan) == [
        (
            "failed",
            'jira-eu has no field "Ampel", where health should stand; see rules/mapping.yaml',
        )
    ]
    assert plan.steps == ()
    assert [each.value for each in plan.derived] == ["at_risk"]


def test_a_persons_edit_of_the_field_holds_and_both_values_are_kept() -> None:
    one = epic(5, customfield_10050="On track")
    theirs = replace(one.item, marks={"customfield_10050": edited("On track", NOW - DAY)})

    plan = replace(one, item=theirs).decides()

    assert plan.steps == ()
    assert [(each.value, each.by) for each in plan.overrides] == [("on_track", "ann-moss")]
    assert [each.value for each in plan.derived] == ["at_risk"]
    assert only(plan).result == "held"
    assert plan.wakes[0].due_at == NOW + 13 * DAY


def test_what_stands_where_a_rule_writes_is_no_evidence_for_what_it_says() -> None:
    ring = changed(
        "if: item.comments > 3,", "if: \"item.comments > 3 and item.health != 'done'\",", HEALTH
    )
    marks = {
        "customfield_10050": replace(edited("Needs care", NOW), ours=True),
        "comments": edited("5", NOW - DAY),
    }
    about = item("jira:PAY-1", "epic", comments=5, customfield_10050="Needs care", marks=marks)

    (said_so,) = bench(ring, MAPPING, about=about).decides().derived

    assert [each.at for each in said_so.evidence] == [NOW - DAY]


@pytest.mark.parametrize("ago", [timedelta(days=15), timedelta(days=400)])
def test_an_edit_that_is_too_old_or_before_the_rule_went_live_does_not_hold(ago: timedelta) -> None:
    one = epic(5, customfield_10050="On track")
    theirs = replace(one.item, marks={"customfield_10050": edited("On track", NOW - ago)})

    assert len(replace(one, item=theirs).decides().steps) == 1


def test_in_shadow_it_is_decided_and_nothing_is_written() -> None:
    shadow = changed("state: live", "state: shadow", HEALTH)

    plan = bench(shadow, MAPPING, about=item("jira:PAY-1", "epic", comments=5)).decides()

    assert (plan.steps, len(plan.shadow), only(plan).result) == ((), 1, "shadow")


@pytest.mark.parametrize(
    ("facet", "woken"),
    [
        ("issue/status", True),
        ("issue/new", True),
        ("epic/labels", True),
        ("status", True),
        ("any", True),
        ("release/published", False),
    ],
)
def test_it_follows_what_is_part_of_it(facet: str, *, woken: bool) -> None:
    assert bool(epic(5).decides(look(facet)).derived) is woken


def test_a_rule_about_the_item_itself_does_not_follow_its_parts() -> None:
    own = STEADY.replace("event.item.ancestors", "event.item")
    own = own.replace("fields: any", "fields: [status, labels]")
    one = bench(own, about=item("jira:PAY-1", "epic", comments=5))

    woken = [bool(one.decides(look(facet)).derived) for facet in ("status", "issue/status", "due")]
    assert woken == [True, False, False]


def test_own_changes_do_not_wake_a_rule_that_does_not_name_its_own_type() -> None:
    text = STEADY.replace("[epic, issue]", "issue")
    one = bench(text, about=item("jira:PAY-1", "epic", comments=5))

    assert one.decides(look("status")).derived == ()
    assert len(one.decides(look("issue/status")).derived) == 1


@pytest.mark.parametrize(
    ("field", "facet", "woken"),
    [
        ("status_group", "status", True),
        ("review", "review/900", True),
        ("children", "links", True),
        ("labels", "labels", True),
        ("due", "status", False),
    ],
)
def test_a_computed_field_changes_when_what_is_behind_it_does(
    field: str, facet: str, *, woken: bool
) -> None:
    text = STEADY.replace("[epic, issue], fields: any", f"epic, fields: {field}")

    assert bool(bench(text, about=item("jira:PAY-1", "epic")).decides(look(facet)).derived) is woken


def test_evidence_is_found_in_the_items_around() -> None:
    text = STEADY.replace(
        "item.comments > 3", "\"item.children | where('status', 'Blocked') | count > 0\""
    )
    owner = item("jira:PAY-1", "epic", comments=0)
    child = item("jira:PAY-2", status="Blocked", marks={"status": edited("Blocked")})
    around = Graph({owner.id: owner, child.id: child}, (Edge(child.id, LinkKind.PARENT, owner.id),))

    (derived,) = bench(text, about=owner, around=around).decides().derived

    assert (derived.value, [each.event for each in derived.evidence]) == ("at_risk", ["event-0"])


def test_after_a_write_was_held_or_replayed_a_rule_that_only_children_wake_decides_again() -> None:
    only_children = HEALTH.replace("type: [epic, issue], fields: any", "type: issue, fields: any")
    one = bench(only_children, MAPPING, about=item("jira:PAY-1", "epic", comments=0))

    assert one.decides(look("issue/status")).steps
    assert one.decides(look("any")).steps
    assert not one.decides(look("status")).steps
