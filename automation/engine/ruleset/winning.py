"""Conditions that can never hold: rows whose case an earlier row has taken, values that exclude
each other, changes that never happen.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from automation.engine.folder.places import Place
from automation.engine.grammar.rule import Row, Rule
from automation.engine.language.conditions import Condition, Group, Line
from automation.engine.language.vocabulary import ITEM, Kind, suggest
from automation.errors import Problem
from automation.model import Value

Equalities = frozenset[tuple[str, Value]]

_EQUALITY: Final = re.compile(
    r"""item\.\w+ == ('[^']*'|"[^"]*"|\w+)|('[^']*'|"[^"]*") in item\.\w+"""
)


def never_holds(rule: Rule, root: Place) -> Iterator[Problem]:
    """Tell conditions and rows of a rule that no item can meet, each at its place."""
    own = _conflict(rule, _required(rule.condition) | _required(rule.about_if))
    if own is not None:
        place = root.child("if") or root.find("about", "if") or root.find("about", "query") or root
        yield place.problem(f"never holds: {own}")
        return
    yield from _rows(rule, root)


def never_happens(root: Place) -> Iterator[Problem]:
    """Tell triggers that wait for a change which cannot come."""
    when = root.child("when")
    for trigger in when.children() if when else ():
        changed, held = trigger.child("changed"), trigger.child("held")
        if changed is not None:
            yield from _from_and_to(changed)
        if held is not None:
            yield from _strangers(held, ("field",), ("is",))


def _rows(rule: Rule, root: Place) -> Iterator[Problem]:
    choose = root.find("derive", "choose")
    if rule.derive is None or choose is None:
        return
    about = _required(rule.condition) | _required(rule.about_if)
    rows, places = rule.derive.rows, list(choose.children())
    for number, (row, place) in enumerate(zip(rows, places, strict=False)):
        said = _conflict(rule, about | _required(row.condition)) or _taken(
            rows[:number], row, about
        )
        if said is not None:
            yield place.problem(f"this row can never win: {said}")


def _taken(earlier: tuple[Row, ...], row: Row, about: Equalities) -> str | None:
    """Why an earlier row always wins where this one would."""
    words, required = row.condition.words(), about | _required(row.condition)
    for number, other in enumerate(earlier, start=1):
        if other.condition.words() == words:
            return f"row {number} has the same condition; take one of them out"
        if any(each <= required for each in _exactly(other.condition)):
            return f"row {number} holds wherever it does; put this row above it"
    return None


def _required(condition: Condition | None) -> Equalities:
    return frozenset(condition.requires) if condition is not None else frozenset()


def _exactly(condition: Condition) -> Iterator[Equalities]:
    """Sets of equalities of which each is enough for a condition to hold."""
    if isinstance(condition, Group) and condition.mode == "any":
        for part in condition.parts:
            yield from _exactly(part)
        return
    lines = _lines(condition)
    whole = frozenset(condition.requires)
    if lines and sum(map(_claims, lines)) == len(whole):
        yield whole


def _lines(condition: Condition) -> tuple[Line, ...]:
    """The lines of what is only lines that all must hold; nothing for anything else."""
    if isinstance(condition, Line):
        return (condition,)
    if condition.mode != "all" or not all(isinstance(part, Line) for part in condition.parts):
        return ()
    return tuple(part for part in condition.parts if isinstance(part, Line))


def _claims(line: Line) -> int:
    """How many plain equalities a line is made of; out of all measure where it has other parts."""
    pieces = " ".join(line.expression.source.split()).split(" and ")
    return len(pieces) if all(map(_EQUALITY.fullmatch, pieces)) else 1_000


def _conflict(rule: Rule, required: Equalities) -> str | None:
    """Which two of these values no item can have at once."""
    known: dict[str, Value] = {}
    for field, value in sorted(required, key=str):
        plain = field in ITEM and ITEM[field].kind is not Kind.LIST
        if plain and known.setdefault(field, value) != value:
            return f"item.{field} cannot be {_said(known[field])} and {_said(value)} at once"
    return _outside(rule, known)


def _outside(rule: Rule, known: Mapping[str, Value]) -> str | None:
    """A type or a project that is asked for and that the rule is never about."""
    for field, about in (("type", rule.types), ("project", rule.projects)):
        wanted = known.get(field)
        if about and wanted is not None and not _covers(about, wanted):
            return f"the rule is only about {', '.join(sorted(about))}, never {_said(wanted)}"
    return None


def _covers(about: frozenset[str], wanted: Value) -> bool:
    return wanted in about or any(each.endswith("*") or ":" in each for each in about)


def _said(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _from_and_to(changed: Place) -> Iterator[Problem]:
    before, after = (_words(changed, key) for key in ("from", "to"))
    if len(before) == len(after) == 1 and before.keys() == after.keys():
        (where,) = after.values()
        yield where.problem("never happens: it reads the same before and after")
        return
    yield from _strangers(changed, ("fields",), ("from", "to"))


def _strangers(place: Place, fields: tuple[str, ...], keys: tuple[str, ...]) -> Iterator[Problem]:
    """Tell values that none of the named fields ever has."""
    named = [ITEM.get(name) for key in fields for name in _words(place, key)]
    known = tuple(value for field in named if field for value in field.one_of)
    if not named or any(field is None or not field.one_of for field in named):
        return
    for word, where in (pair for key in keys for pair in _words(place, key).items()):
        if word not in known:
            said = f'no item ever reads "{word}" here; it is {" or ".join(known)}'
            yield where.problem(said, suggest(word, known))


def _words(place: Place, key: str) -> dict[str, Place]:
    found = place.child(key)
    return dict(found.words()) if found else {}
