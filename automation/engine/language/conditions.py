"""Conditions of a rule: single lines, and lists of them that nest as all, any or none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal

from automation.effects import Clause
from automation.engine.language.expressions import EvaluationError, Expression
from automation.model import Value

Facts = Mapping[str, object]
Mode = Literal["all", "any", "none"]

_PHRASES = (
    (r"\s*\|\s*", " "),
    (r"\bitem\.", ""),
    (r"\s*==\s*", " is "),
    (r"\s*!=\s*", " is not "),
    (r"\s*<=\s*", " is at most "),
    (r"\s*>=\s*", " is at least "),
    (r"\s*<\s*", " is below "),
    (r"\s*>\s*", " is above "),
)
_QUOTED = re.compile(r"""('[^']*'|"[^"]*")""")


@dataclass(frozen=True, slots=True)
class Line:
    """One expression that says yes or no, at a line of its file."""

    expression: Expression
    line: int

    @property
    def reads(self) -> frozenset[str]:
        """Fields of the item that the expression looks at itself."""
        return self.expression.reads

    @property
    def names(self) -> frozenset[str]:
        """Names under `let` that it uses."""
        return self.expression.names

    @property
    def requires(self) -> tuple[tuple[str, Value], ...]:
        """Equalities, as (field, value), without which it cannot hold."""
        return self.expression.requires

    @property
    def always(self) -> bool | None:
        """What it comes to whatever the item: True, False, or None where that depends."""
        return self.expression.always

    def holds(self, facts: Facts, now: datetime) -> bool:
        """Evaluate; raises EvaluationError with the line."""
        try:
            return self.expression.holds(facts, now)
        except EvaluationError as error:
            raise _placed(error, self.line) from None

    def obstacle(self, facts: Facts, now: datetime) -> str | None:
        """Name what keeps it from holding; None when it holds."""
        return None if self.holds(facts, now) else f"not so: {self.words()}"

    def explain(self, facts: Facts, now: datetime, heading: str) -> Iterator[Clause]:
        """Trace it in one line."""
        clause = self.expression.explain(facts, now)
        yield replace(clause, text=f"{heading}: {clause.text}")

    def words(self) -> str:
        """Say the condition in plain words: `state is 'open'`."""
        if self.always is True:
            return "nothing above holds"
        return in_plain_words(self.expression.source)


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all, any or none must hold. `reads` and `names` are of all parts."""

    mode: Mode
    parts: "tuple[Condition, ...]"
    reads: frozenset[str]
    names: frozenset[str]

    @property
    def requires(self) -> tuple[tuple[str, Value], ...]:
        """Equalities without which the group cannot hold."""
        if self.mode == "none" or (self.mode == "any" and len(self.parts) > 1):
            return ()
        return tuple(dict.fromkeys(each for part in self.parts for each in part.requires))

    @property
    def always(self) -> bool | None:
        """What it comes to whatever the item: True, False, or None where that depends."""
        known = [part.always for part in self.parts]
        if self.mode == "all":
            return False if False in known else True if all(known) else None
        held = True if True in known else None if None in known else False
        return held if self.mode == "any" or held is None else not held

    def holds(self, facts: Facts, now: datetime) -> bool:
        """Evaluate, no further than needed; raises EvaluationError with the line."""
        match self.mode:
            case "all":
                return all(part.holds(facts, now) for part in self.parts)
            case "any":
                return any(part.holds(facts, now) for part in self.parts)
            case "none":
                return not any(part.holds(facts, now) for part in self.parts)

    def obstacle(self, facts: Facts, now: datetime) -> str | None:
        """Name the first part that keeps the group from holding; None when it holds."""
        match self.mode:
            case "all":
                obstacles = (part.obstacle(facts, now) for part in self.parts)
                return next((each for each in obstacles if each is not None), None)
            case "any":
                return None if self.holds(facts, now) else f"not so: {self.words()}"
            case "none":
                held = (part.words() for part in self.parts if part.holds(facts, now))
                return next((f"must not be so: {each}" for each in held), None)

    def explain(self, facts: Facts, now: datetime, heading: str) -> Iterator[Clause]:
        """Trace every part, also those that evaluation never reached."""
        for part in self.parts:
            yield from part.explain(facts, now, f"{heading} {self.mode}")

    def words(self) -> str:
        """Say the group in plain words."""
        joint = " and " if self.mode == "all" else " or "
        said = joint.join(part.words() for part in self.parts)
        return f"not ({said})" if self.mode == "none" else said


Condition = Line | Group


def group(mode: Mode, parts: tuple[Condition, ...]) -> Group:
    """Put conditions together."""
    reads = frozenset[str]().union(*(part.reads for part in parts))
    return Group(mode, parts, reads, frozenset[str]().union(*(part.names for part in parts)))


@lru_cache(maxsize=4_000)
def in_plain_words(source: str) -> str:
    """Put an expression into words, leaving what stands in quotes as it is."""
    pieces = _QUOTED.split(" ".join(source.split()))
    for index in range(0, len(pieces), 2):
        for pattern, phrase in _PHRASES:
            pieces[index] = re.sub(pattern, phrase, pieces[index])
    return "".join(pieces).strip()


def _placed(error: EvaluationError, line: int) -> EvaluationError:
    return EvaluationError(error.message, error.line or line)
