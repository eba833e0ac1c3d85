"""Comparing two terms: equal, in order, one within the other.

Kinds are checked when the rule is loaded, and the quickest closure is picked then. A comparison
with something missing is false, `!=` and `not in` included; ordering different kinds is an error.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace

from automation.engine.language.frame import EvaluationError, Frame, kind_of
from automation.engine.language.terms import Run, Term, combined
from automation.engine.language.vocabulary import Kind, suggest
from automation.model import Value

Item = Mapping[str, object]

_ORDERED = (Kind.TEXT, Kind.NUMBER, Kind.TIME, Kind.ANY)
_ORDERS: Mapping[str, Callable[..., bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(left: Term, symbol: str, right: Term) -> Term:
    """Compare with ==, !=, <, <=, >, >=, `in` or `not in`; raises ExpressionError."""
    for term, other in ((left, right), (right, left)):
        if term.literal and term.value is None:
            term.refuse(f"nothing equals none; write `{other.text} is missing`")
    if symbol in ("in", "not in"):
        return _membership(left, right, wanted=symbol == "in")
    if symbol in _ORDERS:
        return _ordering(left, symbol, right)
    return _equality(left, right, wanted=symbol == "==")


def _claim(run: Run, left: Term, symbol: str, right: Term) -> Term:
    """Shape a term that says yes or no, and whose trace also shows what was computed."""
    text = f"{left.text} {symbol} {right.text}"
    term = combined(run, Kind.YES_NO, text, (left, right))
    computed = tuple(
        side for side in (left, right) if not (side.literal or side.field or side.looks == (side,))
    )
    return replace(term, certain=True, looks=term.looks + computed)


def _equality(left: Term, right: Term, *, wanted: bool) -> Term:
    if Kind.ANY not in (left.kind, right.kind) and left.kind != right.kind:
        right.refuse(
            f"`{left.text}` is {left.kind} and `{right.text}` is {right.kind}: never equal"
        )
    field, literal = (right, left) if left.literal else (left, right)
    _refuse_impossible(field, literal, literal.value)
    simple = field.field is not None and literal.literal
    run = _field_equals(field, literal.value, wanted=wanted) if simple else None
    term = _claim(
        run or _equals(left.run, right.run, wanted=wanted),
        left,
        "==" if wanted else "!=",
        right,
    )
    if simple and wanted and field.field and literal.kind is not Kind.LIST:
        return replace(term, requires=((field.field, literal.value),))
    return term


def _field_equals(field: Term, value: Value, *, wanted: bool) -> Run | None:
    name = field.field
    if name is None or isinstance(value, tuple):
        return None
    if wanted:
        return lambda item, _frame: item.get(name) == value

    def differs(item: Item, _frame: Frame) -> object:
        found = item.get(name)
        return found is not None and found != value

    return differs


def _equals(left: Run, right: Run, *, wanted: bool) -> Run:
    def equals(item: Item, frame: Frame) -> object:
        one, other = left(item, frame), right(item, frame)
        if one is None or other is None:
            return False
        if isinstance(one, list | tuple) and isinstance(other, list | tuple):
            return (tuple(one) == tuple(other)) is wanted
        return (one == other) is wanted

    return equals


def _ordering(left: Term, symbol: str, right: Term) -> Term:
    for term in (left, right):
        if term.kind not in _ORDERED:
            term.refuse(f"`{term.text}` is {term.kind}, which has no order")
    if Kind.ANY not in (left.kind, right.kind) and left.kind != right.kind:
        right.refuse(f"cannot order {left.kind} and {right.kind}")
    compares = _ORDERS[symbol]
    if left.field is not None and right.literal:
        run = _field_ordered(left.field, compares, right.value)
    else:
        run = _ordered(left.run, compares, right.run)
    return _claim(run, left, symbol, right)


def _field_ordered(name: str, compares: Callable[..., bool], limit: Value) -> Run:
    def ordered(item: Item, _frame: Frame) -> object:
        found = item.get(name)
        if found is None:
            return False
        try:
            return compares(found, limit)
        except TypeError:
            raise _no_order(found, limit) from None

    return ordered


def _ordered(left: Run, compares: Callable[..., bool], right: Run) -> Run:
    def ordered(item: Item, frame: Frame) -> object:
        one, other = left(item, frame), right(item, frame)
        if one is None or other is None:
            return False
        if kind_of(one) != kind_of(other):
            raise _no_order(one, other)
        try:
            return compares(one, other)
        except TypeError:
            raise _no_order(one, other) from None

    return ordered


def _no_order(one: object, other: object) -> EvaluationError:
    return EvaluationError(f"cannot order {kind_of(one)} and {kind_of(other)}")


def _membership(part: Term, whole: Term, *, wanted: bool) -> Term:
    if whole.kind not in (Kind.LIST, Kind.TEXT, Kind.ANY):
        whole.refuse(f"`{whole.text}` is {whole.kind}; `in` looks in a list or a text")
    if part.kind in (Kind.LIST, Kind.ITEMS) or (
        whole.kind is Kind.TEXT and part.kind not in (Kind.TEXT, Kind.ANY)
    ):
        part.refuse(f"`{part.text}` is {part.kind}, which never stands in {whole.kind}")
    for value in whole.value if isinstance(whole.value, tuple) else ():
        _refuse_impossible(part, whole, value)
    if whole.elements and part.literal and part.value not in whole.elements:
        known = ", ".join(whole.elements)
        near = next((e for e in whole.elements if e.casefold() == str(part.value).casefold()), None)
        part.refuse(f"{whole.text} never holds {part.value!r}; there are {known}", near)
    term = _claim(
        _within(part.run, whole.run, wanted=wanted), part, "in" if wanted else "not in", whole
    )
    if not (part.literal and whole.field and whole.kind is Kind.LIST):
        return term
    run = _field_holds(whole.field, part.value, wanted=wanted)
    return replace(term, run=run, requires=((whole.field, part.value),) if wanted else ())


def _field_holds(name: str, value: Value, *, wanted: bool) -> Run:
    if wanted:

        def holds(item: Item, _frame: Frame) -> object:
            found = item.get(name)
            return found is not None and _has(found, value)

        return holds

    def lacks(item: Item, _frame: Frame) -> object:
        found = item.get(name)
        return found is not None and not _has(found, value)

    return lacks


def _within(part: Run, whole: Run, *, wanted: bool) -> Run:
    def within(item: Item, frame: Frame) -> object:
        one, other = part(item, frame), whole(item, frame)
        if one is None or other is None:
            return False
        return _has(other, one) is wanted

    return within


def _has(whole: object, part: object) -> bool:
    if isinstance(whole, tuple | list):
        return part in whole
    if isinstance(whole, str) and isinstance(part, str):
        return part in whole
    raise EvaluationError(f"`in` cannot look for {kind_of(part)} in {kind_of(whole)}")


def _refuse_impossible(field: Term, literal: Term, value: Value) -> None:
    """Refuse a literal that a field can never read, such as a misspelt state."""
    known = field.one_of
    if known and literal.literal and value not in known:
        literal.refuse(
            f"{field.text} is never {value!r}; it is {', '.join(known)}", suggest(value, known)
        )
