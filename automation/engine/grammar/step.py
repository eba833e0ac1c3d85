"""One step of `then`, compiled: an action, its arguments and when it is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.engine.grammar.action import (
    Action,
    Argument,
    Arguments,
    CannotActError,
    Occasion,
    Wanted,
)
from automation.engine.language.compiled import Expression
from automation.engine.language.conditions import Condition
from automation.engine.language.frame import EvaluationError
from automation.engine.language.plain import one_line
from automation.engine.language.texts import Text

Written = Text | bool | int | float | None | tuple["Written", ...] | Mapping[str, "Written"]
"""An argument as it stands in the file, its texts compiled."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a step is taken for each of, and its name in texts."""

    expression: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """A step. `id` tells it from the others of its rule: "1", "2", or "else 1".

    `reads` are the fields of the item behind it. With `repeat` it is taken for each of some things;
    what it says with the same `once` is said a single time for ever.
    """

    id: str
    action: Action
    arguments: Mapping[str, Written]
    condition: Condition | None
    line: int
    reads: frozenset[str]
    repeat: Repeat | None = None
    once: Text | None = None

    def effects(
        self, occasion: Occasion, known: Mapping[str, object], now: datetime
    ) -> tuple[Wanted, ...]:
        """Fill in the texts and act. Raises EvaluationError with the line."""
        try:
            given = {name: self._filled(name, known, now) for name in self.arguments}
            return tuple(self.action.effects(occasion, given))
        except EvaluationError as error:
            raise EvaluationError(error.message, error.line or self.line) from None
        except (CannotActError, LookupError) as error:
            raise EvaluationError(str(error.args[0] if error.args else error), self.line) from None

    def literals(self) -> Arguments:
        """The arguments as far as they are known before anything happens; None where not."""
        return literals(self.arguments)

    def _filled(self, name: str, known: Mapping[str, object], now: datetime) -> Argument:
        whole = name in self.action.whole
        quote = one_line if name in self.action.names else self.action.quote

        def fill(written: Written) -> Argument:
            if isinstance(written, tuple):
                return tuple(fill(each) for each in written)
            if isinstance(written, Mapping):
                return {key: fill(each) for key, each in written.items()}
            if isinstance(written, Text):
                return written.render(known, now, quote, whole=whole)
            return written

        return fill(self.arguments[name])


def literals(arguments: Mapping[str, Written]) -> Arguments:
    """What stands written out in arguments; None where it holds an expression."""
    return {name: _literal(written) for name, written in arguments.items()}


def _literal(written: Written) -> Argument:
    if isinstance(written, tuple):
        return tuple(_literal(each) for each in written)
    if isinstance(written, Mapping):
        return {key: _literal(each) for key, each in written.items()}
    if isinstance(written, Text):
        return None if written.has_expressions else written.source
    return written


def texts_of(written: Iterable[Written]) -> Iterable[Text]:
    """Every text in these arguments."""
    for each in written:
        if isinstance(each, Text):
            yield each
        elif isinstance(each, tuple):
            yield from texts_of(each)
        elif isinstance(each, Mapping):
            yield from texts_of(each.values())
