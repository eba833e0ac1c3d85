"""Conditions that the rule's own write changes: it takes back what it has just set."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from automation.engine.folder.places import Place
from automation.engine.grammar.rule import Rule
from automation.errors import Problem

_UPDATED: Final = re.compile(r"\bitem\.updated\b")
_JUDGED: Final = ("about", "let", "if", "derive")


def selfmade(rules: Sequence[Rule], roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell rules that derive and that ask when an item was last updated: writing updates it."""
    for rule in rules:
        root = roots[rule.file]
        for section in _JUDGED if rule.derive is not None else ():
            place = root.child(section)
            for where, offset in _asked(place) if place else ():
                said = "what this rule writes is an update, too, so it takes it back at once"
                mend = "a rule with `then` waits for `silence`, which leaves our own writes out"
                yield where.problem(f"item.updated: {said}; {mend}", None, offset)


def _asked(place: Place) -> Iterator[tuple[Place, int]]:
    """Each text that asks, but for the words that tell why."""
    if isinstance(place.node.value, str):
        yield from ((place, found.start()) for found in _UPDATED.finditer(place.node.value))
    under = (each for key, each in place.entries() if key != "because")
    for part in (*place.children(), *under):
        yield from _asked(part)
