"""Why a rule did or did not act: the gates in order, their values, and the one that stopped it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.engine.why.explaining import GATES
from automation.model import Change, Written
from automation.ports.explaining import Site, Told
from tests.engine.asked import (
    TRIAGE,
    WOKEN,
    WRITTEN,
    an_event,
    an_issue,
    answers,
    asks,
    gate,
    stopped_by,
)
from tests.engine.cases import LONG_AGO, NOW, Bench, bench
from tests.engine.items import graph, item
from tests.engine.stepped import MOVED, TO_DONE


def test_every_gate_is_told_in_its_order() -> None:
    names = [each.name for each in answers(an_issue()).gates]

    order = "delivery rule trigger about team permission names condition limits quiet budget"
    assert names == [*order.split(), "flips", "override", "fuse", "write"]
    assert len(names) == len(GATES)


def test_a_condition_that_is_not_met_is_told_with_what_it_looked_at() -> None:
    answer = answers(an_issue(state="closed"), WOKEN)

    assert answer.said == (
        "It did nothing: its condition `item.state == 'open'` is not met, state is closed."
    )
    assert stopped_by(answer) == "condition"


def test_each_line_of_a_condition_stands_with_its_values() -> None:
    found = gate(answers(an_issue(labels=("parked",)), WOKEN), "condition")

    assert found.said == ("`'parked' in item.labels` must not be so, and it is, labels is parked")
    assert [(line.text, line.held) for line in found.lines] == [
        ("if all of: item.state == 'open'", True),
        ("if all of: item.priority != 'Low'", True),
        ("if none of: 'parked' in item.labels", True),
    ]


def test_of_an_any_every_line_is_told_that_fails() -> None:
    either = TRIAGE.replace("  all: [", "  any: [").replace(
        "item.state == 'open'", "item.flagged == true"
    )
    found = gate(answers(an_issue(either, priority="Low"), WOKEN), "condition")

    assert found.said == (
        "none of its conditions `item.flagged == true`, `item.priority != 'Low'` is met, "
        "flagged is missing and priority is Low"
    )


def test_each_name_stands_with_its_value() -> None:
    found = gate(answers(an_issue(labels=("bug", "needs-triage")), WOKEN), "names")

    assert found.values == (("kinds", "bug"),)


def test_a_rule_that_never_heard_of_the_item_says_what_it_waits_for() -> None:
    one = an_issue()
    happened = an_event(one, Change("title", "a", "b"))

    answer = answers(one, Told(events=(happened,)))

    assert answer.said == (
        "It did nothing: nothing woke it yet; it waits for a change of issue (labels, state); the "
        "last thing that happened: an issue was updated (title) by ann-moss "
        "on 18 Nov 2026, 09:00 UTC."
    )


def test_what_woke_it_last_is_named() -> None:
    one = an_issue()

    found = gate(answers(one, Told(events=(an_event(one, Change("state", "x", "y")),))), "trigger")

    assert found.said == (
        "woken by this: an issue was updated (state) by ann-moss on 18 Nov 2026, 09:00 UTC"
    )


def test_no_delivery_is_told_with_since_when_there_is_none() -> None:
    site = Site("jira", live_since=LONG_AGO)

    found = gate(answers(an_issue(), Told(site=site)), "delivery")

    assert found.said == (
        "nothing was told of it since 1 Jan 2026, 00:00 UTC; "
        "it is known from what was played in or read"
    )
    assert found.answer == "unknown"


def test_an_item_out_of_scope_is_told_and_its_conditions_are_not_asked() -> None:
    other = replace(an_issue(), item=item("jira:SEC-1", "epic"))

    answer = answers(other, WOKEN)

    assert answer.said == "It did nothing: it is about issue, this is epic."
    assert gate(answer, "condition").answer == "unknown"


def test_a_paused_rule_is_told_how_to_go_on() -> None:
    answer = answers(an_issue(TRIAGE.replace("state: live", "state: paused")))

    assert stopped_by(answer) == "rule"
    assert answer.said.endswith("the rule is paused; write `state: live` into 0.yaml.")


def test_a_rule_in_shadow_says_what_it_would_write() -> None:
    answer = answers(an_issue(TRIAGE.replace("state: live", "state: shadow")), WOKEN)

    assert answer.said == (
        "It wrote nothing: the rule is in shadow; live, it would put on the label needs-triage."
    )


def test_an_error_in_its_file_stands_beside_the_rule() -> None:
    told = replace(WOKEN, trouble=("0.yaml:3:1  title: is missing", "1.yaml:1:1  x: y"))

    found = gate(answers(an_issue(), told), "rule")

    assert [value for _, value in found.values if "missing" in value] == [told.trouble[0]]


def test_a_field_that_lands_nowhere_is_shown_and_never_written() -> None:
    nowhere = TRIAGE.replace("label: triage", "field: triage")

    answer = answers(an_issue(nowhere), WOKEN)

    assert answer.said == (
        "It wrote nothing: rules/mapping.yaml gives it no place at jira: shown, and never written."
    )


def test_a_connection_without_a_right_is_told() -> None:
    told = replace(WOKEN, site=Site("jira", right="no token for jira stands in the settings"))

    assert stopped_by(answers(an_issue(), told)) == "permission"


def test_a_condition_that_is_not_met_is_told_whatever_else_stops_the_rule() -> None:
    told = replace(WOKEN, site=Site("jira", right="no token for jira stands in the settings"))

    assert answers(an_issue(state="closed"), told).said == (
        "It wrote nothing: no token for jira stands in the settings. It would not either way: "
        "its condition `item.state == 'open'` is not met, state is closed."
    )


def test_a_deleted_item_is_told() -> None:
    one = an_issue()

    answer = answers(replace(one, item=replace(one.item, deleted_at=NOW)), WOKEN)

    assert stopped_by(answer) == "permission"
    assert "was deleted in the tracker since 18 Nov 2026, 09:00 UTC" in answer.said


def test_a_row_that_nobody_fits_is_told() -> None:
    answer = answers(an_issue(labels=("a", "b", "c", "d")), WOKEN)

    assert answer.said.startswith("It did nothing: no row of `choose` holds")


def test_what_cannot_be_computed_is_told_at_its_line() -> None:
    answer = answers(an_issue(TRIAGE.replace("item.priority != 'Low'", "item.flagged")), WOKEN)

    assert answer.said.startswith("It did nothing: it failed: 0.yaml:13: expected yes or no, got ")


def test_a_step_is_told_with_the_event_that_called_it() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))

    answer = answers(one, Told(events=(an_event(one, TO_DONE),)))

    assert gate(answer, "trigger").answer == "passed"
    assert "say: Done by ann-moss:" in gate(answer, "write").said


def test_a_step_nothing_called_says_what_it_waits_for() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))

    answer = answers(one, Told(events=(an_event(one, Change("status", "Done", "To do")),)))

    assert stopped_by(answer) == "trigger"
    assert "a change of epic, issue (status) from In review, To do to Done" in answer.said


def test_an_occasion_that_is_too_old_is_told() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))
    old = an_event(one, TO_DONE, at=NOW - timedelta(days=8))

    assert "more than 7 days ago" in answers(one, Told(events=(old,))).said


def test_what_was_said_once_is_not_said_again() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))
    happened = Told(events=(an_event(one, TO_DONE),))
    key = answers(one, happened)
    said = replace(WRITTEN, effect=_key_of(one, happened), field="comment")

    answer = answers(one, replace(happened, writes=(said,)))

    assert gate(key, "limits").said == "nothing makes it wait"
    assert gate(answer, "limits").said == "said already, on 18 Nov 2026, 09:00 UTC; it is said once"
    assert answer.stop is None


def _key_of(one: Bench, told: Told) -> str:
    return asks(one, told).plan.steps[0].effect.key


def test_nothing_is_named_that_only_some_may_see() -> None:
    rule = TRIAGE.replace("item.priority != 'Low'", "item.children | names == ''")
    about, hidden = item("jira:PAY-1", priority="High"), item("jira:SEC-9", visibility="restricted")
    one = replace(bench(rule, about=about), around=graph((hidden, about)))

    found = gate(answers(one, WOKEN), "condition")

    assert "SEC-9" not in repr(found)
    assert "a restricted item" in found.said


@pytest.mark.parametrize("state", ["live", "shadow", "paused"])
def test_asking_changes_nothing_and_answers_the_same_twice(state: str) -> None:
    one = an_issue(TRIAGE.replace("state: live", f"state: {state}"))
    one = replace(one, written={"label:triage": Written("x", "label:triage", "bug", LONG_AGO)})

    assert answers(one, WOKEN) == answers(one, WOKEN)
