"""T11: whether an event pays for the rules that match it, or for all there are."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from statistics import median
from typing import Final

from automation.engine.deciding.decide import decide
from automation.engine.grammar.evaluate import facts
from automation.engine.ruleset.loader import RuleSet, load
from automation.model import Guard, Item
from automation.ports import Case, Reason
from automation.rulefiles import read
from automation.tree import Node
from bench.measure import in_turns, ratio
from bench.table import Bound, Figure, Row

ROWS = (Row("T11", "10,000 rules / 100 rules, same 10 matches", (Bound(1.5, 1.2, most=True),)),)
FEW, MANY, MATCHES, EVENTS = 100, 10_000, 10, 300
NOW: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)

RULE: Final = """\
pitboard: 1
rule: team-@
title: Open issues of team @ say so
why: The bench needs many rules that differ.
owner: bench
state: live
when:
  - changed: {type: issue}
about: {path: event.item, type: issue}
if: >-
  item.state == 'open' and 'team @' in item.labels and item.comments > 1
  and item.author != 'renovate[bot]' and item.milestone is missing
derive:
  label: slot-@
  choose:
    - {value: mark @, if: "item.comments < 9", because: "written by {{ item.author }}"}
"""


def measure(rounds: int) -> list[Figure]:
    """Decide about the same items under few rules and under many."""
    sets = {str(count): rules(count) for count in (FEW, MANY)}
    looked_at = {name: len(candidates(found)) for name, found in sets.items()}
    cases = {name: partial(_micros, found) for name, found in sets.items()}
    took = in_turns(cases, 3 * rounds, warm_up=1)
    notes = tuple(
        f"{int(name):,} rules: {median(each):,.0f} us an event, {looked_at[name]} looked at"
        for name, each in took.items()
    )
    return [Figure("T11", (ratio(took[str(MANY)], took[str(FEW)]),), notes)]


def rules(count: int) -> RuleSet:
    """That many rules, of which ten match `an_item()`."""
    tree = read(RULE, "rule.yaml")
    return load({f"{n}.yaml": _filled(tree, str(n)) for n in range(count)}, "bench")


def candidates(found: RuleSet) -> list[str]:
    """The rules that are looked at for one event, by name."""
    return [rule.id for rule in found.candidates(facts(an_item()))]


def an_item() -> Item:
    """An open issue of ten teams."""
    return Item(
        id="github:7",
        connection="github",
        key="github:acme/shop#7",
        type="issue",
        project="acme/shop",
        url="https://github.example/acme/shop/issues/7",
        visibility="public",
        fields={"title": "Slow", "state": "open", "author": "ann-moss", "comments": 3},
        labels=frozenset(f"team {n}" for n in range(MATCHES)),
        guards={"fields": Guard(NOW, "1"), "labels": Guard(NOW, "1")},
    )


def _filled(node: Node, word: str) -> Node:
    """The tree of the rule with a word in place of every @."""
    match node.value:
        case str() as text:
            return replace(node, value=text.replace("@", word))
        case tuple() as parts:
            return replace(node, value=tuple(_filled(part, word) for part in parts))
        case Mapping() as entries:
            return replace(node, value={k: _filled(each, word) for k, each in entries.items()})
        case _:
            return node


def _micros(found: RuleSet, _round: int) -> float:
    look = Reason("look", 1, changed=frozenset({"any"}))
    case = Case("github:7", (look,), an_item(), derived={}, overrides={}, written={})
    return timed(lambda: decide(found, case, NOW, {}), EVENTS)


def timed(act: Callable[[], object], times: int) -> float:
    """Microseconds of one run, without pauses of the collector, which the sizes would skew."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    for _ in range(times):
        act()
    took = time.perf_counter() - start
    gc.enable()
    return 1e6 * took / times
