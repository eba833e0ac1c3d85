"""What may be done with terms besides comparing them: combine, add, join, choose, filter.

Each operator checks the kinds of its operands when the rule is loaded. What is computed from
something missing is missing; `default` and `is missing` are the ways out.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeGuard

from automation.engine.language.frame import EvaluationError, Frame, in_words, joined, kind_of
from automation.engine.language.terms import Run, Term, combined, literal, strict
from automation.engine.language.vocabulary import Kind

Item = Mapping[str, object]

_LISTS = (Kind.LIST, Kind.ITEMS)


def both(left: Term, right: Term) -> Term:
    """`left and right`. Chains of `and` become one flat closure."""
    terms = (left.every or (left,)) + (right.every or (right,))
    runs = tuple(strict(term) for term in terms)

    def every(item: Item, frame: Frame) -> object:
        for run in runs:  # noqa: SIM110 - all() over a generator takes twice the time here
            if not run(item, frame):
                return False
        return True

    term = combined(every, Kind.YES_NO, " and ".join(term.text for term in terms), terms)
    requires = tuple(dict.fromkeys(each for term in terms for each in term.requires))
    return replace(term, certain=True, requires=requires, every=terms)


def either(left: Term, right: Term) -> Term:
    """`left or right`."""
    one, other = strict(left), strict(right)
    term = combined(
        lambda item, frame: one(item, frame) or other(item, frame),
        Kind.YES_NO,
        f"({left.text} or {right.text})",
        (left, right),
    )
    return replace(term, certain=True)


def negate(operand: Term) -> Term:
    """`not operand`."""
    run = strict(operand)
    term = combined(
        lambda item, frame: not run(item, frame), Kind.YES_NO, f"not {operand.text}", (operand,)
    )
    return replace(term, certain=True)


def missing(operand: Term) -> Term:
    """`operand is missing`: nothing is known or set there."""
    run = operand.run
    term = combined(
        lambda item, frame: run(item, frame) is None,
        Kind.YES_NO,
        f"{operand.text} is missing",
        (operand,),
    )
    return replace(term, certain=True)


def add(left: Term, symbol: str, right: Term) -> Term:
    """`left + right` of two numbers or two lists, `left - right` of two numbers."""
    kinds = {left.kind, right.kind}
    if Kind.TEXT in kinds:
        left.refuse(f"`{symbol}` works on numbers and lists; texts are joined with ~")
    if Kind.TIME in kinds:
        left.refuse(f"`{symbol}` works on numbers and lists; count from a time with `| days`")
    lists = symbol == "+" and len(kinds) == 1 and left.kind in _LISTS
    if not lists and not kinds <= {Kind.NUMBER, Kind.ANY}:
        left.refuse(f"`{symbol}` cannot work on {left.kind} and {right.kind}")
    run = _appended(left.run, right.run) if lists else _summed(left.run, symbol, right.run)
    text = f"{left.text} {symbol} {right.text}"
    term = combined(run, left.kind if lists else Kind.NUMBER, text, (left, right))
    return replace(term, framed=lists or term.framed)


def _appended(left: Run, right: Run) -> Run:
    def appended(item: Item, frame: Frame) -> object:
        one, other = left(item, frame), right(item, frame)
        if not isinstance(one, tuple | list) or not isinstance(other, tuple | list):
            return None
        frame.spend(len(one) + len(other))
        return (*one, *other)

    return appended


def _summed(left: Run, symbol: str, right: Run) -> Run:
    sign = 1 if symbol == "+" else -1

    def summed(item: Item, frame: Frame) -> object:
        one, other = left(item, frame), right(item, frame)
        if one is None or other is None:
            return None
        if _is_number(one) and _is_number(other):
            return one + sign * other
        raise EvaluationError(f"`{symbol}` cannot work on {kind_of(one)} and {kind_of(other)}")

    return summed


def negative(operand: Term) -> Term:
    """`-operand` of a number."""
    if isinstance(operand.value, int | float) and operand.kind is Kind.NUMBER:
        return literal(-operand.value, operand.at)
    return add(literal(0, operand.at), "-", operand)


def concatenate(parts: tuple[Term, ...]) -> Term:
    """`a ~ b`: make one text of several values, each as in_words says it."""
    for part in parts:
        if part.kind in _LISTS:
            part.refuse(f"`{part.text}` is {part.kind}; say how to write it, with `| names`")
    runs = tuple(part.run for part in parts)

    def run(item: Item, frame: Frame) -> object:
        values = [each(item, frame) for each in runs]
        if None in values:
            return None
        return joined([in_words(value) for value in values])

    return combined(run, Kind.TEXT, " ~ ".join(part.text for part in parts), parts)


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """`then if condition else otherwise`."""
    absent = otherwise.literal and otherwise.value is None
    kinds = {then.kind} if absent else {then.kind, otherwise.kind}
    if len(kinds) > 1 and kinds & set(_LISTS):
        otherwise.refuse(f"both sides of `else` must be {then.kind}, this is {otherwise.kind}")
    holds, one, other = strict(condition), then.run, otherwise.run
    term = combined(
        lambda item, frame: one(item, frame) if holds(item, frame) else other(item, frame),
        then.kind if len(kinds) == 1 else Kind.ANY,
        f"({then.text} if {condition.text} else {otherwise.text})",
        (then, condition, otherwise),
    )
    return replace(term, certain=then.certain and otherwise.certain)


def at_position(values: Term, position: int) -> Term:
    """`values[position]` of a list; missing where the list is shorter."""
    if values.kind is not Kind.LIST:
        values.refuse(f"`{values.text}` is {values.kind}; only a list has positions")
    run = values.run

    def element(item: Item, frame: Frame) -> object:
        found = run(item, frame)
        if not isinstance(found, tuple | list) or not -len(found) <= position < len(found):
            return None
        return found[position]

    return combined(element, Kind.ANY, f"{values.text}[{position}]", (values,))


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
