"""What a rule says of an item, why, and how it is explained."""

from datetime import datetime

import pytest

from automation.engine.grammar.evaluate import Judgement, evaluate, explain, facts
from automation.model import Item
from tests.engine.files import NOW, changed, issue, load_rule

ROW = '- {value: needs-triage, if: "sorted | count == 0", because: "nobody said what it is"}'


def test_the_first_row_that_holds_wins() -> None:
    judgement = evaluate(load_rule(), issue(labels=("needs-triage",)), NOW)

    assert judgement == Judgement(
        "chosen", "needs-triage", "nobody said what it is", 18, frozenset({"state", "labels"})
    )


def test_none_means_no_label_and_its_because_is_filled_in() -> None:
    judgement = evaluate(load_rule(), issue(labels=("needs-triage", "bug", "shop")), NOW)

    assert (judgement.result, judgement.value) == ("chosen", None)
    assert judgement.because == "labelled bug and shop"


@pytest.mark.parametrize(
    ("item", "because"),
    [
        (issue(type="pull_request"), "it is about issue, this is pull_request"),
        (issue(project="acme/app"), "it is about acme/shop, not acme/app"),
    ],
)
def test_an_item_outside_of_about_is_not_judged(item: dict[str, object], because: str) -> None:
    assert evaluate(load_rule(), item, NOW) == Judgement(
        "not_about", None, because, None, frozenset()
    )


def test_an_unmet_condition_is_named_in_plain_words() -> None:
    judgement = evaluate(load_rule(), issue(state="closed"), NOW)

    assert (judgement.result, judgement.because) == ("unmet", "not so: state is 'open'")
    assert judgement.reads == {"state"}


def test_no_row_that_holds_is_a_result_of_its_own() -> None:
    rule = load_rule(changed("{value: none, if: true,", "{value: none, if: item.comments > 9,"))

    assert evaluate(rule, issue(labels=("bug",)), NOW).result == "no_row"


def test_an_expression_that_fails_fails_the_rule_and_names_its_line() -> None:
    rule = load_rule(changed('"sorted | count == 0"', "item.comments > 3"))

    judgement = evaluate(rule, issue(comments="many"), NOW)

    assert (judgement.result, judgement.value) == ("failed", None)
    assert judgement.because == "rule.yaml:18: cannot order a text and a number"


def test_a_name_that_fails_is_told_at_its_own_line() -> None:
    judgement = evaluate(load_rule(), issue(labels="bug"), NOW)

    assert judgement.because.startswith("rule.yaml:12: `without` needs a list")


def test_a_text_that_fails_is_told_at_its_row() -> None:
    rule = load_rule(changed("labelled {{ sorted | names }}", "{{ item.title }}{{ item.title }}"))

    judgement = evaluate(rule, issue(labels=("bug",), title="x" * 40_000), NOW)

    assert judgement.because.startswith("rule.yaml:19: this makes a text of 80,000 characters")


def test_a_name_nobody_asks_for_is_never_computed() -> None:
    text = changed("  sorted: item", "  broken: item.comments + 1\n  sorted: item")

    assert evaluate(load_rule(text), issue(comments="many"), NOW).result == "chosen"


@pytest.mark.parametrize(
    ("condition", "because"),
    [
        ("item.comments == 0", "comments is 0"),
        (
            "item.comments >= 0 and item.state != 'closed'",
            "comments is at least 0 and state is not 'closed'",
        ),
        ("\"'a | b == c' not in item.labels\"", "'a | b == c' not in labels"),
        (
            "{any: [\"'x' in item.labels\", item.comments < 3]}",
            "'x' in labels or comments is below 3",
        ),
        ("{none: [item.comments > 3]}", "not (comments is above 3)"),
        ("true", "nothing above holds"),
    ],
)
def test_a_row_without_because_says_its_condition_in_plain_words(
    condition: str, because: str
) -> None:
    row = f"- {{value: needs-triage, if: {condition}}}"
    text = changed(ROW, row)
    if condition == "true":
        text = changed(
            '    - {value: none, if: true, because: "labelled {{ sorted | names }}"}\n', "", text
        )

    assert evaluate(load_rule(text), issue(), NOW).because == because


@pytest.mark.parametrize(
    ("group", "wins"),
    [
        ("{all: [item.comments > 3, item.comments > 1]}", False),
        ("{any: [item.comments > 3, item.comments > 1]}", True),
        ("{none: [item.comments > 3, item.comments > 1]}", False),
        ("{none: [item.comments > 3, item.comments > 2]}", True),
        ("{all: [item.comments > 1], none: [item.comments > 3]}", True),
        ("{all: [{any: [item.comments > 3, {none: [item.comments > 2]}]}]}", True),
    ],
)
def test_a_row_may_have_a_nest_of_conditions(*, group: str, wins: bool) -> None:
    rule = load_rule(changed('"sorted | count == 0"', group))

    judgement = evaluate(rule, issue(comments=2), NOW)

    assert judgement.row_line == (18 if wins else 19)


NESTED = """
  all: ["item.state == 'open'"]
  any:
    - "'bug' in item.labels"
    - all: [item.comments > 2, "item.author == 'ada'"]
  none: ["'later' in item.labels", item.title is missing]
"""


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"labels": ("bug",)}, None),
        ({"comments": 3, "author": "ada"}, None),
        ({"comments": 3}, "not so: 'bug' in labels or comments is above 2 and author is 'ada'"),
        ({"labels": ("bug", "later")}, "must not be so: 'later' in labels"),
        ({"labels": ("bug",), "title": None}, "must not be so: title is missing"),
        ({"labels": ("bug",), "state": "closed"}, "not so: state is 'open'"),
    ],
)
def test_conditions_nest(fields: dict[str, object], because: str | None) -> None:
    rule = load_rule(changed("\n  all: [\"item.state == 'open'\"]\n", NESTED))

    judgement = evaluate(rule, issue(**{"title": "Crash", **fields}), NOW)

    expected = ("unmet", because) if because else ("chosen", judgement.because)
    assert (judgement.result, judgement.because) == expected


def test_an_explanation_shows_every_gate_in_order_up_to_the_winner() -> None:
    clauses = explain(load_rule(), issue(labels=("bug",)), NOW)

    assert [(clause.text, clause.held, clause.values) for clause in clauses] == [
        ("about type: issue", True, (("item.type", "issue"),)),
        ("about project: acme/shop", True, (("item.project", "acme/shop"),)),
        (
            "let sorted: item.labels | without('needs-triage')",
            None,
            (("item.labels", "bug"), ("sorted", "bug")),
        ),
        ("if all: item.state == 'open'", True, (("item.state", "open"),)),
        (
            "choose needs-triage: sorted | count == 0",
            False,
            (("sorted", "bug"), ("sorted | count", "1")),
        ),
        ("choose none: true", True, ()),
    ]


@pytest.mark.parametrize(
    ("item", "last"),
    [
        (issue(type="epic"), "about project: acme/shop"),
        (issue(state="closed"), "if all: item.state == 'open'"),
        (issue(), "choose needs-triage: sorted | count == 0"),
    ],
)
def test_an_explanation_ends_at_the_gate_that_decided(item: dict[str, object], last: str) -> None:
    assert explain(load_rule(), item, NOW)[-1].text == last


def test_an_explanation_shows_what_failed_and_does_not_fail_itself() -> None:
    clauses = explain(load_rule(), issue(labels="bug"), NOW)

    assert clauses[-1].held is None
    assert clauses[-1].values[-1][0] == "error"


def test_every_line_of_a_condition_is_explained_also_after_one_that_does_not_hold() -> None:
    rule = load_rule(changed("\n  all: [\"item.state == 'open'\"]\n", NESTED))

    clauses = explain(rule, issue(state="closed"), NOW)

    assert [clause.text.partition(":")[0] for clause in clauses[3:]] == [
        "if all all",
        "if all any",
        "if all any all",
        "if all any all",
        "if all none",
        "if all none",
    ]


def test_an_item_is_flattened_to_the_words_of_the_vocabulary() -> None:
    item = Item(
        id="github:I_1",
        connection="github",
        key="github:acme/shop#1",
        type="issue",
        project="acme/shop",
        url="https://github.com/acme/shop/issues/1",
        visibility="public",
        fields={"title": "Crash", "state": "open", "created": datetime.min, "body": "secret"},  # noqa: DTZ901 - any time will do
        labels=frozenset({"b", "a"}),
    )

    flat = facts(item)

    assert (flat["key"], flat["type"], flat["labels"]) == (
        "github:acme/shop#1",
        "issue",
        ("a", "b"),
    )
    assert (flat["title"], flat.get("milestone")) == ("Crash", None)
