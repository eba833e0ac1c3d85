"""The shipped folder, as it is or with one setting written as an operations person would."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from automation.actions import ACTIONS
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.loader import RuleSet, digest, load
from automation.engine.why import inline_tests
from automation.rulefiles import read, read_folder
from automation.tree import Node

FOLDER: Final = Path(__file__).parents[2] / "rules"
LIVE: Final = frozenset({"health", "needs-triage"})
"""What the sandbox shows live, besides the commands."""


@cache
def texts() -> Mapping[str, str]:
    """Every file that ships, by its name."""
    return read_folder(FOLDER)


@cache
def beside() -> Mapping[str, Node]:
    """The files beside the rules, read."""
    files = texts().items()
    return {name: read(text, name) for name, text in files if "\nrule: " not in text}


@cache
def shipped() -> RuleSet:
    """The whole folder, loaded."""
    return loaded({name: text for name, text in texts().items() if name not in beside()})


def loaded(rules: Mapping[str, str]) -> RuleSet:
    """A set of these rules and what is beside them. Raises RuleError for whatever is wrong."""
    nodes = {name: read(text, name) for name, text in rules.items()}
    return load({**beside(), **nodes}, digest(rules), ACTIONS)


def twelve() -> tuple[Rule, ...]:
    """The rules that ship, without those that only answer a command."""
    return tuple(rule for rule in shipped().rules if not rule.file.startswith("commands/"))


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule as it ships and with one setting changed; `turned` has the inline tests that now come
    to something else, each with what it comes to.
    """

    before: Rule
    after: Rule
    turned: Mapping[str, str]


def changed(file: str, setting: str, value: str) -> Changed:
    """Write another value behind a setting, and leave every other word as it is."""
    line = re.compile(rf"(?m)^  {setting}: +\S.*?(?=\s*(?:\s#.*)?$)")
    head, mark, rest = texts()[file].partition("\nwhen:\n")
    written, count = line.subn(f"  {setting}: {value}", head)
    assert count == 1, f"{file} has no line for {setting}"
    made = loaded({file: f"{written}{mark}{rest}"})
    (after,) = made.rules
    results = inline_tests.run(after, made.world)
    turned = {each.name: _came(each.message) for each in results if not each.passed}
    return Changed(_of(shipped(), file), after, turned)


def workings(rule: Rule) -> tuple[object, ...]:
    """What a setting can change in a rule besides the conditions: when, how much, to whom."""
    derive = rule.derive
    acts = tuple(str(dict(act.literals())) for act in (*rule.then, *rule.otherwise))
    steady = (derive.stability, derive.hand_edit) if derive else ()
    times = tuple(repr(each).split(" at 0x")[0] for each in rule.triggers)
    values = tuple(row.value for row in derive.rows) if derive else ()
    return (times, rule.limits, acts, steady, values)


def _of(rules: RuleSet, file: str) -> Rule:
    return next(rule for rule in rules.rules if rule.file == file)


def _came(message: str) -> str:
    return message.rpartition(", got ")[2]
