"""A folder's trees to one set of rules, or to every problem in it, in file order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from automation.engine.assemble import assemble
from automation.engine.index import RuleIndex, build
from automation.engine.places import Place
from automation.engine.rule import Rule
from automation.errors import Problem, RuleError
from automation.tree import Node


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that hold together, in file order. `hash` names this exact set for ever.

    `owned` are the fields that live rules write; a rule in shadow only tells of other fields.
    """

    hash: str
    rules: tuple[Rule, ...]
    index: RuleIndex
    owned: frozenset[str] = frozenset()

    def candidates(self, item: Mapping[str, object]) -> tuple[Rule, ...]:
        """List the rules that may be about an item, in file order and without paused ones.

        `item` is what evaluate.facts gives. More may be listed than truly match, never fewer.
        """
        return tuple(self.rules[position] for position in self.index.positions(item))


def digest(texts: Mapping[str, str]) -> str:
    """Hash the names and texts of a set; their order does not matter."""
    whole = sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            encoded = part.encode("utf-8", "surrogatepass")
            whole.update(len(encoded).to_bytes(8, "big") + encoded)
    return whole.hexdigest()


def load(files: Mapping[str, Node], digest: str) -> RuleSet:
    """Compile every file; `digest` is that of the texts the trees were read from.

    Raises one RuleError with all problems of all files.
    """
    roots = {name: Place(name, node) for name, node in files.items()}
    problems: list[Problem] = []
    rules: list[Rule] = []
    for root in roots.values():
        rule, found = assemble(root)
        problems += found
        if rule:
            rules.append(rule)
    problems += _doubles(roots)
    problems += _rivals(rules, roots)
    if problems:
        order = list(files)
        raise RuleError(sorted(problems, key=lambda p: (order.index(p.file), p.line, p.column)))
    owned = frozenset(rule.derive.field for rule in rules if rule.state == "live")
    return RuleSet(digest, tuple(rules), build(rules), owned)


def _doubles(roots: Mapping[str, Place]) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for name, root in roots.items():
        place = root.child("rule")
        if place is None or not isinstance(place.node.value, str):
            continue
        if place.node.value in seen:
            yield place.problem(f"a rule with this name stands in {seen[place.node.value]}")
        seen.setdefault(place.node.value, name)


def _rivals(rules: list[Rule], roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell live rules that write the same label: every field has one writer."""
    writers: dict[str, Rule] = {}
    for rule in rules:
        if rule.state != "live":
            continue
        claims = (rule.derive.field, *(f"the label {label!r}" for label in rule.derive.slot))
        taken = next((claim for claim in claims if claim in writers), None)
        place = roots[rule.file].find("derive", "label")
        if taken and place:
            other = writers[taken]
            what = "this slot" if taken == rule.derive.field else taken
            yield place.problem(f'{what} is written by the live rule "{other.id}" in {other.file}')
        for claim in claims:
            writers.setdefault(claim, rule)
