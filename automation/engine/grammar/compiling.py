"""Compiles the expressions of one file and keeps what is wrong with them, each at its place."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import replace

from automation.engine.folder.places import Place
from automation.engine.grammar.rule import Let
from automation.engine.language.compiled import Expression, Scope
from automation.engine.language.conditions import Condition, Line, Mode, group
from automation.engine.language.expressions import ExpressionError, compile_expression
from automation.engine.language.texts import Text, compile_lines, compile_text
from automation.engine.language.vocabulary import ITEM, NAMES, OF_STATUS, RELATIONS, Kind
from automation.errors import Problem

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_RESERVED = frozenset({"true", "false", "none", "and", "or", "not", "in", "is", "if", "else"})
_MODES: tuple[Mode, ...] = ("all", "any", "none")


def refused(name: str) -> str:
    """What is wrong with a name of an author's own; "" where nothing is."""
    if not _NAME.fullmatch(name):
        return "cannot be a name here; use small letters, digits and _"
    if name in {*_RESERVED, *NAMES, *ITEM, *RELATIONS, *OF_STATUS}:
        return "is a word of the rules already; choose a name of your own"
    return ""


class Compiler:
    """Compiles with the names under `let`. `problems` holds all that went wrong so far."""

    def __init__(self, let: Place | None, about: Scope = Scope()) -> None:  # noqa: B008 - it is frozen
        """Compile every name under `let`, in order; later ones may use earlier ones.

        `about` holds the further fields of items, and whether there is an event.
        """
        self.problems: list[Problem] = []
        self.let: dict[str, Let] = {}
        self.links = 0
        self.further = about.fields
        self._kinds: dict[str, Kind] = {}
        self._reach: dict[str, tuple[int, int]] = {}
        self._scope = replace(about, let=self._kinds, reach=self._reach)
        for name, place in let.entries() if let else ():
            if refused(name):
                message = f'"{name}" {refused(name)}'
                self.problems.append(let.key_problem(name, message) if let else place.problem(""))
            self._define(name, place)

    def within(self, name: str, element: Expression) -> "Compiler":
        """The same with one more name, for what an expression gives one by one. What is wrong is
        told in one place.
        """
        kind = Kind.ITEM if element.kind in (Kind.ITEMS, Kind.ITEM) else Kind.ANY
        reach = {**self._reach, name: (element.links, element.hops)}
        scope = replace(self._scope, let={**self._kinds, name: kind}, reach=reach)
        further = copy(self)
        further._scope = scope  # noqa: SLF001 - it is our own kind
        return further

    def expression(self, place: Place | None) -> Expression | None:
        """Compile an expression; None when it is absent or wrong."""
        if place is None or not isinstance(place.node.value, str):
            return None
        return self._expression(place, place.node.value)

    def _define(self, name: str, place: Place) -> None:
        value = place.node.value
        if value is None or isinstance(value, Mapping | tuple):
            self.problems.append(place.problem("must be an expression, in quotes"))
            expression = None
        else:
            source = str(value).lower() if isinstance(value, bool) else str(value)
            expression = self._expression(place, source)
        # A name that failed may be used below without a second complaint.
        self._kinds[name] = expression.kind if expression else Kind.ANY
        self._reach[name] = (expression.links, expression.hops) if expression else (0, 0)
        if expression:
            self.let[name] = Let(name, expression, place.node.line, self.reads(expression))

    def condition(self, place: Place | None) -> Condition | None:
        """Compile a condition or a nest of them; None when it is absent or wrong."""
        if place is None:
            return None
        match place.node.value:
            case bool() as value:
                return self._line(place, str(value).lower())
            case str() as source:
                return self._line(place, source)
            case Mapping():
                return self._groups(place)
            case _:
                return None

    def text(self, place: Place | None, *, lines: bool = False) -> Text | None:
        """Compile a text with {{ expressions }}; None when it is absent or wrong.

        With `lines` it may have several lines.
        """
        if place is None or not isinstance(place.node.value, str):
            return None
        compile_ = compile_lines if lines else compile_text
        try:
            text = compile_(place.node.value, self._scope)
        except ExpressionError as error:
            self._note(place, error)
            return None
        self.links = max(self.links, text.links)
        return text

    def reads(self, *parts: Condition | Expression | Text | None) -> frozenset[str]:
        """Collect the fields that parts read, through the names they use as well."""
        given = [part for part in parts if part is not None]
        through = [self.let[name].reads for p in given for name in p.names if name in self.let]
        return frozenset[str]().union(*(part.reads for part in given), *through)

    def _groups(self, place: Place) -> Condition | None:
        groups = []
        for mode in _MODES:
            listed = place.child(mode)
            parts = [self.condition(part) for part in listed.children()] if listed else []
            if parts:
                groups.append(group(mode, tuple(part for part in parts if part is not None)))
        if not groups:
            return None
        return groups[0] if len(groups) == 1 else group("all", tuple(groups))

    def _line(self, place: Place, source: str) -> Line | None:
        expression = self._expression(place, source)
        if expression is None:
            return None
        if expression.kind not in (Kind.YES_NO, Kind.ANY):
            message = f"expected yes or no, got {expression.kind}; compare it with something"
            self.problems.append(place.problem(message))
        return Line(expression, place.node.line)

    def _expression(self, place: Place, source: str) -> Expression | None:
        try:
            expression = compile_expression(source, self._scope)
        except ExpressionError as error:
            self._note(place, error)
            return None
        self.links = max(self.links, expression.links)
        return expression

    def _note(self, place: Place, error: ExpressionError) -> None:
        problem = place.problem(error.message, error.suggestion, error.offset)
        self.problems.append(problem)
