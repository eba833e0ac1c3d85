"""What was written, or would be, is told as a sentence, with what stood before and the answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.effects import Verdict
from automation.ports.explaining import Rest, Told
from tests.engine.asked import (
    WOKEN,
    WRITTEN,
    an_event,
    an_issue,
    answers,
    gate,
)
from tests.engine.cases import NOW, bench
from tests.engine.items import item
from tests.engine.stepped import MOVED, TO_DONE

STAMPED = MOVED.replace(
    'comment: "Done by {{ actor.login }}: {{ item.title }}"', "label: {remove: [stuck]}"
).replace("state: live", "state: shadow")


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("stuck",), "the rule is in shadow; live, it would take off the label stuck"),
        ((), "the rule is in shadow; what it would write stands already"),
    ],
)
def test_a_rule_in_shadow_would_write_only_what_differs(labels: tuple[str, ...], said: str) -> None:
    one = bench(STAMPED, about=item("jira:PAY-1", labels=labels))

    assert gate(answers(one, Told(events=(an_event(one, TO_DONE),))), "write").said == said


def test_a_write_is_told_with_what_stood_before_and_the_answer() -> None:
    one = an_issue(labels=("needs-triage",))
    wrote = replace(WRITTEN, before=("old",), said="written")

    found = gate(answers(one, replace(WOKEN, writes=(wrote,))), "write")

    assert found.values == (
        (
            "label triage",
            (
                "put on the label needs-triage (before: old) on 18 Nov 2026, 09:00 UTC, "
                "and the tracker took it"
            ),
        ),
    )


def test_what_a_step_would_say_cannot_be_told_without_its_event() -> None:
    found = gate(answers(bench(MOVED, about=item("jira:PAY-1", title="Pay"))), "write")

    assert found.said == "nothing woke it, and what it would write depends on what does"
    assert found.answer == "unknown"


def test_a_step_that_fails_is_told_at_its_line() -> None:
    source = MOVED.replace("comment: ", "comment: Seen.\n    if: item.flagged #")
    one = bench(source, about=item("jira:PAY-1"))

    found = gate(answers(one, Told(events=(an_event(one, TO_DONE),))), "write")

    assert found.said.startswith("0.yaml:12: expected yes or no")


def test_a_sentence_that_was_cut_has_no_second_end() -> None:
    source = STAMPED.replace("label: {remove: [stuck]}", f'comment: "{"a" * 200}"')
    one = bench(source, about=item("jira:PAY-1"))

    assert answers(one, Told(events=(an_event(one, TO_DONE),))).said.endswith("a…")


def test_a_rule_that_rests_and_wants_nothing_here_is_not_stopped_by_that() -> None:
    one = an_issue(labels=("needs-triage",))

    answer = answers(one, replace(WOKEN, rest=Rest(NOW, 31, 25), writes=(WRITTEN,)))

    assert answer.stop is None
    assert answer.said.startswith("Nothing stops it: label triage reads needs-triage already")
    assert gate(answer, "fuse").said.endswith("of this item it wants nothing that is not so")


def test_what_kept_a_rule_from_speaking_then_is_told_later() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay"))
    asked_then = NOW - timedelta(days=1)
    happened = an_event(one, TO_DONE, at=asked_then)
    kept = Verdict("tell", "abc", one.item.id, asked_then, "held", "Ann asked for quiet until noon")

    answer = answers(one, Told(events=(happened,), verdict=kept))

    assert answer.said == (
        "It wrote nothing: Ann asked for quiet until noon, when it was asked on "
        "17 Nov 2026, 09:00 UTC; it wanted to say: Done by ann-moss: Pay."
    )
