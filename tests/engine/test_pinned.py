"""A person's value that holds until what it is made of changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from automation.errors import RuleError
from automation.graph import Edge, Graph
from automation.model import Item, LinkKind, Mark
from automation.pinned import UNTIL_CHANGED
from tests.engine.cases import NOW, Bench, bench, edited, only
from tests.engine.items import item

HOUR = timedelta(hours=1)
RULE = """\
pitboard: 1
rule: stuck
title: Stuck work says so
why: Nobody saw it.
owner: product-ops
state: live
when: [{changed: {type: [issue, epic], fields: any}}]
about: {path: event.item.ancestors, type: epic}
let:
  waiting: item.children | where('status', 'Blocked')
derive:
  label: stuck
  hand_edit: keep until inputs change
  choose:
    - {value: stuck, if: "item.paused == false and waiting | count > 0"}
    - {value: none, if: true}
"""
TAKEN_OFF = {"label:stuck": replace(edited("", NOW - HOUR), value=None)}


def epic(marks: Mapping[str, Mark], **child: Mark) -> Bench:
    about = replace(item("jira:PAY-1", "epic"), marks={**TAKEN_OFF, **marks})
    part: Item = replace(item("jira:PAY-2", status="Blocked"), marks=child)
    edge = Edge(part.id, LinkKind.PARENT, about.id)
    around = Graph({about.id: about, part.id: part}, (edge,))
    return bench(RULE, about=about, around=around)


def test_it_holds_for_ever_while_nothing_changes() -> None:
    plan = epic({}).decides(now=NOW + timedelta(days=400))

    assert plan.steps == ()
    assert [each.until for each in plan.overrides] == [UNTIL_CHANGED]
    assert (
        only(plan).because == "pinned by ann-moss on 18 Nov 2026 until what it is made of changes"
    )
    assert plan.wakes == ()


@pytest.mark.parametrize("hours", [-2, 0])
def test_what_changed_before_or_with_the_edit_ends_nothing(hours: int) -> None:
    child = edited("Blocked", NOW - HOUR + hours * HOUR)

    assert epic({}, status=child).decides().steps == ()


def test_a_change_of_what_the_rule_reads_around_the_item_ends_it() -> None:
    plan = epic({}, status=edited("Blocked", NOW)).decides()

    assert [step.because for step in plan.steps] == ["paused is false and waiting count is above 0"]
    assert plan.overrides == ()


def test_a_change_of_what_the_rule_reads_on_the_item_ends_it() -> None:
    assert epic({"paused": edited("no", NOW)}).decides().steps != ()


def test_a_change_of_what_the_rule_does_not_read_ends_nothing() -> None:
    assert epic({"title": edited("New", NOW)}, title=edited("New", NOW)).decides().steps == ()


def test_our_own_write_ends_nothing() -> None:
    ours = replace(edited("no", NOW), ours=True)

    assert epic({"paused": ours}).decides().steps == ()


def test_a_wrong_word_is_told_with_the_right_one() -> None:
    with pytest.raises(RuleError, match='Did you mean "keep until inputs change"'):
        bench(RULE.replace("until inputs change", "until input changes"))
