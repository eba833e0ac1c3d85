"""The parts an expression is built from: a closure, with all that is known of it before it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from automation.engine.language.frame import (
    EvaluationError,
    ExpressionError,
    Frame,
    in_words,
    kind_of,
)
from automation.engine.language.vocabulary import Field, Kind, Relation
from automation.model import Value

Run = Callable[[Mapping[str, object], Frame], object]
"""Takes the fields of the item and the frame. None is the missing value, and nothing else is."""

_SCALARS = (Kind.TEXT, Kind.NUMBER, Kind.YES_NO, Kind.TIME, Kind.ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of an expression, as its author would write it in `text`, at the offset `at`.

    `certain` promises that `run` answers True or False, never missing. `framed` means that
    `run` looks at its frame. `requires` are the equalities without which it cannot be true.
    `looks` are the values a trace shows. `every` holds the operands of an `and`. `field` is set
    where it reads a field that stands in the item itself. `one_of` are all values it can have,
    empty where any will do, `elements` all that a list can hold. It looks at items up to `links`
    links away, by `hops` relations.
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
    one_of: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    links: int = 0
    hops: int = 0
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


def item_field(field: Field, at: int) -> Term:
    """Read a field of the item; the caller has made sure that it is known."""
    name = field.name
    term = Term(
        run=_worked_out(name) if field.computed else lambda item, _frame: item.get(name),
        kind=field.kind,
        text=f"item.{name}",
        at=at,
        field=None if field.computed else name,
        one_of=field.one_of,
        reads=frozenset({name}),
        links=field.links,
    )
    return replace(term, looks=(term,))


def _worked_out(name: str) -> Run:
    return lambda item, _frame: found_in(item, name)


def found_in(item: object, name: str) -> object:
    """Read a field of an item, also one that the item works out when it is first asked for."""
    if not isinstance(item, Mapping):
        return None
    try:
        return item[name]
    except KeyError:
        return None


def around(relation: Relation, at: int, owner: Term | None = None) -> Term:
    """Reach the items around the item, or around another one that an expression gives."""
    name = relation.name
    inner = owner.run if owner else None
    term = Term(
        run=_worked_out(name) if inner is None else _member(inner, name),
        kind=relation.kind,
        text=f"{owner.text if owner else 'item'}.{name}",
        at=at,
        framed=owner.framed if owner else False,
        links=relation.links + (owner.links if owner else 0),
        hops=1 + (owner.hops if owner else 0),
        reads=(owner.reads if owner else frozenset()) | {name},
        names=owner.names if owner else frozenset(),
    )
    return replace(term, looks=() if relation.kind is Kind.ITEM else (term,))


def member(owner: Term, field: Field, at: int) -> Term:
    """Read a field of an item that an expression gives: missing where there is no such item."""
    term = combined(
        _member(owner.run, field.name), field.kind, f"{owner.text}.{field.name}", (owner,)
    )
    reads = term.reads | {f"*/{field.name}"}
    links = term.links + field.links
    term = replace(term, at=at, one_of=field.one_of, reads=reads, links=links, looks=())
    return replace(term, looks=(term,))


def _member(owner: Run, name: str) -> Run:
    return lambda item, frame: found_in(owner(item, frame), name)


def told(root: str, field: Field, at: int, side: str = "") -> Term:
    """Read a field of `event` or `actor`, or what it says a field of the item read before."""
    name = f"{field.name}.{side}" if side else field.name
    term = Term(
        run=lambda _item, frame: found_in(frame.facts.get(root), name),
        kind=field.kind,
        text=f"{root}.{name}",
        at=at,
        framed=True,
        one_of=field.one_of,
    )
    return replace(term, looks=(term,))


def let_name(name: str, kind: Kind, at: int, *, links: int = 0, hops: int = 0) -> Term:
    """Read a name under `let`; the facts compute it when it is first asked for."""
    term = Term(
        run=lambda _item, frame: frame.facts[name],
        kind=kind,
        text=name,
        at=at,
        framed=True,
        links=links,
        hops=hops,
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
        links=max(part.links for part in parts),
        hops=max(part.hops for part in parts),
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
