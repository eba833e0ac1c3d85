"""Every rule we ship loads, says who owns it and why, and proves itself."""

from pathlib import Path

import pytest

from automation.actions import ACTIONS
from automation.engine.folder.landings import HEALTH
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.loader import RuleSet, digest, load
from automation.engine.why import inline_tests
from automation.graph import HIGHEST
from automation.rulefiles import read, read_folder

FOLDER = Path(__file__).parent.parent / "rules"


def shipped() -> RuleSet:
    texts = read_folder(FOLDER)
    return load({name: read(text, name) for name, text in texts.items()}, digest(texts), ACTIONS)


SHIPPED = shipped()
RULES = pytest.mark.parametrize("rule", SHIPPED.rules, ids=lambda rule: rule.file)


def test_there_is_a_rule_to_ship() -> None:
    assert {rule.id for rule in shipped().rules} >= {"health", "needs-triage"}


@RULES
def test_it_says_what_it_does_why_and_who_owns_it(rule: Rule) -> None:
    assert all(len(text.split()) >= 4 for text in (rule.title, rule.why))
    assert rule.owner
    assert rule.review_by


@RULES
def test_its_own_tests_pass(rule: Rule) -> None:
    results = inline_tests.run(rule, SHIPPED.world)

    assert [result for result in results if not result.passed] == []
    assert len(results) >= 2


@RULES
def test_it_shows_when_it_acts_and_when_it_must_not(rule: Rule) -> None:
    assert {example.acts for example in rule.tests} == {True, False}


@RULES
def test_every_row_that_can_win_does_so_in_a_test(rule: Rule) -> None:
    shown = {example.value for example in rule.tests if example.acts}

    assert rule.derive is None or shown == {row.value for row in rule.derive.rows}


@RULES
def test_every_row_says_why(rule: Rule) -> None:
    said = rule.derive is None or all(row.because is not None for row in rule.derive.rows)

    assert said or rule.appraises  # its rows say the strongest signals


def test_every_value_of_health_has_its_row_and_every_row_a_test() -> None:
    (health,) = [rule for rule in shipped().rules if rule.id == "health"]

    assert health.derive is not None
    assert set(health.derive.values) == set(HEALTH)
    assert health.derive.stability is not None
    assert health.derive.stability.at_once == ("F2",)
    assert health.types == {"epic", "initiative"}
    assert shipped().reach == HIGHEST


@RULES
def test_it_opens_with_words_for_the_person_who_changes_it(rule: Rule) -> None:
    assert (FOLDER / rule.file).read_text(encoding="utf-8").startswith("# ")
