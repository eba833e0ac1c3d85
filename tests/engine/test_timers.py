"""Since when a timer runs and what comes of it: of the item, the rule and now, and nothing else."""

from dataclasses import replace

import pytest

from automation import effects
from automation.effects import FIRED, Wake
from automation.model import Item
from automation.ports import Reason
from tests.engine.cases import NOW, look, said
from tests.engine.files import load_texts
from tests.engine.items import CREATED, graph, item
from tests.engine.waiting import (
    BLOCKED,
    DAY,
    MAPPED,
    blocked,
    occasions,
    one,
    row,
    since,
    timers,
    waits,
)

ARM = Reason(effects.ARM, 1, changed=frozenset({"tell"}))
LABELLED = """\
pitboard: 1
rule: overdue
title: What is held is marked
why: Nobody saw it.
owner: product-ops
state: live
when:
  - held: {type: issue, field: status, is: Blocked, for: 2 days}
about: {path: event.item.ancestors, type: epic}
derive:
  label: overdue
  keep_if: item.state == 'open'
"""


def test_a_change_of_the_field_arms_the_timer_and_says_nothing() -> None:
    plan = one(blocked(NOW - DAY)).decides(look("status"))

    assert (timers(plan), plan.steps, plan.verdicts) == ([("company", NOW + DAY)], (), ())


@pytest.mark.parametrize("changed", ["title", "labels", "issue/status", "pull_request/status"])
def test_a_change_of_another_field_or_of_a_part_does_not(changed: str) -> None:
    assert timers(one(blocked(NOW - DAY)).decides(look(changed))) == []


@pytest.mark.parametrize("changed", ["any", "new", "deleted", "kind"])
def test_a_look_at_everything_does(changed: str) -> None:
    assert timers(one(blocked(NOW - DAY)).decides(look(changed))) == [("company", NOW + DAY)]


def test_what_is_due_calls_its_rule_and_is_kept_as_fired() -> None:
    found = one(blocked(NOW - 2 * DAY))
    plan = found.decides(row(found))

    assert occasions(plan) == ["tell/1/held/status/2026-11-16T09:00:00.000000Z"]
    assert timers(plan) == [(FIRED, NOW)]
    assert plan.wakes[0].since == "2026-11-16T09:00:00.000000Z"


@pytest.mark.parametrize(("days", "armed"), [(399, 1), (401, 0)])
def test_what_fired_so_long_ago_that_nobody_remembers_it_does_not_fire_again(
    days: int, armed: int
) -> None:
    found = one(blocked(NOW - (days + 2) * DAY), live_since={"tell": NOW - 900 * DAY})

    assert len(timers(found.decides(look("any")))) == armed


def test_a_row_that_comes_too_early_is_put_back() -> None:
    found = one(blocked(NOW - DAY))
    plan = found.decides(row(found))

    assert (timers(plan), plan.steps) == ([("company", NOW + DAY)], ())


@pytest.mark.parametrize(
    "about",
    [blocked(NOW - 9 * DAY, "Open"), item("jira:PAY-1"), item("jira:PAY-1", "epic")],
    ids=["another value", "no value", "another type"],
)
def test_a_row_of_what_is_not_so_comes_to_nothing(about: Item) -> None:
    found = one(about)
    plan = found.decides(row(found), look("any"))

    assert (plan.wakes, plan.steps, plan.verdicts) == ((), (), ())


def test_what_nobody_told_of_reads_so_since_the_item_is_there() -> None:
    assert timers(one(blocked(None)).decides(look("new"), now=CREATED)) == [
        ("company", CREATED + 2 * DAY)
    ]


@pytest.mark.parametrize("key", ["tell", "connection:jira", "<reading>"])
def test_what_was_due_before_the_news_began_is_told_and_never_armed(key: str) -> None:
    rules = load_texts({"0.yaml": waits(BLOCKED)})
    named = rules.timers.readings()["tell"] if key == "<reading>" else key
    found = one(blocked(NOW - 3 * DAY), live_since={named: NOW})
    plan = found.decides(ARM)

    assert (timers(plan), plan.steps) == ([], ())
    assert said(plan) == [("held", "it was due on 17 Nov 2026, before the rule read so")]
    assert said(found.decides(look("status"))) == []


def test_what_is_told_late_is_armed_for_a_time_that_has_passed() -> None:
    found = one(blocked(NOW - 9 * DAY), live_since={"tell": NOW - 8 * DAY})

    assert timers(found.decides(look("status"))) == [("company", NOW - 7 * DAY)]


def test_a_rule_that_rests_has_no_timers() -> None:
    resting = waits(BLOCKED).replace("state: live", "state: paused")
    rules = load_texts({"0.yaml": resting})

    assert (rules.timers.by_name, rules.timers.readings()) == ({}, {})


def test_a_label_is_held_since_it_was_put_on() -> None:
    rule = waits("held: {type: issue, field: labels, is: [stuck, late], for: 2 days}")
    marks = {"label:stuck": since(NOW - DAY), "label:bug": since(NOW - 5 * DAY)}
    about = item("jira:PAY-1", labels=("bug", "stuck"), marks=marks)

    assert timers(one(about, rule).decides(look("labels"))) == [("company", NOW + DAY)]
    assert timers(one(item("jira:PAY-1"), rule).decides(look("labels"))) == []


def test_a_field_of_the_mapping_is_held_where_it_stands() -> None:
    rule = waits("held: {type: issue, field: severity, for: 2 days}")
    place = "customfield_10040"
    about = item("jira:PAY-1", marks={place: since(NOW - DAY)}, customfield_10040="High")
    found = one(about, rule, MAPPED)

    assert timers(found.decides(look(place))) == [("company", NOW + DAY)]
    assert timers(found.decides(look("status"))) == []


def test_a_field_that_lands_in_labels_is_held_since_its_label() -> None:
    rule = waits("held: {type: issue, field: risk, is: high, for: 2 days}")
    marks = {"label:risk: high": since(NOW - DAY)}
    about = item("jira:PAY-1", labels=("risk: high",), marks=marks)

    assert timers(one(about, rule, MAPPED).decides(look("labels"))) == [("company", NOW + DAY)]


def test_yes_is_a_value_in_quotes() -> None:
    rule = waits('held: {type: issue, field: flagged, is: "true", for: 2 days}')
    about = item("jira:PAY-1", flagged=True, marks={"flagged": since(NOW - DAY)})

    assert timers(one(about, rule).decides(look("flagged"))) == [("company", NOW + DAY)]


def test_the_condition_of_the_trigger_is_asked_when_it_is_due() -> None:
    rule = waits(f"{BLOCKED}\n    if: item.points > 3")
    small, large = (blocked(NOW - 2 * DAY, points=many) for many in (3, 5))

    spoken = [len(one(each, rule).decides(row(one(each, rule))).steps) for each in (small, large)]
    assert spoken == [0, 1]


def test_a_rule_may_be_about_what_the_item_is_part_of() -> None:
    epic, about = item("jira:PAY-9", "epic"), blocked(NOW - 2 * DAY)
    rule = waits(BLOCKED, about="{path: event.item.ancestors, type: epic}")
    found = one(about, rule, around=graph((about, epic)))

    (step,) = found.decides(row(found)).steps
    assert step.effect.target == epic.id


def test_a_rule_that_derives_looks_at_what_it_is_about_when_it_is_due() -> None:
    epic, about = item("jira:PAY-9", "epic"), blocked(NOW - 2 * DAY)
    found = one(about, LABELLED, around=graph((about, epic)))
    early = one(blocked(NOW - DAY), LABELLED, around=graph((about, epic)))

    plan = found.decides(row(found))
    name = "wake:overdue:held/status/2026-11-16T09:00:00.000000Z"
    assert Wake(epic.id, name, "company", NOW) in plan.wakes
    assert [wake.subject for wake in early.decides(row(early)).wakes] == [about.id]
    assert plan.derived == ()


def test_arming_lets_no_rule_that_derives_look() -> None:
    rule = LABELLED.replace("event.item.ancestors, type: epic", "event.item")
    found = one(blocked(NOW - DAY), rule)

    assert found.decides(replace(ARM, changed=frozenset({"overdue"}))).derived == ()
