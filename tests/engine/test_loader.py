"""A set of rules holds together, or says everything that is wrong with it."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from automation.engine.grammar.rule import Limits
from automation.engine.grammar.triggers import Changed
from automation.engine.ruleset.loader import digest
from automation.errors import RuleError
from tests.engine.files import SOUND, changed, load_rule, load_texts


def told(texts: Mapping[str, str]) -> list[str]:
    with pytest.raises(RuleError) as raised:
        load_texts(texts)
    return [str(problem) for problem in raised.value.problems]


def other(**passages: str) -> str:
    """Write a second sound rule, with a slot and a label of its own unless told otherwise."""
    words = {"rule": "second", "slot": "second", "label": "later", **passages}
    head, let, rest = changed("label: triage", f"label: {words['slot']}").partition("let:")
    head = changed("rule: needs-triage", f"rule: {words['rule']}", head)
    return head + let + rest.replace("needs-triage", words["label"])


def test_a_sound_file_becomes_a_rule() -> None:
    rule = load_rule()

    assert (rule.id, rule.owner, rule.state, rule.file) == (
        "needs-triage",
        "product-ops",
        "live",
        "rule.yaml",
    )
    assert rule.review_by == date(2027, 6, 1)
    assert (rule.types, rule.projects) == (frozenset({"issue"}), frozenset({"acme/shop"}))
    assert rule.triggers == (Changed(frozenset({"issue"}), frozenset({"labels", "state"})),)
    assert (rule.path, rule.links) == ("event.item", 0)
    assert rule.if_reads == frozenset({"state"})
    assert rule.reads == frozenset({"state", "labels"})
    assert rule.derive is not None
    assert (rule.derive.field, rule.derive.slot) == ("label:triage", ("needs-triage",))
    assert [(row.value, row.line) for row in rule.derive.rows] == [("needs-triage", 18), (None, 19)]
    assert rule.derive.hand_edit == timedelta(days=14)
    assert [test.line for test in rule.tests] == [22, 26]


def test_what_may_be_left_out_has_its_default() -> None:
    short = """\
pitboard: 1
rule: short
title: The shortest rule there is
why: Brevity.
owner: product-ops
when:
  - changed: {type: [issue, pull_request]}
about: {path: event.item}
derive:
  label: kind
  choose:
    - {value: bug, if: "'bug' in item.title"}
"""

    rule = load_rule(short)

    either = frozenset({"issue", "pull_request"})
    assert (rule.state, rule.review_by, rule.triggers) == ("shadow", None, (Changed(either, None),))
    assert (rule.types, rule.projects) == (either, frozenset())
    assert rule.limits == Limits(writes_per_run=25, mails_per_run=100)
    assert (rule.condition, rule.let, rule.tests) == (None, (), ())
    assert rule.derive is not None
    assert rule.derive.hand_edit == timedelta(days=14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("keep for 1 day", timedelta(days=1)),
        ("keep for 30 days", timedelta(days=30)),
        ("keep for 2 weeks", timedelta(weeks=2)),
    ],
)
def test_how_long_a_hand_edit_is_kept(text: str, expected: timedelta) -> None:
    rule = load_rule(changed("keep for 14 days", text))

    assert rule.derive is not None
    assert rule.derive.hand_edit == expected


def test_plain_numbers_may_stand_under_let() -> None:
    text = changed("  sorted: item", "  limit: 3\n  sorted: item")
    text = changed("sorted | count == 0", "sorted | count < limit", text)

    assert load_rule(text).let[0].expression.source == "3"


def test_all_problems_of_all_files_are_told_in_file_order() -> None:
    first = changed("owner: product-ops\n", "").replace("state: live", "state: lve")
    second = other().replace("item.labels | without", "item.lables | without")

    lines = told({"b.yaml": first, "a.yaml": second})

    assert [line.split("  ")[0] for line in lines] == ["b.yaml:1:1", "b.yaml:6:8", "a.yaml:12:16"]


def test_two_files_with_one_name_are_refused() -> None:
    (line,) = told({"a.yaml": SOUND, "b.yaml": other(rule="needs-triage")})

    assert line == "b.yaml:2:7  rule: a rule with this name stands in a.yaml"


def test_two_live_rules_of_one_slot_are_refused() -> None:
    (line,) = told({"a.yaml": SOUND, "b.yaml": other(slot="triage")})

    assert line == (
        'b.yaml:16:10  derive.label: this slot is written by the live rule "needs-triage" in a.yaml'
    )


def test_two_live_rules_that_share_a_label_are_refused() -> None:
    (line,) = told({"a.yaml": SOUND, "b.yaml": other(label="needs-triage")})

    assert line.startswith("b.yaml:16:10  derive.label: the label 'needs-triage' is written by")


def test_a_rule_in_shadow_may_share_a_slot_with_a_live_one() -> None:
    shadow = other(slot="triage", label="needs-triage").replace("state: live", "state: shadow")

    assert len(load_texts({"a.yaml": SOUND, "b.yaml": shadow}).rules) == 2


def test_a_report_is_read_by_a_grammar_of_its_own() -> None:
    found = told({"a.yaml": "pitboard: 1\nreport: x\nderive: {}\n"})

    assert any(line.startswith('a.yaml:3:1  derive: unknown key "derive"') for line in found)


def test_a_file_that_is_a_list_is_refused() -> None:
    assert "a rule file is a mapping" in told({"a.yaml": "- a\n"})[0]


def test_no_message_speaks_the_checker_s_own_language() -> None:
    nonsense = [
        "{pitboard: [1], rule: {a: 1}, title: ~, why: [], owner: 3, state: [], when: x, about: 3}",
        "{let: 3, if: 3, derive: [], tests: {}, review_by: 3, when: [3], about: {type: {}}}",
        changed('{value: needs-triage, if: "sorted | count == 0"', "{value: [a], if: [b]"),
        changed("{acts: false}", "{value: x, acts: 3, because: 3}"),
        changed("choose:", "choose: 3\n  x:"),
    ]

    lines = [line for text in nonsense for line in told({"a.yaml": text})]

    for word in ("Input should", "Extra inputs", "Field required", "valid ", "pydantic", "dict"):
        assert [line for line in lines if word in line] == []
    assert [line for line in lines if "not understood here" in line] == []


def test_the_digest_names_a_set_by_names_and_texts_alone() -> None:
    assert digest({"a": "1", "b": "2"}) == digest({"b": "2", "a": "1"})
    assert len({digest(each) for each in ({"a": "1"}, {"a": "2"}, {"b": "1"}, {"a1": ""}, {})}) == 5


def test_the_set_carries_the_digest_it_was_given() -> None:
    assert load_texts({"rule.yaml": SOUND}).hash == digest({"rule.yaml": SOUND})
