"""The conditions that keep a rule from acting, each with what it looked at, in a sentence."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from automation.effects import Clause
from automation.engine.language.conditions import Condition, Group, Line

Facts = Mapping[str, object]


def obstacle(condition: Condition, known: Facts, now: datetime) -> str:
    """Why the condition is not met: "its condition `item.state == 'open'` is not met, state is
    closed". Raises EvaluationError.
    """
    refused = next(_refusing(condition, known, now), None)
    if refused is not None:
        return f"`{refused.text}` must not be so, and it is{_looked_at(refused)}"
    failing = [line.expression.explain(known, now) for line in _failing(condition, known, now)]
    if len(failing) == 1:
        return f"its condition `{failing[0].text}` is not met{_looked_at(failing[0])}"
    listed = ", ".join(f"`{each.text}`" for each in failing)
    merged = Clause("", None, tuple(dict.fromkeys(v for each in failing for v in each.values)))
    return f"none of its conditions {listed} is met{_looked_at(merged)}"


def _failing(condition: Condition, known: Facts, now: datetime) -> Iterator[Line]:
    """The first line that fails, or every line of an `any` none of which holds."""
    if isinstance(condition, Line):
        if not condition.holds(known, now):
            yield condition
        return
    if condition.mode == "any":
        for part in condition.parts:
            yield from _failing(part, known, now)
    elif condition.mode == "all":
        for part in condition.parts:
            if not part.holds(known, now):
                yield from _failing(part, known, now)
                return


def _refusing(condition: Condition, known: Facts, now: datetime) -> Iterator[Clause]:
    """The line under `none` that holds, where that is what stops it first."""
    if not isinstance(condition, Group):
        return
    if condition.mode == "none":
        for line in _lines(condition):
            if line.holds(known, now):
                yield line.expression.explain(known, now)
        return
    if condition.mode == "all":
        for part in condition.parts:
            if not part.holds(known, now):
                yield from _refusing(part, known, now)
                return


def _lines(condition: Condition) -> Iterator[Line]:
    if isinstance(condition, Line):
        yield condition
        return
    for part in condition.parts:
        yield from _lines(part)


def _looked_at(clause: Clause) -> str:
    """`, state is closed`: what the line looked at, "" where that is nothing."""
    said = [
        f"{name.removeprefix('item.')} is {value}" for name, value in dict.fromkeys(clause.values)
    ]
    return f", {' and '.join(said)}" if said else ""
