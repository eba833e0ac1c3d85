"""Finds the rules that may be about an item, at a cost of those that match, not of all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from automation.engine.grammar.rule import Rule
from automation.model import Value

Condition = tuple[str, frozenset[Value]]
"""A field and the values of which it must read one, or hold one where it is a list."""


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Positions of rules by one equality each; those without any are `always` looked at."""

    by_field: Mapping[str, Mapping[Value, tuple[int, ...]]]
    always: tuple[int, ...]

    def positions(self, item: Mapping[str, object]) -> list[int]:
        """List the positions of the rules that may be about the item, in file order."""
        found = set(self.always)
        for field, by_value in self.by_field.items():
            for value in _values(item.get(field)):
                found.update(by_value.get(value, ()))
        return sorted(found)


def build(rules: Sequence[Rule]) -> RuleIndex:
    """Index the rules that derive and are not paused, each by its most selective equality."""
    wanted = {
        position: tuple(_conditions(rule))
        for position, rule in enumerate(rules)
        if rule.state != "paused" and rule.derive is not None
    }
    shared = Counter(
        (field, value)
        for conditions in wanted.values()
        for field, values in conditions
        for value in values
    )
    by_field: dict[str, dict[Value, list[int]]] = {}
    always: list[int] = []
    for position, conditions in wanted.items():
        if not conditions:
            always.append(position)
            continue
        field, values = min(conditions, key=lambda each: _cost(each, shared))
        for value in values:
            by_field.setdefault(field, {}).setdefault(value, []).append(position)
    return RuleIndex(
        {
            field: {value: tuple(found) for value, found in by_value.items()}
            for field, by_value in by_field.items()
        },
        tuple(always),
    )


def _conditions(rule: Rule) -> Iterator[Condition]:
    if rule.types:
        yield "type", frozenset(rule.types)
    if rule.projects:
        yield "project", frozenset(rule.projects)
    for field, value in rule.condition.requires if rule.condition else ():
        yield field, frozenset({value})


def _cost(condition: Condition, shared: Mapping[tuple[str, Value], int]) -> int:
    """Count the rules that would be looked at together with this one."""
    field, values = condition
    return sum(shared[field, value] for value in values)


def _values(held: object) -> tuple[Value, ...]:
    match held:
        case None:
            return ()
        case tuple() | list() | frozenset():
            return tuple(held)
        case str() | int() | float():
            return (held,)
        case _:
            return ()
