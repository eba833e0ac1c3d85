"""The cost of finding rules grows with those that match, counted and not timed."""

from collections.abc import Iterator
from dataclasses import replace

from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.index import build
from automation.engine.ruleset.loader import RuleSet
from tests.engine.files import changed, issue, load_rule


class CountedItem(dict[str, object]):
    """An item that counts how often a field of it is asked for."""

    asked = 0

    def get(self, key: str, default: object = None) -> object:
        self.asked += 1
        return super().get(key, default)


def rule_set(rules: list[Rule]) -> RuleSet:
    return RuleSet("hash", tuple(rules), build(rules))


def one_project_each(count: int) -> Iterator[Rule]:
    rule = load_rule()
    for number in range(count):
        yield replace(
            rule, id=f"r{number}", projects=frozenset({f"acme/p{number % (count // 10)}"})
        )


def test_ten_thousand_rules_cost_as_much_as_a_hundred() -> None:
    looked_at = {}
    for count in (100, 10_000):
        rules = rule_set(list(one_project_each(count)))
        item = CountedItem(issue(project="acme/p3"))
        looked_at[count] = (len(rules.candidates(item)), item.asked)

    assert looked_at[100] == looked_at[10_000] == (10, 1)


def test_a_condition_narrows_the_search_where_about_does_not() -> None:
    everywhere = changed(", projects: [acme/shop]", "")
    rules = [
        load_rule(
            changed("\"item.state == 'open'\"", f"\"'label-{n}' in item.labels\"", everywhere)
        )
        for n in range(20)
    ]

    found = rule_set(rules).candidates(issue(labels=("label-7", "label-9", "label-x")))

    assert found == (rules[7], rules[9])


def test_the_most_selective_equality_is_picked() -> None:
    rule = load_rule()
    same_project = [replace(rule, id=f"r{n}", types=frozenset({f"t{n}"})) for n in range(50)]

    found = rule_set(same_project).candidates(issue(type="t7"))

    assert [each.id for each in found] == ["r7"]


def test_candidates_come_in_file_order_and_each_once() -> None:
    rule = load_rule()
    several = frozenset({"acme/shop", "acme/app"})
    rules = [
        replace(rule, id="c", types=frozenset()),
        replace(rule, id="a", projects=several),
        replace(rule, id="b", condition=None, types=frozenset(), projects=frozenset()),
    ]

    found = rule_set(rules).candidates(issue())

    assert [each.id for each in found] == ["c", "a", "b"]


def test_a_paused_rule_is_no_candidate() -> None:
    rule = load_rule()

    assert rule_set([replace(rule, state="paused")]).candidates(issue()) == ()
    assert rule_set([replace(rule, state="shadow")]).candidates(issue()) != ()


def test_a_rule_that_may_match_is_never_left_out() -> None:
    text = changed(
        "all: [\"item.state == 'open'\"]",
        "any: [\"item.state == 'open'\", \"'bug' in item.labels\"]",
        changed(", type: issue, projects: [acme/shop]", ""),
    )
    rule = load_rule(text)
    # A second rule of the same type makes the condition the more selective way to the first.
    rules = rule_set([rule, replace(rule, id="second", condition=None)])

    assert rule in rules.candidates(issue(state="closed", labels=("bug",)))
    assert rule in rules.candidates(issue(state="open"))
