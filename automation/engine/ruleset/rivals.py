"""Live rules that would write over each other: every field and label has one writer."""

from collections.abc import Iterator, Mapping

from automation.engine.folder.places import Place
from automation.engine.grammar.commands import Commanded
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.step import Act
from automation.errors import Problem


def rivals(rules: list[Rule], roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell live rules that write what another one writes already, at the claim itself."""
    writers: dict[str, Rule] = {}
    for rule in rules:
        if rule.state != "live":
            continue
        claims = dict(claims_of(rule, roots[rule.file]))
        taken = next((claim for claim in claims if claim in writers), None)
        if taken is not None:
            yield _told(rule, taken, writers[taken], claims[taken])
        for claim in claims:
            writers.setdefault(claim, rule)


def claims_of(rule: Rule, root: Place) -> Iterator[tuple[str, Place]]:
    """What a rule writes: fields by name, labels in words, each with the place that says so."""
    derive = rule.derive
    if derive is not None:
        place = root.find("derive", "label") or root.find("derive", "field") or root
        for field in rule.derives:
            yield field, place
        for label in derive.slot:
            yield f"the label {label!r}", place
    for number, trigger in enumerate(rule.triggers):
        if isinstance(trigger, Commanded):
            when = root.child("when")
            at = when.child(number) if when else None
            yield f"/pitboard {trigger.name}", (at and at.find("command", "name")) or root
    for act, place in steps_of(rule, root):
        for claim in act.action.claims(act.literals()):
            yield claim, place


def steps_of(rule: Rule, root: Place) -> Iterator[tuple[Act, Place]]:
    """Each step of a rule with the place of its arguments."""
    for key, acts in (("then", rule.then), ("else", rule.otherwise)):
        for act in acts:
            place = root.child(key) or root
            step = place.child(int(act.id.rpartition(" ")[2]) - 1) or place
            yield act, step.child(act.action.name) or step


def _told(rule: Rule, claim: str, other: Rule, place: Place) -> Problem:
    if claim.startswith("/pitboard "):
        said = f'"{claim}" is answered by the live rule "{other.id}" in {other.file}'
        return place.problem(f"{said}; give one of them another name")
    if claim.startswith("the "):
        what = claim
    elif rule.derive is not None and rule.derive.is_label:
        what = "this slot"
    else:
        what = f"the field {claim}"
    return place.problem(f'{what} is written by the live rule "{other.id}" in {other.file}')
