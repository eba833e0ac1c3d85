"""What a shipped rule never does: name a person, decide for a team, write beside another one."""

import re
from typing import Final

import pytest

from automation.engine.folder.places import Place
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.analysing import notes
from automation.engine.ruleset.rivals import claims_of
from automation.rulefiles import read
from tests.shipped.folder import LIVE, loaded, shipped, texts, twelve

TWELVE = pytest.mark.parametrize("rule", twelve(), ids=lambda rule: rule.id)
ALLOWED: Final = frozenset({"set", "label", "comment", "notify"})
"""No transition, no assignment, no new item, no proposal: what a team did not ask for."""

_PEOPLE: Final = re.compile(r"assignee|author|reporter|actor\.|@|\bmention\b")


def test_there_are_twelve() -> None:
    assert len(twelve()) == 12


@TWELVE
def test_it_starts_in_shadow_but_for_what_the_sandbox_shows(rule: Rule) -> None:
    assert rule.state == ("live" if rule.id in LIVE else "shadow")


@TWELVE
def test_it_looks_at_no_person_and_names_none(rule: Rule) -> None:
    text = texts()[rule.file]
    written = "\n".join(line.partition(" #")[0] for line in text.splitlines() if line[:1] != "#")

    assert _PEOPLE.findall(written) == []
    assert [id_ for id_ in shipped().world.people.by_id if _names(written, id_)] == []


@TWELVE
def test_it_decides_nothing_for_a_team(rule: Rule) -> None:
    acts = (*rule.then, *rule.otherwise)

    assert {act.action.name for act in acts} <= ALLOWED
    fields = {act.literals()["field"] for act in acts if act.action.name == "set"}
    assert fields <= {"shipped_in"}


@TWELVE
def test_it_is_told_in_a_digest_and_not_one_by_one(rule: Rule) -> None:
    told = [act for act in (*rule.then, *rule.otherwise) if act.action.name == "notify"]

    assert [act.id for act in told if act.literals()["digest"] == "none"] == []


@TWELVE
def test_a_person_who_knows_no_grammar_is_told_what_it_is_for(rule: Rule) -> None:
    head = texts()[rule.file].partition("\npitboard: 1\n")[0].splitlines()

    assert [line for line in head if not line.startswith("#")] == []
    assert len(head) >= 3


@TWELVE
def test_it_shows_more_often_when_it_must_not_act_than_once(rule: Rule) -> None:
    silent = [example for example in rule.tests if not example.acts]

    assert len(silent) >= 2


@TWELVE
def test_it_loads_with_nothing_but_what_is_beside_the_rules(rule: Rule) -> None:
    (alone,) = loaded({rule.file: texts()[rule.file]}).rules

    assert alone.id == rule.id


def test_every_field_and_label_has_one_writer_even_if_all_of_them_go_live() -> None:
    files = {
        rule.file: texts()[rule.file].replace("\nstate: shadow", "\nstate: live")
        for rule in shipped().rules
    }

    rules = loaded(files).rules
    assert {rule.state for rule in rules} == {"live"}
    claims = [claim for rule in rules for claim in _claims(rule, files[rule.file])]
    assert len(claims) == len(set(claims))


def test_check_has_nothing_to_note_about_them() -> None:
    nodes = {name: read(text, name) for name, text in texts().items()}

    assert notes(shipped().rules, nodes, shipped().world) == ()


def _names(written: str, person: str) -> bool:
    return re.search(rf"\b{re.escape(person)}\b", written) is not None


def _claims(rule: Rule, text: str) -> set[str]:
    return {claim for claim, _ in claims_of(rule, Place(rule.file, read(text, rule.file)))}
