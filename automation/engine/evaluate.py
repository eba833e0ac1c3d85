"""One rule and one item to one judgement, and on request to the whole trace behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from automation.effects import Clause
from automation.engine.conditions import Condition
from automation.engine.expressions import EvaluationError
from automation.engine.frame import in_words
from automation.engine.rule import Row, Rule
from automation.engine.vocabulary import ITEM
from automation.model import Item

Result = Literal["not_about", "unmet", "no_row", "chosen", "failed"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of an item, and why. `value` None with `chosen` means: no label.

    `row_line` is the line of the winning row. `reads` are the fields of the item behind it all.
    """

    result: Result
    value: str | None
    because: str
    row_line: int | None
    reads: frozenset[str]


class _Facts(dict[str, object]):
    """The item, and names under `let` computed when they are first asked for."""

    def __init__(self, rule: Rule, item: Mapping[str, object], now: datetime) -> None:
        super().__init__(item=item)
        self._let = {each.name: each for each in rule.let}
        self._now = now

    def __missing__(self, name: str) -> object:
        let = self._let[name]
        try:
            value = self[name] = let.expression.evaluate(self, self._now)
        except EvaluationError as error:
            raise EvaluationError(error.message, error.line or let.line) from None
        return value


def facts(item: Item) -> dict[str, object]:
    """Flatten an item to the fields of the vocabulary; what is not known is None."""
    flat: dict[str, object] = {name: item.fields.get(name) for name in ITEM}
    flat.update(
        key=item.key,
        type=item.type,
        project=item.project,
        url=item.url,
        visibility=item.visibility,
        labels=tuple(sorted(item.labels)),
    )
    return flat


def evaluate(rule: Rule, item: Mapping[str, object], now: datetime) -> Judgement:
    """Judge one item, as `facts` gives it. Never raises: what cannot be computed has failed."""
    outside = _outside(rule, item)
    if outside is not None:
        return Judgement("not_about", None, outside, None, frozenset())
    known = _Facts(rule, item, now)
    try:
        return _judged(rule, known, now)
    except EvaluationError as error:
        where = f"{rule.file}:{error.line or rule.line}"
        return Judgement("failed", None, f"{where}: {error.message}", None, rule.reads)


def _judged(rule: Rule, known: _Facts, now: datetime) -> Judgement:
    obstacle = rule.condition.obstacle(known, now) if rule.condition else None
    if obstacle is not None:
        return Judgement("unmet", None, obstacle, None, rule.if_reads)
    row = next((row for row in rule.derive.rows if row.condition.holds(known, now)), None)
    if row is None:
        return Judgement("no_row", None, "no row of `choose` holds", None, rule.reads)
    reads = rule.if_reads | row.reads
    return Judgement("chosen", row.value, _because(row, known, now), row.line, reads)


def _because(row: Row, known: _Facts, now: datetime) -> str:
    if row.because is None:
        return row.condition.words()
    try:
        return row.because.render(known, now)
    except EvaluationError as error:
        raise EvaluationError(error.message, error.line or row.line) from None


def _outside(rule: Rule, item: Mapping[str, object]) -> str | None:
    """Name what puts the item outside of `about`; None when it is inside."""
    if rule.types and item.get("type") not in rule.types:
        return f"it is about {', '.join(sorted(rule.types))}, this is {item.get('type')}"
    if rule.projects and item.get("project") not in rule.projects:
        return f"it is about {', '.join(sorted(rule.projects))}, not {item.get('project')}"
    return None


def explain(rule: Rule, item: Mapping[str, object], now: datetime) -> tuple[Clause, ...]:
    """Judge again with a full trace: about, names, every line of `if`, rows up to the winner."""
    return tuple(_trace(rule, item, now))


def _trace(rule: Rule, item: Mapping[str, object], now: datetime) -> Iterator[Clause]:
    yield from _scope(rule, item)
    if _outside(rule, item) is not None:
        return
    known = _Facts(rule, item, now)
    yield from _names(rule, known, now)
    if rule.condition:
        yield from rule.condition.explain(known, now, "if")
        if _comes_to(rule.condition, known, now) is not True:
            return
    for row in rule.derive.rows:
        yield from row.condition.explain(known, now, f"choose {row.value or 'none'}")
        if _comes_to(row.condition, known, now) is not False:
            return


def _names(rule: Rule, known: _Facts, now: datetime) -> Iterator[Clause]:
    for let in rule.let:
        clause = let.expression.explain(known, now)
        try:
            values = (*clause.values, (let.name, in_words(known[let.name])))
        except EvaluationError:
            values = clause.values
        yield replace(clause, text=f"let {let.name}: {clause.text}", values=values)


def _scope(rule: Rule, item: Mapping[str, object]) -> Iterator[Clause]:
    for name, wanted in (("type", rule.types), ("project", rule.projects)):
        if wanted:
            found = item.get(name)
            text = f"about {name}: {', '.join(sorted(wanted))}"
            yield Clause(text, found in wanted, ((f"item.{name}", str(found or "missing")),))


def _comes_to(condition: Condition, known: _Facts, now: datetime) -> bool | None:
    """Tell whether a condition holds; None where that cannot be computed."""
    try:
        return condition.holds(known, now)
    except EvaluationError:
        return None
