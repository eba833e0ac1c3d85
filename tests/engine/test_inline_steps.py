"""Inline tests and explanations of rules with steps."""

import pytest

from automation.engine.folder.facts import View, facts
from automation.engine.grammar.evaluate import explain
from automation.engine.why import inline_tests
from tests.engine.cases import MAPPING, NOW, happened
from tests.engine.files import changed, load_texts
from tests.engine.items import item

RULE = """\
pitboard: 1
rule: tell
title: Tell when work is done
why: Nobody heard of it.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: [status, labels], to: [Done, bug]}
    if: actor.login != 'bot'
  - sweep: every day at 06:00
about: {path: event.item, type: issue, if: item.parent is not missing}
let:
  kids: item.children | where('status_group', 'done')
if: item.state == 'closed'
then:
  - comment: "{{ item.parent.title }}: {{ kids | names }}"
  - {label: {add: loud}, if: item.comments > 3}
  - set: {field: shipped_in, value: "{{ item.tag | default('none') }}"}
else:
  - wake: other
tests:
  - name: it is done
    now: 2026-11-20T09:00:00Z
    given:
      item: {type: issue, state: closed, comments: 1, parent: {title: Payouts}, key: "jira:PAY-1",
             children: [{key: PAY-2, status_group: done}, {key: PAY-3, status_group: todo}]}
      event: {kind: jira.issue.updated, actor: ann, changed: {status: {from: To do, to: Done}}}
    expect: {steps: ["comment: Payouts: PAY-2", "set shipped_in: none"]}
  - name: a sweep finds it open
    now: 2026-11-20T09:00:00Z
    given: {item: {type: issue, state: open, parent: {title: x}}}
    expect: {steps: ["wake: other"]}
  - name: it got another label
    now: 2026-11-20T09:00:00Z
    given:
      item: {type: issue, parent: {title: x}}
      event: {actor: ann, changed: {labels: {to: docs}}}
    expect: {acts: false}
"""


def results(text: str) -> list[tuple[bool, str]]:
    rules = load_texts({"rule.yaml": text, "mapping.yaml": MAPPING})
    (rule,) = rules.rules
    return [(each.passed, each.message) for each in inline_tests.run(rule, rules.world)]


def test_steps_are_expected_in_words() -> None:
    assert results(RULE) == [(True, ""), (True, ""), (True, "")]


@pytest.mark.parametrize(
    ("edit", "number", "said"),
    [
        (
            ('"comment: Payouts: PAY-2", ', ""),
            0,
            "expected set shipped_in: none, got comment: Payouts: PAY-2\nset shipped_in: none",
        ),
        (
            ("closed, comments: 1", "closed, comments: 9"),
            0,
            "got comment: Payouts: PAY-2\nlabel on: loud\nset shipped_in: none",
        ),
        (
            ("{labels: {to: docs}}", "{labels: {to: bug}}"),
            2,
            "expected that it does not act, got wake: other",
        ),
        (("kind: jira.issue.updated, actor: ann", "actor: bot"), 0, "got that it does not act"),
        (("state: open, parent: {title: x}", "state: open"), 1, "got that it does not act"),
    ],
)
def test_what_came_instead_is_told(edit: tuple[str, str], number: int, said: str) -> None:
    passed, message = results(changed(*edit, RULE))[number]

    assert not passed
    assert said in message


def test_a_step_that_fails_is_told_at_its_line() -> None:
    text = changed("default('none')", "lower", RULE)

    passed, message = results(text)[0]

    assert not passed
    assert "got failed: rule.yaml:18: `item.tag | lower` is missing; write" in message


def test_an_explanation_shows_the_gates_and_then_the_steps() -> None:
    (rule,) = load_texts({"rule.yaml": RULE}).rules
    about = facts(item("jira:PAY-1", state="closed", comments=5), View())

    clauses = explain(rule, {**about, "parent": {"title": "x"}, "children": ()}, NOW)

    assert [(clause.text, clause.held) for clause in clauses] == [
        ("about type: issue", True),
        ("about: item.parent is not missing", True),
        ("let kids: item.children | where('status_group', 'done')", None),
        ("if: item.state == 'closed'", True),
        ("step 1: comment", True),
        ("step 2: label: item.comments > 3", True),
        ("step 3: set", True),
    ]


def test_an_explanation_of_what_is_not_met_shows_else() -> None:
    (rule,) = load_texts({"rule.yaml": RULE}).rules

    clauses = explain(rule, {"type": "issue", "state": "open", "parent": {}}, NOW, happened().event)

    assert clauses[-1].text == "step else 1: wake"


def test_an_explanation_shows_items_by_their_keys() -> None:
    (rule,) = load_texts({"rule.yaml": RULE}).rules
    given = {
        "type": "issue",
        "state": "open",
        "parent": {"key": "PAY-0"},
        "children": ({"key": "PAY-2", "status_group": "done"},),
    }

    clause = explain(rule, given, NOW)[2]

    assert clause.values == (("item.children", "PAY-2"), ("kids", "PAY-2"))
