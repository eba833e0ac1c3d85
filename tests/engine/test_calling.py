"""Whom an event calls, and when a rule with steps may speak at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.effects import Comment
from automation.engine.grammar.triggers import Happened
from automation.engine.language.vocabulary import EVENT_KINDS
from automation.engine.ruleset.listening import listening
from automation.model import Actor, Change
from tests.engine.cases import MAPPING, NOW, bench, happened, look, only, said
from tests.engine.files import load_texts
from tests.engine.healthy import STEADY as HEALTHY
from tests.engine.items import item
from tests.engine.stepped import MOVED, TO_DONE, commented, rule


def test_a_change_is_told_once_with_its_occasion_and_its_evidence() -> None:
    plan = bench(MOVED, about=item("jira:PAY-1", title="Ledger")).decides(
        happened("jira.issue.updated", TO_DONE)
    )

    (step,) = plan.steps
    assert step.effect == Comment(
        connection="jira",
        target="jira:id-PAY-1",
        name="",
        text="Done by ann-moss: Ledger",
        occasion="tell/1/event-1",
    )
    assert [(each.text, each.event) for each in step.evidence] == [
        ("issue updated by ann-moss", "event-1")
    ]
    assert only(plan).result == "acted"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (TO_DONE, True),
        (Change("status", "In review", "Done"), True),
        (Change("status", "Blocked", "Done"), False),
        (Change("status", "To do", "In review"), False),
        (Change("priority", "To do", "Done"), False),
    ],
)
def test_from_and_to_are_what_the_event_changed(change: Change, *, told: bool) -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))

    assert bool(commented(one, happened("jira.issue.updated", change))) is told
    assert one.rules.hears(happened("jira.issue.updated", change).event) is told  # type: ignore[arg-type]


def test_a_label_that_came_is_a_change_of_the_labels() -> None:
    text = rule("changed: {type: issue, fields: labels, to: bug}", "  - comment: A bug.\n")
    one = bench(text, about=item("jira:PAY-1"))

    assert commented(one, happened("x.y.z", Change("label:bug", None, "bug"))) == ["A bug."]
    assert commented(one, happened("x.y.z", Change("label:bug", "bug", None))) == []


def test_an_item_of_another_type_is_not_its_business() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", "release"))

    assert one.decides(happened("jira.issue.updated", TO_DONE)).verdicts == ()


def test_each_trigger_has_a_type_of_its_own() -> None:
    text = rule(
        "changed: {type: issue, fields: status}\n  - changed: {type: epic, fields: due}",
        "  - comment: moved\n",
    )
    issue, epic = (bench(text, about=item("jira:PAY-1", type_)) for type_ in ("issue", "epic"))

    assert commented(issue, happened("x.y.z", TO_DONE)) == ["moved"]
    assert commented(epic, happened("x.y.z", TO_DONE)) == []


@pytest.mark.parametrize(
    ("waits", "kind", "called"),
    [
        ("github.release.published", "github.release.published", True),
        ("github.release.published", "github.release.edited", False),
        ("github.release.*", "github.release.edited", True),
        ("github.*", "github.release.edited", True),
        ("github.pull_request.*", "github.pull_request_review.submitted", False),
        ("jira.comment.created", "jira.comment.created", True),
    ],
)
def test_an_event_is_waited_for_by_kind(waits: str, kind: str, *, called: bool) -> None:
    one = bench(rule(f"event: {waits}", "  - comment: hello\n"), about=item("jira:PAY-1"))
    event = happened(kind).event

    assert bool(commented(one, happened(kind))) is called
    assert event is not None
    assert one.rules.hears(event) is called


def test_a_trigger_may_ask_about_its_event() -> None:
    text = rule(
        "{event: jira.comment.created, if: \"event.comment | contains('/ship')\"}",
        "  - comment: ok\n",
    )
    one = bench(text, about=item("jira:PAY-1"))

    assert commented(one, happened("jira.comment.created", comment="please /ship it")) == ["ok"]
    assert commented(one, happened("jira.comment.created", comment="thanks")) == []


def test_what_a_field_read_before_and_who_changed_it_can_be_asked() -> None:
    condition = "event.status.old == 'To do' and 'status' in event.fields and not actor.is_bot"
    text = rule("event: jira.issue.updated", "  - comment: ok\n", more=f'if: "{condition}"\n')
    one = bench(text, about=item("jira:PAY-1"))
    by_us = happened("jira.issue.updated", TO_DONE)
    assert by_us.event is not None
    by_a_bot = replace(by_us, event=replace(by_us.event, actor=Actor("9", "bot", is_bot=True)))

    assert commented(one, happened("jira.issue.updated", TO_DONE)) == ["ok"]
    assert commented(one, by_a_bot) == []


def test_a_look_calls_no_rule_with_steps_and_an_event_no_rule_that_derives() -> None:
    plan = bench(MOVED, about=item("jira:PAY-1")).decides()

    assert (plan.steps, plan.verdicts) == ((), ())


def test_a_paused_rule_hears_nothing() -> None:
    rules = load_texts({"a.yaml": MOVED.replace("state: live", "state: paused")})
    event = happened("jira.issue.updated", TO_DONE).event

    assert event is not None
    assert not rules.hears(event)


def test_what_happened_before_the_rule_went_live_is_not_spoken_of() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"), live_since={"tell": NOW})

    plan = one.decides(happened("jira.issue.updated", TO_DONE, ago=timedelta(seconds=1)))

    assert said(plan) == [("held", "it happened before the rule went live")]
    assert len(one.decides(happened("jira.issue.updated", TO_DONE)).steps) == 1


def test_what_happened_more_than_a_week_ago_is_not_spoken_of() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))

    plan = one.decides(happened("jira.issue.updated", TO_DONE, ago=timedelta(days=8)))

    assert said(plan) == [("held", "it happened on 10 Nov 2026, more than 7 days ago")]


def test_in_shadow_it_only_says_what_it_would_have_done() -> None:
    shadow = MOVED.replace("state: live", "state: shadow")

    plan = bench(shadow, about=item("jira:PAY-1")).decides(happened("x.y.z", TO_DONE))

    assert (plan.steps, len(plan.shadow), only(plan).result) == ((), 1, "shadow")


def test_where_if_does_not_hold_else_is_taken() -> None:
    text = rule(
        "changed: {type: issue, fields: status}",
        "  - comment: yes\nelse:\n  - comment: 'no'\n",
        more="if: item.comments > 3\n",
    ).replace("comment: yes", "comment: 'yes'")

    few, many = (bench(text, about=item("jira:PAY-1", comments=n)) for n in (1, 5))

    assert commented(few, happened("x.y.z", TO_DONE)) == ["no"]
    assert commented(many, happened("x.y.z", TO_DONE)) == ["yes"]


def test_without_else_an_unmet_condition_is_named() -> None:
    text = rule("event: jira.issue.updated", "  - comment: x\n", more="if: item.comments > 3\n")

    plan = bench(text, about=item("jira:PAY-1", comments=1)).decides(happened())

    assert said(plan) == [("unmet", "not so: comments is above 3")]


def test_a_step_has_an_if_of_its_own() -> None:
    steps = "  - {comment: loud, if: item.comments > 3}\n  - comment: done\n"
    text = rule("event: jira.issue.updated", steps)

    assert commented(bench(text, about=item("jira:PAY-1", comments=1)), happened()) == ["done"]
    assert commented(bench(text, about=item("jira:PAY-1", comments=9)), happened()) == [
        "loud",
        "done",
    ]


def test_a_step_that_cannot_be_computed_fails_the_rule_at_its_line_and_does_nothing() -> None:
    steps = "  - comment: first\n  - {comment: second, if: item.comments > 3}\n"
    text = rule("event: jira.issue.updated", steps)

    plan = bench(text, about=item("jira:PAY-1", comments="many")).decides(happened())

    assert plan.steps == ()
    assert said(plan) == [("failed", "0.yaml:12: cannot order a text and a number")]


def test_an_event_costs_as_much_as_the_rules_it_calls() -> None:
    (one,) = load_texts({"a.yaml": MOVED}).rules
    many = [
        replace(one, id=f"{kind}-{n}", triggers=(Happened(kind),))
        for kind in EVENT_KINDS
        for n in range(20)
    ]
    event = happened("jira.comment.created").event
    assert event is not None

    known = listening([one, *many])

    assert len(known.by_kind["jira.comment.created"]) == 20
    assert {rule.id for rule in known.called(event, "release")} == {
        f"jira.comment.created-{n}" for n in range(20)
    }


HEALTH = rule(
    "changed: {type: epic, fields: health}", '  - comment: "from {{ event.health.old }}"\n'
)


@pytest.mark.parametrize(
    ("key", "change", "told"),
    [
        ("jira:PAY-1", Change("customfield_10050", "On track", "Needs care"), ["from On track"]),
        ("jira:PAY-1", Change("due", "x", "y"), []),
        ("jira:PAY-1", Change("customfield_10060", "x", "y"), []),
        ("github:a/b#1", Change("label:health: done", None, "health: done"), ["from missing"]),
        ("github:a/b#1", Change("label:bug", None, "bug"), []),
    ],
)
def test_a_field_named_in_the_mapping_is_told_from_every_other(
    key: str, change: Change, told: list[str]
) -> None:
    one = bench(HEALTH, MAPPING, about=item(key, "epic"))

    assert commented(one, happened("x.y.z", change)) == told


def test_a_look_at_an_epic_follows_a_field_named_in_the_mapping() -> None:
    text = HEALTHY.replace("[epic, issue], fields: any", "epic, fields: severity")
    jira, github = (
        bench(text, MAPPING, about=item(k, "epic")) for k in ("jira:P-1", "github:a/b#1")
    )

    assert [bool(jira.decides(look(f)).derived) for f in ("customfield_10040", "due")] == [
        True,
        False,
    ]
    assert not github.decides(look("labels")).derived
