"""One-line texts in rules: literals and {{ expressions }}, rendered under a size guard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.engine.expressions import Expression, ExpressionError, Scope, compile_expression
from automation.engine.frame import in_words, joined
from automation.engine.vocabulary import Kind

MAX_SOURCE = 1_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text that reads fields of the item, compiled once. `names` are names under `let`."""

    source: str
    reads: frozenset[str]
    names: frozenset[str]
    _parts: tuple[str | Expression, ...]

    def render(self, facts: Mapping[str, object], now: datetime) -> str:
        """Fill in the values, each as a person would say it; `missing` where there is none.

        Raises EvaluationError for values it cannot show, and beyond 64 kB.
        """
        return joined(
            [
                part if isinstance(part, str) else in_words(part.evaluate(facts, now))
                for part in self._parts
            ]
        )


def compile_text(source: str, names: Scope) -> Text:
    """Compile a text; raises ExpressionError with the offset of what is wrong in it."""
    if len(source) > MAX_SOURCE:
        raise ExpressionError(f"a text has at most {MAX_SOURCE:,} characters", 0)
    # A text in a block keeps the line break that ends it.
    source = source.rstrip("\n")
    if "\n" in source:
        raise ExpressionError("a text is one line", source.index("\n"))
    parts = tuple(_parts(source, names))
    expressions = [part for part in parts if isinstance(part, Expression)]
    return Text(
        source=source,
        reads=frozenset().union(*(each.reads for each in expressions)),
        names=frozenset().union(*(each.names for each in expressions)),
        _parts=parts,
    )


def _parts(source: str, names: Scope) -> Iterator[str | Expression]:
    position = 0
    while (start := source.find("{{", position)) >= 0:
        yield _literal(source, position, start)
        end = _end(source, start + 2)
        yield _inner(source, start + 2, end, names)
        position = end + 2
    yield _literal(source, position, len(source))


def _literal(source: str, start: int, end: int) -> str:
    for mark in ("{%", "{#", "}}"):
        if (found := source.find(mark, start, end)) >= 0:
            raise ExpressionError(f"`{mark}` has no place here; write {{{{ expression }}}}", found)
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
