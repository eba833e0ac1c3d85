"""The home of jinja2's parser: an expression's text in, a closure of our own out.

Only the grammar is Jinja's. No template is built, nothing of jinja2 runs when a rule is evaluated,
and what this module does not translate does not exist in the language.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import reduce, singledispatchmethod

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from automation.engine.language import comparisons, filtering, operators, status_terms, terms
from automation.engine.language.compiled import Expression, Scope
from automation.engine.language.frame import EvaluationError, ExpressionError, Frame
from automation.engine.language.members import (
    args_word,
    event_side,
    event_word,
    item_word,
    setting_word,
    word_of,
)
from automation.engine.language.refusing import refusal
from automation.engine.language.signal_words import SIGNALS
from automation.engine.language.terms import Term
from automation.engine.language.vocabulary import NAMES, TESTS, suggest

__all__ = ["EvaluationError", "Expression", "ExpressionError", "Scope", "compile_expression"]

MAX_SOURCE = 500
MAX_NODES = 100
MAX_BRACKETS = 20
MAX_NUMBER = 10**15
_SYMBOLS = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "lteq": "<=",
    "gt": ">",
    "gteq": ">=",
    "in": "in",
    "notin": "not in",
}
_CURLY = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"
_HINTS = {
    "=": "write == to compare",
    "&": "write `and`",
    "!": "write `not`, or != to compare",
    "?": "write `a if condition else b`",
    "|": "write `or` between conditions, and one | before a filter",
    **dict.fromkeys(_CURLY, "write straight quotes, as in 'open'"),
    "'": "is a quote missing?",
    '"': "is a quote missing?",
    "}": "write the expression without braces; in a text they stand in pairs, {{ and }}",
    "{": "write the expression without braces; in a text they stand in pairs, {{ and }}",
}


def compile_expression(source: str, names: Scope) -> Expression:
    """Compile an expression; raises ExpressionError with the offset of what is wrong in it."""
    if len(source) > MAX_SOURCE:
        raise ExpressionError(
            f"an expression has at most {MAX_SOURCE} characters; name parts of it under `let`", 0
        )
    term = _Translation(source, names).term(_parse(source))
    return Expression(
        source=source,
        kind=term.kind,
        reads=term.reads,
        names=term.names,
        requires=term.requires,
        always=term.value if term.literal and isinstance(term.value, bool) else None,
        links=term.links,
        hops=term.hops,
        _run=term.run,
        _looks=term.looks,
        _unframed=None if term.framed else Frame({}, datetime.min.replace(tzinfo=UTC)),
    )


def _parse(source: str) -> nodes.Expr:
    """Parse with jinja2, whose line numbers are made to count characters: offsets plus one."""
    environment = Environment(autoescape=True)
    try:
        tokens = list(environment.lexer.wrap(_places(environment, source)))
    except TemplateSyntaxError as error:
        raise _unreadable(source, error.lineno - 1) from None
    parser = Parser(environment, "")
    parser.stream = TokenStream(iter(tokens), None, None)
    try:
        tree = parser.parse_expression()
    except TemplateSyntaxError as error:
        ended = parser.stream.eos
        raise _unreadable(source, len(source) if ended else error.lineno - 1) from None
    if not parser.stream.eos:
        raise _unreadable(source, parser.stream.current.lineno - 1)
    return tree


def _unreadable(source: str, offset: int) -> ExpressionError:
    rest = source[offset:].split()
    if not rest:
        return ExpressionError("the expression ends too early", len(source.rstrip()))
    hint = _HINTS.get(rest[0][0])
    message = f"cannot be read from `{rest[0][:20]}` on{f'; {hint}' if hint else ''}"
    return ExpressionError(message, offset)


def _places(environment: Environment, source: str) -> Iterator[tuple[int, str, str]]:
    """Give each token its offset plus one for a line, and bound what makes the parser recurse."""
    offset, depth = 0, 0
    pieces = environment.lexer.tokeniter(source, None, None, "variable")
    while True:
        try:
            _, kind, text = next(pieces)
        except StopIteration:
            return
        except TemplateSyntaxError as error:
            raise TemplateSyntaxError(str(error), offset + 1) from None
        depth += (text in "([{") - (text in ")]}") if kind == "operator" else 0
        if depth > MAX_BRACKETS:
            raise ExpressionError(f"more than {MAX_BRACKETS} brackets within brackets", offset)
        yield offset + 1, kind, text
        offset += len(text)


class _Translation:
    """Translates the nodes of one expression; whatever has no translation is refused."""

    def __init__(self, source: str, scope: Scope) -> None:
        self._source = source
        self._scope = scope
        self._nodes = 0

    def term(self, node: nodes.Expr) -> Term:
        """Translate one node; raises ExpressionError at its place."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise ExpressionError(f"more than {MAX_NODES} parts; name some under `let`", _at(node))
        return self._translate(node)

    def _terms(self, parts: Sequence[nodes.Expr]) -> tuple[Term, ...]:
        return tuple(self.term(part) for part in parts)

    @singledispatchmethod
    def _translate(self, node: nodes.Expr) -> Term:
        raise ExpressionError(refusal(node), _at(node))

    @_translate.register
    def _(self, node: nodes.Const) -> Term:
        value = node.value
        if isinstance(value, int | float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise ExpressionError(f"a number beyond {MAX_NUMBER:,}", _at(node))
        return terms.literal(value, _at(node))

    @_translate.register(nodes.List)
    @_translate.register(nodes.Tuple)
    def _(self, node: nodes.List | nodes.Tuple) -> Term:
        return terms.listing(self._terms(node.items), _at(node))

    @_translate.register
    def _(self, node: nodes.Name) -> Term:
        name, at = node.name, _at(node)
        if name in self._scope.let:
            links, hops = self._scope.reach.get(name, (0, 0))
            return terms.let_name(name, self._scope.let[name], at, links=links, hops=hops)
        if name == "now":
            return terms.the_time(at)
        if name == SIGNALS:
            return status_terms.signals(at)
        if name in NAMES:
            raise ExpressionError(f"`{name}` needs a field, such as {NAMES[name].example}", at)
        known = [*NAMES, *self._scope.let]
        near = f"item.{name}" if self._scope.field_of_item(name) else suggest(name, known)
        is_alone = near is None and not self._source.startswith(f"{name}.", at)
        hint = f"; a text stands in quotes: '{name}'" if is_alone else ""
        raise ExpressionError(f'unknown name "{name}"{hint}', at, near)

    @_translate.register
    def _(self, node: nodes.Getattr) -> Term:
        place = self._source.find(node.attr, node.lineno)
        return self._field(node.node, node.attr, max(place, _at(node)))

    def _field(self, owner: nodes.Expr, name: str, at: int) -> Term:
        match owner:
            case nodes.Name(name="item"):
                return item_word(self._scope, name, at, _at(owner))
            case nodes.Name(name="event" | "actor" as root):
                return event_word(self._scope, root, name, at, _at(owner))
            case nodes.Name(name="settings" | "args" as root):
                word_here = setting_word if root == "settings" else args_word
                return word_here(self._scope, name, at, _at(owner))
            case nodes.Getattr(node=nodes.Name(name="event"), attr=field):
                return event_side(self._scope, field, name, at, _at(owner))
            case _:
                word = _of_the_status(owner)
                if word is not None:
                    return word(name, at, _at(owner))
                return word_of(self._scope, self.term(owner), name, at)

    @_translate.register
    def _(self, node: nodes.Getitem) -> Term:
        key = self.term(node.arg)
        if not key.literal or isinstance(key.value, bool) or not isinstance(key.value, int | str):
            raise ExpressionError("only a written-out name or position stands in [ ]", _at(node))
        if isinstance(key.value, str):
            return self._field(node.node, key.value, key.at)
        return operators.at_position(self.term(node.node), key.value)

    @_translate.register
    def _(self, node: nodes.Compare) -> Term:
        left = self.term(node.expr)
        claims: list[Term] = []
        for operand in node.ops:
            right = self.term(operand.expr)
            claims.append(comparisons.compare(left, _SYMBOLS[operand.op], right))
            left = right
        return reduce(operators.both, claims)

    @_translate.register
    def _(self, node: nodes.And) -> Term:
        return operators.both(*self._terms((node.left, node.right)))

    @_translate.register
    def _(self, node: nodes.Or) -> Term:
        return operators.either(*self._terms((node.left, node.right)))

    @_translate.register
    def _(self, node: nodes.Not) -> Term:
        return operators.negate(self.term(node.node))

    @_translate.register(nodes.Add)
    @_translate.register(nodes.Sub)
    def _(self, node: nodes.Add | nodes.Sub) -> Term:
        left, right = self._terms((node.left, node.right))
        return operators.add(left, node.operator, right)

    @_translate.register
    def _(self, node: nodes.Neg) -> Term:
        return operators.negative(self.term(node.node))

    @_translate.register
    def _(self, node: nodes.Concat) -> Term:
        return operators.concatenate(self._terms(node.nodes))

    @_translate.register
    def _(self, node: nodes.CondExpr) -> Term:
        otherwise = node.expr2 or nodes.Const(None, lineno=node.lineno)
        then, condition, instead = self._terms((node.expr1, node.test, otherwise))
        return operators.choose(condition, then, instead)

    @_translate.register
    def _(self, node: nodes.Filter) -> Term:
        subject = self._subject(node)
        arguments = self._terms(node.args)
        return filtering.apply(subject, node.name, arguments, _at(node), self._scope)

    @_translate.register
    def _(self, node: nodes.Test) -> Term:
        subject = self._subject(node)
        if node.name not in TESTS or node.args:
            message = f'after "is" stands "missing" or "not missing", not "{node.name}"'
            raise ExpressionError(message, _at(node), suggest(node.name, TESTS))
        return operators.missing(subject)

    def _subject(self, node: nodes.Filter | nodes.Test) -> Term:
        if node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
            raise ExpressionError(f"`{node.name}` takes plain values in its brackets", _at(node))
        return self.term(node.node)


def _of_the_status(owner: nodes.Expr) -> Callable[[str, int, int], Term] | None:
    """What reads the words behind this owner, where they come from the status of the item."""
    match owner:
        case nodes.Name(name="signals"):
            return status_terms.signal_word
        case nodes.Name(name="pace"):
            return status_terms.pace_word
        case nodes.Getattr(node=nodes.Name(name="signals"), attr="colour"):
            return status_terms.colour_word
        case nodes.Getattr(node=nodes.Name(name="item"), attr="progress"):
            return status_terms.progress_word
        case _:
            return None


def _at(node: nodes.Node) -> int:
    return node.lineno - 1
