"""Steps for each of some things, things said once for ever, and rules about each of some items."""

from collections.abc import Sequence

import pytest

from automation.effects import Comment, Plan
from automation.engine.why.inline_tests import run
from automation.errors import RuleError
from automation.graph import Edge, Graph
from automation.model import Item, LinkKind
from tests.engine.cases import bench, happened, said
from tests.engine.items import item
from tests.engine.stepped import commented, rule

UPDATED = "event: jira.issue.updated"
EACH_LABEL = """\
  - for_each: item.labels
    as: word
    if: word != 'bug'
    comment: "{{ word }} stands on {{ item.title }}"
"""
EACH_CHILD = '  - {for_each: item.children, as: child, comment: "{{ child.title }}"}\n'


def family(*children: Item) -> tuple[Item, Graph]:
    parent = item("jira:PAY-1", "epic", title="Refunds")
    edges = tuple(Edge(each.id, LinkKind.PARENT, parent.id) for each in children)
    return parent, Graph({each.id: each for each in (parent, *children)}, edges)


def children(many: int) -> Sequence[Item]:
    return [item(f"jira:PAY-{number + 2}", title=f"Part {number}") for number in range(many)]


def occasions(plan: Plan) -> list[str]:
    return [e.effect.occasion for e in plan.steps if isinstance(e.effect, Comment)]


def test_a_step_is_taken_for_each_of_a_list_that_its_if_lets_through() -> None:
    about = item("jira:PAY-1", labels=("late", "bug", "big"), title="Refunds")

    texts = commented(bench(rule(UPDATED, EACH_LABEL), about=about), happened())

    assert texts == ["big stands on Refunds", "late stands on Refunds"]


def test_an_element_keeps_its_occasion_wherever_it_stands_in_the_list() -> None:
    text = rule(UPDATED, EACH_LABEL)
    one = bench(text, about=item("jira:PAY-1", labels=("late",))).decides(happened())
    two = bench(text, about=item("jira:PAY-1", labels=("a", "late"))).decides(happened())

    assert set(occasions(one)) < set(occasions(two))


def test_each_item_that_an_expression_gives_is_known_by_its_fields() -> None:
    parent, around = family(*children(2))

    texts = commented(bench(rule(UPDATED, EACH_CHILD), about=parent, around=around), happened())

    assert sorted(texts) == ["Part 0", "Part 1"]


def test_a_hundred_is_the_most_and_the_rest_is_told() -> None:
    parent, around = family(*children(103))

    plan = bench(rule(UPDATED, EACH_CHILD), about=parent, around=around).decides(happened())

    assert len(plan.steps) == 100
    assert said(plan)[0][1].endswith("; step 1 took the first 100 of 103")


def test_a_restricted_child_has_no_name_in_what_is_told_of_it() -> None:
    secret = item("jira:SEC-2", title="Stolen key", visibility="restricted")
    parent, around = family(secret)

    (text,) = commented(bench(rule(UPDATED, EACH_CHILD), about=parent, around=around), happened())

    assert "Stolen" not in text


def test_what_is_once_keeps_its_occasion_whatever_happened() -> None:
    once = '  - {once: "{{ item.key }}/{{ event.tag }}", comment: Shipped}\n'
    one = bench(rule("event: jira.issue.*", once))

    first = one.decides(happened(tag="v1")).steps[0]
    again = one.decides(happened("jira.issue.created", tag="v1")).steps[0]
    other = one.decides(happened(tag="v2")).steps[0]

    assert first.effect.key == again.effect.key != other.effect.key
    assert first.once == again.once != other.once
    assert first.effect.target not in first.once


def test_a_rule_is_about_each_item_its_expression_gives() -> None:
    parent, around = family(*children(2))
    then = '  - comment: "{{ item.title }}"\n'
    about = "{each: item.children, type: issue}"

    one = bench(rule(UPDATED, then, about=about), about=parent, around=around)

    assert sorted(commented(one, happened())) == ["Part 0", "Part 1"]
    assert one.rules.reach == 2


def test_a_rule_about_each_takes_the_first_hundred_and_says_so() -> None:
    parent, around = family(*children(101))
    text = rule(UPDATED, "  - comment: x\n", about="{each: item.children}")

    plan = bench(text, about=parent, around=around).decides(happened())

    assert len(plan.steps) == 100
    assert ("acted", "took the first 100 of 101 items") in said(plan)


TESTED = """\
tests:
  - name: each child
    now: 2026-11-20T09:00:00Z
    given:
      item: {children: [{key: PAY-2, title: A}, {key: PAY-3, title: B}]}
      event: {kind: jira.issue.updated}
    expect: {steps: ["comment: A", "comment: B"]}
"""


def test_an_inline_test_takes_the_step_for_each() -> None:
    rules = bench(rule(UPDATED, EACH_CHILD) + TESTED).rules

    (result,) = run(rules.rules[0])

    assert result.message == ""


@pytest.mark.parametrize(
    ("step", "where", "told"),
    [
        ("{for_each: item.title, comment: x}", "11:16", "expected items or a list, got a text"),
        (
            "{for_each: item.lables, comment: x}",
            "11:21",
            'no field "lables". Did you mean "labels"',
        ),
        ("{as: word, comment: x}", "11:6", "has no place without `for_each`"),
        (
            "{for_each: item.labels, as: item, comment: x}",
            "11:33",
            "is a word of the rules already",
        ),
        ("{once: x, label: {add: y}}", "11:6", "take `once` out"),
        ("{once: x, comment: {text: y, sticky: z}}", "11:6", "a sticky comment writes only"),
        ("{once: '{{ evnt.tag }}', comment: x}", "11:16", 'Did you mean "event"'),
        ("{for_eech: item.labels, comment: x}", "11:6", 'Did you mean "for_each"'),
        ("{if: 3, comment: x}", "11:10", "must be a condition"),
    ],
)
def test_what_stands_wrong_beside_an_action_is_told_at_its_place(
    step: str, where: str, told: str
) -> None:
    with pytest.raises(RuleError) as caught:
        bench(rule(UPDATED, f"  - {step}\n"))

    assert f"0.yaml:{where}  " in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("when", "about", "told"),
    [
        (UPDATED, "{each: item.title}", "expected items, got a text"),
        ("sweep: every day at 06:00", "{each: item.children}", "write `query`"),
    ],
)
def test_an_each_that_gives_no_items_is_refused(when: str, about: str, told: str) -> None:
    with pytest.raises(RuleError, match=told):
        bench(rule(when, "  - comment: x\n", about=about))
