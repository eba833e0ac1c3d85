"""A compiled expression: what it is known to need, and how to run and explain it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from automation.effects import Clause
from automation.engine.language.frame import EvaluationError, Frame, in_words
from automation.engine.language.signal_words import PROGRESS
from automation.engine.language.terms import Run, Term
from automation.engine.language.vocabulary import ITEM, OF_STATUS, RELATIONS, Field, Kind
from automation.model import Value
from automation.tree import Scalar


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use: those under `let` with their kinds, and further fields.

    `reach` says how many (links, hops) away the items behind a name under `let` are. `fields` are
    names the mapping gives to fields of a tracker. `events` is whether `event` and `actor` exist.
    `settings` are the plain values at the top of the file, `args` what stands behind its command.
    """

    let: Mapping[str, Kind] = field(default_factory=dict)
    reach: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    events: bool = False
    settings: Mapping[str, Scalar | tuple[Scalar, ...]] = field(default_factory=dict)
    args: Mapping[str, Kind] = field(default_factory=dict)

    def field_of_item(self, name: str) -> Field | None:
        """The field of `item` with this name, None where there is none."""
        return ITEM.get(name) or self.fields.get(name)

    def words_after_item(self) -> tuple[str, ...]:
        """All that may follow `item.`."""
        return (*ITEM, *self.fields, *RELATIONS, *OF_STATUS, PROGRESS)


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression, compiled once.

    `reads` are the fields of the item it looks at itself and `names` the names under `let`.
    `requires` are equalities, as (field, value), without which it cannot be true.
    `always` is its value where that is a plain true or false. `links` and `hops` are how far away
    the items are that it looks at.
    """

    source: str
    kind: Kind
    reads: frozenset[str]
    names: frozenset[str]
    requires: tuple[tuple[str, Value], ...]
    always: bool | None
    links: int
    hops: int
    _run: Run
    _looks: tuple[Term, ...]
    _unframed: Frame | None

    def evaluate(self, facts: Mapping[str, object], now: datetime) -> object:
        """Compute the value; None is missing. `facts` holds `item` and the names under `let`.

        Raises EvaluationError for values it cannot work with, and when its steps are spent.
        """
        item: Mapping[str, object] = facts["item"]  # type: ignore[assignment] # a check costs more than the rest
        return self._run(item, self._unframed or Frame(facts, now))

    def holds(self, facts: Mapping[str, object], now: datetime) -> bool:
        """Evaluate to yes or no; raises EvaluationError naming a value that is neither."""
        value = self.evaluate(facts, now)
        if value is True or value is False:
            return value
        raise EvaluationError(
            f"expected yes or no, got {in_words(value)}; compare it with something"
        )

    def explain(self, facts: Mapping[str, object], now: datetime) -> Clause:
        """Evaluate again and tell what was looked at; `held` is None unless it is yes or no."""
        values = [(look.text, _shown(look.run, facts, now)) for look in self._looks]
        try:
            result = self.evaluate(facts, now)
        except EvaluationError as error:
            return Clause(self.source, None, (*values, ("error", error.message)))
        held = result if isinstance(result, bool) else None
        return Clause(self.source, held, tuple(values))


def _shown(run: Run, facts: Mapping[str, object], now: datetime) -> str:
    item = facts["item"]
    try:
        return in_words(run(item if isinstance(item, Mapping) else {}, Frame(facts, now)))
    except EvaluationError as error:
        return f"error: {error.message}"
