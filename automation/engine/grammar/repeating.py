"""A step that is taken for each of some things: which, by which name, and each only once."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from automation.engine.folder.facts import ItemFacts
from automation.engine.grammar.evaluate import Known
from automation.engine.grammar.step import Act
from automation.engine.grammar.step_sheet import MOST
from automation.engine.language.frame import in_words

ONCE: Final = "once:"


@dataclass(frozen=True, slots=True)
class Round:
    """One time that a step is taken. `named` tells it from the others of its occasion, whatever
    their order; "" for a step that is taken once. `element` is what it is taken for.
    """

    known: Mapping[str, object]
    named: str = ""
    element: object = None


def rounds(act: Act, known: Mapping[str, object], now: datetime) -> tuple[tuple[Round, ...], int]:
    """Every time the step is taken, and how many more there would have been.

    Raises EvaluationError.
    """
    if act.repeat is None:
        return (Round(known),), 0
    found = act.repeat.expression.evaluate(known, now)
    none: tuple[object, ...] = () if found is None else (found,)
    elements: Iterable[object] = found if isinstance(found, tuple) else none
    each = {_identity(element): element for element in elements}
    kept = list(each.items())[:MOST]
    name = act.repeat.name
    made = tuple(Round(named(known, name, one), _short(id_), one) for id_, one in kept)
    return made, len(each) - len(kept)


def told(act: Act, one: Round, known: Mapping[str, object]) -> Mapping[str, object]:
    """What the texts of this time may tell: `known` is what they may tell of the rest."""
    if act.repeat is None:
        return known
    element, item = one.element, known.get("item")
    if isinstance(element, ItemFacts) and isinstance(item, ItemFacts):
        element = ItemFacts(element.item, item.view)
    return named(known, act.repeat.name, element)


def occasion_of(
    act: Act, one: Round, happened: str, known: Mapping[str, object], now: datetime
) -> str:
    """Which time this is; `known` is what texts may tell. Raises EvaluationError."""
    if act.once is not None:
        return f"{ONCE}{_short(act.once.render(known, now, whole=True))}"
    return f"{happened}/{one.named}" if one.named else happened


def named(known: Mapping[str, object], name: str, element: object) -> Mapping[str, object]:
    """All that is known, and this element by its name."""
    if not isinstance(known, Known):
        return {**known, name: element}
    further = copy(known)
    further[name] = element
    return further


def _identity(element: object) -> str:
    """What tells an element from the others: its place in the list does not."""
    if isinstance(element, ItemFacts):
        return element.item.id
    if isinstance(element, Mapping):
        return str(element.get("key") or sorted(map(str, element.items())))
    return in_words(element)


def _short(text: str) -> str:
    """The same for the same text, short and safe wherever it is kept or written."""
    return sha256(text.encode()).hexdigest()[:20]
