"""The way from an event to what a rule with steps is about, and what the clock brings."""

from datetime import timedelta

import pytest

from automation.effects import Comment
from automation.graph import Edge, Graph
from automation.model import LinkKind
from automation.ports import Reason
from tests.engine.cases import NOW, bench, happened, only, said
from tests.engine.files import load_texts
from tests.engine.items import item
from tests.engine.stepped import rule

PULL = item("github:acme/shop#7", "pull_request")
ISSUE = item("jira:PAY-2", title="Ledger")
EPIC = item("jira:PAY-1", "epic", title="Payouts")
CHAIN = Graph(
    {each.id: each for each in (PULL, ISSUE, EPIC)},
    (Edge(PULL.id, LinkKind.WORKS_ON, ISSUE.id), Edge(ISSUE.id, LinkKind.PARENT, EPIC.id)),
)


@pytest.mark.parametrize(
    ("about", "targets"),
    [
        ("{path: event.item}", ["github:id-acme/shop#7"]),
        ("{path: event.item.parent}", ["jira:id-PAY-2"]),
        ("{path: event.item.ancestors}", ["jira:id-PAY-2", "jira:id-PAY-1"]),
        ("{path: event.item.ancestors, type: epic}", ["jira:id-PAY-1"]),
        ("{path: event.item.ancestors, projects: [PAY]}", ["jira:id-PAY-2", "jira:id-PAY-1"]),
        ("{path: event.item.ancestors, if: \"item.title == 'Payouts'\"}", ["jira:id-PAY-1"]),
    ],
)
def test_the_way_leads_from_the_events_item_to_what_it_is_about(
    about: str, targets: list[str]
) -> None:
    text = rule("event: github.pull_request.closed", "  - comment: merged\n", about=about)

    plan = bench(text, about=PULL, around=CHAIN).decides(happened("github.pull_request.closed"))

    assert [step.effect.target for step in plan.steps] == targets
    assert {step.subject for step in plan.steps} == {PULL.id}


def test_the_children_can_be_told() -> None:
    text = rule(
        "event: jira.issue.updated", "  - comment: moved\n", about="{path: event.item.children}"
    )

    plan = bench(text, about=EPIC, around=CHAIN).decides(happened())

    assert [step.effect.target for step in plan.steps] == ["jira:id-PAY-2"]


WAITING = rule(
    "event: github.pull_request.closed",
    "  - comment: merged\n",
    about="{path: event.item.ancestors, type: epic}",
)


def test_a_link_that_is_still_on_its_way_is_waited_for() -> None:
    plan = bench(WAITING, about=PULL).decides(happened("github.pull_request.closed"))

    assert only(plan).result == "waiting"
    assert [(each.reason, each.due_on, each.due_at - NOW) for each in plan.wakes] == [
        ("waiting:tell:event-1", "company", timedelta(minutes=1))
    ]


def test_it_waits_longer_each_time_and_a_day_at_most() -> None:
    one = bench(WAITING, about=PULL)
    waits = []
    for hours in (0.5, 5, 23.5):
        ago = timedelta(hours=hours)
        reason = happened("github.pull_request.closed", ago=ago, name="waiting:tell:event-1")
        (wake,) = one.decides(reason).wakes
        waits.append((wake.due_at - NOW) / timedelta(minutes=1))

    assert waits == [30, 60, 30]


def test_after_a_day_it_gives_up() -> None:
    reason = happened("github.pull_request.closed", ago=timedelta(hours=24))

    plan = bench(WAITING, about=PULL).decides(reason)

    assert plan.wakes == ()
    assert said(plan) == [
        ("not_about", "event.item.ancestors led to nothing this rule is about, for 24 hours")
    ]


def test_the_link_that_came_late_lets_only_the_rule_that_waited_speak() -> None:
    at_once = WAITING.replace("rule: tell", "rule: other").replace(".ancestors, type: epic", "")
    one = bench(WAITING, at_once, about=PULL, around=CHAIN)

    plan = one.decides(happened("github.pull_request.closed", name="waiting:tell:event-1"))

    assert [(step.rule, step.effect.key) for step in plan.steps] == [
        ("tell", "jira:id-PAY-1/comment:tell/1/event-1")
    ]


def test_what_waited_for_a_link_never_acts_without_its_event() -> None:
    one = bench(WAITING, about=EPIC, around=CHAIN)

    assert one.decides(Reason("waiting:tell:event-1", 1)).verdicts == ()


def test_a_sweep_takes_the_steps_for_the_item_it_stands_on() -> None:
    text = rule(
        "sweep: every day at 06:00", "  - comment: still open\n", more="if: item.comments > 3\n"
    )
    sweep = Reason("sweep:tell:2026-11-18T06:00:00Z", 1)

    plan = bench(text, about=item("jira:PAY-1", comments=5)).decides(sweep)

    (step,) = plan.steps
    assert isinstance(step.effect, Comment)
    assert step.effect.occasion == "tell/1/2026-11-18T06:00:00Z"


def test_a_sweep_calls_exactly_its_rule() -> None:
    text = rule("sweep: every day at 06:00", "  - comment: still open\n")
    other = text.replace("rule: tell", "rule: other")

    plan = bench(text, other, about=item("jira:PAY-1")).decides(Reason("sweep:other:x", 1))

    assert [step.rule for step in plan.steps] == ["other"]


def test_the_clock_is_told_every_time_that_is_due() -> None:
    text = rule(
        'schedule: {cron: "0 15 * * FRI", zone: Europe/Berlin, missed: skip}\n'
        "  - sweep: every day at 06:00",
        "  - comment: x\n",
    )
    own, owners = load_texts(
        {"a.yaml": text.replace("product-ops", "ops"), "b.yaml": ZONED}
    ).ticks()

    assert (own[0], own[1], own[2].missed, str(own[2].zone)) == ("tell", 0, "skip", "Europe/Berlin")
    assert (owners[1], str(owners[2].zone)) == (1, "America/New_York")


ZONED = """\
pitboard: 1
teams:
  ops: {name: Operations, zone: America/New_York}
"""


def test_a_paused_rule_is_never_due() -> None:
    text = rule("sweep: every day at 06:00", "  - comment: x\n")

    assert list(load_texts({"a.yaml": text.replace("live", "paused")}).ticks()) == []
