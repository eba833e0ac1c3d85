"""Texts in rules: literals and {{ expressions }}, rendered under a size guard."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.engine.language.expressions import (
    Expression,
    ExpressionError,
    Scope,
    compile_expression,
)
from automation.engine.language.frame import EvaluationError, in_words, joined
from automation.engine.language.vocabulary import Kind

MAX_SOURCE = 1_000
_SINGLE = re.compile(r"\{ *([a-z_]\w*)((?:\.\w+)*) *\}")
_ROOTS = frozenset({"item", "event", "actor", "settings", "args"})
MAX_LINES = 8_000
"""Characters in a text of several lines."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that reads fields of the item, compiled once. `names` are names under `let`, `links`
    is how far away the items are that it looks at.
    """

    source: str
    reads: frozenset[str]
    names: frozenset[str]
    links: int
    _parts: tuple[str | Expression, ...]

    @property
    def has_expressions(self) -> bool:
        """Whether it reads different things at different times."""
        return any(isinstance(part, Expression) for part in self._parts)

    def render(
        self,
        facts: Mapping[str, object],
        now: datetime,
        quote: Callable[[str], str] | None = None,
        *,
        whole: bool = False,
    ) -> str:
        """Fill in the values, each as a person would say it; `missing` where there is none.

        `quote` makes a value harmless where the text lands. A `whole` text must not lack one.
        Raises EvaluationError for values it cannot show, and beyond 64 kB.
        """
        parts = []
        for part in self._parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            value = part.evaluate(facts, now)
            if value is None and whole:
                raise EvaluationError(
                    f"`{part.source.strip()}` is missing; write `| default(...)` or an `if`"
                )
            parts.append(quote(in_words(value)) if quote else in_words(value))
        return joined(parts)


def compile_text(source: str, names: Scope) -> Text:
    """Compile a text of one line; raises ExpressionError with the offset of what is wrong in it."""
    # A text in a block keeps the line break that ends it.
    source = source.rstrip("\n")
    if "\n" in source:
        raise ExpressionError("a text is one line", source.index("\n"))
    if len(source) > MAX_SOURCE:
        raise ExpressionError(f"a text has at most {MAX_SOURCE:,} characters", 0)
    return _compiled(source, names)


def compile_lines(source: str, names: Scope) -> Text:
    """Compile a text that may have several lines; raises ExpressionError as compile_text does."""
    if len(source) > MAX_LINES:
        raise ExpressionError(f"a text has at most {MAX_LINES:,} characters", 0)
    return _compiled(source.rstrip("\n"), names)


def _compiled(source: str, names: Scope) -> Text:
    parts = tuple(_parts(source, names))
    expressions = [part for part in parts if isinstance(part, Expression)]
    return Text(
        source=source,
        reads=frozenset().union(*(each.reads for each in expressions)),
        names=frozenset().union(*(each.names for each in expressions)),
        links=max((each.links for each in expressions), default=0),
        _parts=parts,
    )


def _parts(source: str, names: Scope) -> Iterator[str | Expression]:
    position = 0
    while (start := source.find("{{", position)) >= 0:
        yield _literal(source, position, start, names)
        end = _end(source, start + 2)
        yield _inner(source, start + 2, end, names)
        position = end + 2
    yield _literal(source, position, len(source), names)


def _literal(source: str, start: int, end: int, names: Scope) -> str:
    for mark in ("{%", "{#", "}}"):
        if (found := source.find(mark, start, end)) >= 0:
            raise ExpressionError(f"`{mark}` has no place here; write {{{{ expression }}}}", found)
    for single in _SINGLE.finditer(source, start, end):
        if single[1] in (_ROOTS if single[2] else names.let):
            said = f"`{single[0]}` stands there as it is; write {{{{ {single[1]}{single[2]} }}}}"
            raise ExpressionError(said, single.start())
    return source[start:end]


def _end(source: str, start: int) -> int:
    """Find the }} that closes an expression, past any that stands in quotes."""
    quote = ""
    for offset in range(start, len(source)):
        character = source[offset]
        if quote:
            quote = "" if character == quote and source[offset - 1] != "\\" else quote
        elif character in "'\"":
            quote = character
        elif source.startswith("}}", offset):
            return offset
    raise ExpressionError("`{{` is never closed by `}}`", start - 2)


def _inner(source: str, start: int, end: int, names: Scope) -> Expression:
    try:
        expression = compile_expression(source[start:end], names)
    except ExpressionError as error:
        raise ExpressionError(error.message, start + error.offset, error.suggestion) from None
    if expression.kind is Kind.ITEMS:
        raise ExpressionError("a list of items cannot be shown; count it", start)
    return expression
