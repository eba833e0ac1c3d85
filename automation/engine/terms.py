"""The parts an expression is built from: a closure, with all that is known of it before it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from automation.engine.frame import EvaluationError, ExpressionError, Frame, in_words, kind_of
from automation.engine.vocabulary import ITEM, Kind
from automation.model import Value

Run = Callable[[Mapping[str, object], Frame], object]
"""Takes the fields of the item and the frame. None is the missing value, and nothing else is."""

_SCALARS = (Kind.TEXT, Kind.NUMBER, Kind.YES_NO, Kind.TIME, Kind.ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of an expression, as its author would write it in `text`, at the offset `at`.

    `certain` promises that `run` answers True or False, never missing. `framed` means that
    `run` looks at its frame. `requires` are the equalities without which it cannot be true.
    `looks` are the values a trace shows. `every` holds the operands of an `and`.
    """

    run: Run
    kind: Kind
    text: str
    at: int
    certain: bool = False
    framed: bool = False
    literal: bool = False
    value: Value = None
    field: str | None = None
    reads: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    requires: tuple[tuple[str, Value], ...] = ()
    looks: "tuple[Term, ...]" = ()
    every: "tuple[Term, ...]" = ()

    def refuse(self, message: str, suggestion: str | None = None) -> NoReturn:
        """Raise ExpressionError at this term's place."""
        raise ExpressionError(message, self.at, suggestion)


def literal(value: Value, at: int) -> Term:
    """Make a value written out a term; its text is how an author writes it."""
    is_word = value is None or isinstance(value, bool)
    return Term(
        run=lambda _item, _frame: value,
        kind=kind_of(value) or Kind.ANY,
        text=str(value).lower() if is_word else repr(value),
        at=at,
        certain=isinstance(value, bool),
        literal=True,
        value=value,
    )


def item_field(name: str, at: int) -> Term:
    """Read a field of the item; the caller has made sure that the vocabulary knows it."""
    term = Term(
        run=lambda item, _frame: item.get(name),
        kind=ITEM[name].kind,
        text=f"item.{name}",
        at=at,
        field=name,
        reads=frozenset({name}),
    )
    return replace(term, looks=(term,))


def let_name(name: str, kind: Kind, at: int) -> Term:
    """Read a name under `let`; the facts compute it when it is first asked for."""
    term = Term(
        run=lambda _item, frame: frame.facts[name],
        kind=kind,
        text=name,
        at=at,
        framed=True,
        names=frozenset({name}),
    )
    return replace(term, looks=(term,))


def the_time(at: int) -> Term:
    """Read `now`, an argument of the evaluation and never a clock."""
    return Term(run=lambda _item, frame: frame.now, kind=Kind.TIME, text="now", at=at, framed=True)


def listing(parts: tuple[Term, ...], at: int) -> Term:
    """Write a list out. Lists never hold lists, so that no value can grow without bound."""
    for part in parts:
        if part.kind not in _SCALARS:
            part.refuse(f"a list cannot hold {part.kind}")
    text = f"[{', '.join(part.text for part in parts)}]"
    if all(part.literal for part in parts):
        value = tuple(part.value for part in parts)
        return replace(literal(value, at), text=text, kind=Kind.LIST)
    runs = tuple(part.run for part in parts)

    def run(item: Mapping[str, object], frame: Frame) -> object:
        return tuple(each(item, frame) for each in runs)

    return replace(combined(run, Kind.LIST, text, parts), at=at)


def combined(run: Run, kind: Kind, text: str, parts: tuple[Term, ...]) -> Term:
    """Make a term of others: it reads what they read, and stands where the first one does."""
    return Term(
        run=run,
        kind=kind,
        text=text,
        at=parts[0].at,
        framed=any(part.framed for part in parts),
        reads=frozenset().union(*(part.reads for part in parts)),
        names=frozenset().union(*(part.names for part in parts)),
        looks=tuple({look.text: look for part in parts for look in part.looks}.values()),
    )


def strict(term: Term) -> Run:
    """Run a term that must answer yes or no; raises ExpressionError where it never can."""
    if term.certain:
        return term.run
    if term.kind not in (Kind.YES_NO, Kind.ANY):
        got = in_words(term.value) if term.literal else f"{term.kind} from `{term.text}`"
        term.refuse(f"expected yes or no, got {got}; compare it with something")
    run, text = term.run, term.text

    def checked(item: Mapping[str, object], frame: Frame) -> object:
        value = run(item, frame)
        if value is True or value is False:
            return value
        raise EvaluationError(
            f"expected yes or no, got {in_words(value)} from `{text}`; compare it with something"
        )

    return checked
