"""What each step of a rule does, once."""

from dataclasses import replace

import pytest

from automation.effects import Comment, Email, SetField, SetLabel
from automation.ports import Reason
from tests.engine.cases import LONG_AGO, MAPPING, bench, happened, only, said
from tests.engine.items import item
from tests.engine.stepped import MOVED, PEOPLE, TEAMS, TO_DONE, commented, rule


def test_labels_are_put_on_and_taken_off_one_by_one() -> None:
    text = rule("event: jira.issue.updated", "  - label: {add: [shipped, big], remove: doing}\n")

    plan = bench(text, about=item("jira:PAY-1", labels=("big", "doing"))).decides(happened())

    assert [step.effect for step in plan.steps] == [
        SetLabel("jira", "jira:id-PAY-1", "labels:shipped", ("shipped",), "shipped", ()),
        SetLabel("jira", "jira:id-PAY-1", "labels:doing", ("doing",), None, ("doing",)),
    ]
    assert plan.settled == ("jira:id-PAY-1/labels:big",)


def test_a_field_is_set_where_the_mapping_lets_it_be_written() -> None:
    text = rule(
        "event: jira.issue.updated", "  - set: {field: shipped_in, value: '{{ event.tag }}'}\n"
    )
    one = bench(text, MAPPING, about=item("jira:PAY-1", customfield_10060="v1"))

    (step,) = one.decides(happened(tag="v2")).steps

    assert step.effect == SetField(
        "jira", "jira:id-PAY-1", "shipped_in", "customfield_10060", "v2", "v1"
    )
    assert one.decides(happened(tag="v1")).steps == ()


def test_a_field_of_another_tracker_cannot_be_set_here() -> None:
    text = rule("event: jira.issue.updated", "  - set: {field: shipped_in, value: x}\n")

    plan = bench(text, MAPPING, about=item("github:acme/shop#1")).decides(happened())

    assert said(plan) == [
        ("failed", '0.yaml:11: rules/mapping.yaml has no field "shipped_in" for github')
    ]


def test_a_value_that_is_missing_is_never_written_as_a_word() -> None:
    text = rule(
        "event: jira.issue.updated", "  - set: {field: shipped_in, value: '{{ event.tag }}'}\n"
    )

    plan = bench(text, MAPPING, about=item("jira:PAY-1")).decides(happened())

    assert plan.steps == ()
    assert "`event.tag` is missing; write `| default(...)`" in only(plan).because


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ("team", "mara@example.com"),
        ("owner", "mara@example.com"),
        ("mara", "mara@example.com"),
        ("payments", "mara@example.com"),
        ("sven@example.com", "sven@example.com"),
    ],
)
def test_a_mail_finds_its_address(to: str, address: str) -> None:
    text = rule(
        "event: jira.issue.updated",
        f"  - email: {{to: {to}, subject: 'About {{{{ item.key }}}}', text: Late.}}\n",
    )

    (step,) = bench(text, TEAMS, PEOPLE, about=item("jira:PAY-1")).decides(happened()).steps

    assert step.effect == Email(
        recipient=address,
        subject="About jira:PAY-1",
        text="Late.",
        target="jira:id-PAY-1",
        occasion="tell/1/event-1",
    )


def test_a_mail_to_nobody_fails_and_says_so() -> None:
    text = rule("event: jira.issue.updated", "  - email: {to: owner, subject: s, text: t}\n")

    plan = bench(text, TEAMS, PEOPLE, about=item("jira:X-1")).decides(happened())

    assert said(plan) == [
        ("failed", "0.yaml:11: nobody is known to be the owner of jira:X-1; see rules/teams.yaml")
    ]


def test_a_sticky_comment_is_one_whatever_the_occasion() -> None:
    lines = "        One line,\n        and another.\n"
    steps = f"  - comment:\n      sticky: status\n      text: |\n{lines}"
    text = rule("event: jira.issue.updated", steps)

    (step,) = bench(text, about=item("jira:PAY-1")).decides(happened()).steps

    assert isinstance(step.effect, Comment)
    assert (step.effect.key, step.effect.text) == (
        "jira:id-PAY-1/comment:status",
        "One line,\nand another.",
    )


def test_a_wake_lets_another_rule_look_and_goes_no_further() -> None:
    first = rule("event: jira.issue.updated", "  - wake: other\n")
    second = first.replace("rule: tell", "rule: other").replace("wake: other", "wake: tell")
    second += "  - comment: woken\n"
    one = bench(first, second, about=item("jira:PAY-1"))

    waking = one.decides(happened())
    assert ("jira:id-PAY-1", "wake:other:event-1") in [
        (wake.subject, wake.reason) for wake in waking.wakes
    ]

    woken = one.decides(Reason("wake:other:event-1", 1))
    assert woken.wakes == ()
    assert [step.effect.key for step in woken.steps] == ["jira:id-PAY-1/comment:other/2/event-1"]


def test_a_deleted_item_is_not_spoken_of() -> None:
    gone = replace(item("jira:PAY-1"), deleted_at=LONG_AGO)

    assert bench(MOVED, about=gone).decides(happened("x.y.z", TO_DONE)).steps == ()


def test_a_tracker_s_text_calls_nobody() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Fixes #1 @everyone <b>"))

    (text,) = commented(one, happened("jira.issue.updated", TO_DONE))

    assert "@everyone" not in text
    assert "Fixes" not in text
    assert text.replace("\u200b", "") == "Done by ann-moss: Fixes #1 @everyone <b>"
