"""One rule and one item to one judgement, and on request to the whole trace behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from automation.appraisal import Status
from automation.calendar import Calendar
from automation.effects import Clause
from automation.engine.folder.actors import who
from automation.engine.folder.facts import ItemFacts, View, facts, told, told_barely
from automation.engine.grammar.commands import args_of
from automation.engine.grammar.rule import Row, Rule
from automation.engine.language.conditions import Condition
from automation.engine.language.expressions import EvaluationError
from automation.engine.language.frame import CALENDAR, STATUS, in_words
from automation.engine.language.signal_words import SIGNALS
from automation.model import Event
from automation.reasons import reason
from automation.visibility import PUBLIC, company

__all__ = ["Judgement", "Known", "evaluate", "explain", "facts", "failed", "judge", "out_of_scope"]

Result = Literal["not_about", "unmet", "no_row", "met", "chosen", "failed"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of an item, and why. `value` None with `chosen` means: no label, or an
    empty field. A rule with steps is `met` or `unmet`.

    `row_line` is the line of the winning row. `reads` are the fields of the item behind it all.
    """

    result: Result
    value: str | None
    because: str
    row_line: int | None
    reads: frozenset[str]


class Known(dict[str, object]):
    """The item, the event if there is one, and names under `let`, computed when first asked for."""

    def __init__(
        self,
        rule: Rule,
        item: Mapping[str, object],
        now: datetime,
        event: Event | None = None,
    ) -> None:
        """`item` is as `facts` gives it."""
        super().__init__(item=item)
        self._rule, self._event = rule, event
        self._now = now
        if event is None:
            return
        view = item.view if isinstance(item, ItemFacts) else View()
        if view.hides(event.item_id):
            self.update(event=told_barely(event), actor={})
        else:
            self.update(event=told(event, view.world), actor=who(event, item, view.world))
        self["args"] = args_of(rule.triggers, event, view.world)

    def told_to(self, readers: str, outside: ItemFacts | None = None) -> "Known":
        """The same as such readers may be told it, a visibility: no item narrower than that has a
        name. `outside` is the item as everybody may see it, where that is who they are.
        """
        item = self["item"]
        if not isinstance(item, ItemFacts):
            return self
        statuses = item.view.statuses if outside is None else outside.view.statuses
        view = replace(item.view, readers=readers, statuses=statuses)
        if outside is None and readers != PUBLIC and not view.hides_any():
            return self
        return Known(self._rule, facts(item.item, view), self._now, self._event)

    def __missing__(self, name: str) -> object:
        let = next((each for each in self._rule.let if each.name == name), None)
        if let is None:
            return self._further(name)
        try:
            value = self[name] = let.expression.evaluate(self, self._now)
        except EvaluationError as error:
            raise EvaluationError(error.message, error.line or let.line) from None
        return value

    def _further(self, name: str) -> object:
        item = self["item"]
        if isinstance(item, ItemFacts) and name in (CALENDAR, STATUS):
            found = self[name] = item.calendar if name == CALENDAR else item.status
            return found
        if name == STATUS and isinstance(item, Mapping):
            return item.get(STATUS)  # the item of a test brings its own
        raise KeyError(name)


def evaluate(
    rule: Rule, item: Mapping[str, object], now: datetime, event: Event | None = None
) -> Judgement:
    """Judge one item, as `facts` gives it. Never raises: what cannot be computed has failed."""
    outside = out_of_scope(rule, item)
    if outside is not None:
        return Judgement("not_about", None, outside, None, frozenset())
    return judge(rule, Known(rule, item, now, event), now)


def judge(rule: Rule, known: Known, now: datetime) -> Judgement:
    """Judge one item in scope with all that is known; what cannot be computed has failed."""
    try:
        outside = rule.about_if.obstacle(known, now) if rule.about_if else None
        if outside is not None:
            return Judgement("not_about", None, outside, None, frozenset())
        return _judged(rule, known, now)
    except EvaluationError as error:
        return failed(rule, error)


def failed(rule: Rule, error: EvaluationError) -> Judgement:
    """What could not be computed, at its line of the file."""
    where = f"{rule.file}:{error.line or rule.line}"
    return Judgement("failed", None, f"{where}: {error.message}", None, rule.reads)


def _judged(rule: Rule, known: Known, now: datetime) -> Judgement:
    obstacle = rule.condition.obstacle(known, now) if rule.condition else None
    if obstacle is not None:
        return Judgement("unmet", None, obstacle, None, rule.if_reads)
    if rule.derive is None:
        because = rule.condition.words() if rule.condition else rule.title
        return Judgement("met", None, because, None, rule.if_reads)
    row = next((row for row in rule.derive.rows if row.condition.holds(known, now)), None)
    if row is None:
        return Judgement("no_row", None, "no row of `choose` holds", None, rule.reads)
    reads = rule.if_reads | row.reads
    if rule.appraises and row.because is None:
        reads |= {SIGNALS}
    because = _because(rule, row, known, now)
    return Judgement("chosen", row.value, because, row.line, reads)


def _because(rule: Rule, row: Row, known: Known, now: datetime) -> str:
    if row.because is None:
        status = known[STATUS] if rule.appraises else None
        if isinstance(status, Status):
            return reason(status, str(row.value), _calendar(known))
        return row.condition.words()
    try:
        return row.because.render(
            _to_the_company(known) if row.because.has_expressions else known, now
        )
    except EvaluationError as error:
        raise EvaluationError(error.message, error.line or row.line) from None


def _to_the_company(known: Known) -> Known:
    """Reasons stand on pages and in mails: what is for some of the company has no name there."""
    item = known["item"]
    return known.told_to(company(item.item)) if isinstance(item, ItemFacts) else known


def _calendar(known: Known) -> Calendar:
    """The team's; the item of a test has none."""
    item = known["item"]
    return item.calendar if isinstance(item, ItemFacts) else Calendar()


def out_of_scope(rule: Rule, item: Mapping[str, object]) -> str | None:
    """Name the type or the project that puts the item outside of `about`; None when inside."""
    if rule.types and item.get("type") not in rule.types:
        return f"it is about {', '.join(sorted(rule.types))}, this is {item.get('type')}"
    if rule.projects and item.get("project") not in rule.projects:
        return f"it is about {', '.join(sorted(rule.projects))}, not {item.get('project')}"
    return None


def explain(
    rule: Rule, item: Mapping[str, object], now: datetime, event: Event | None = None
) -> tuple[Clause, ...]:
    """Judge again with a full trace: about, names, every line of `if`, then rows up to the winner
    or the steps that would be taken.
    """
    return tuple(_trace(rule, Known(rule, item, now, event), item, now))


def _trace(rule: Rule, known: Known, item: Mapping[str, object], now: datetime) -> Iterator[Clause]:
    yield from _scope(rule, item)
    if out_of_scope(rule, item) is not None:
        return
    if rule.about_if:
        yield from rule.about_if.explain(known, now, "about")
        if _comes_to(rule.about_if, known, now) is not True:
            return
    yield from _names(rule, known, now)
    held: bool | None = True
    if rule.condition:
        yield from rule.condition.explain(known, now, "if")
        held = _comes_to(rule.condition, known, now)
    if rule.derive is None:
        yield from _steps(rule, known, now, held=held)
    elif held is True:
        yield from _rows(rule.derive.rows, known, now)


def _steps(rule: Rule, known: Known, now: datetime, *, held: bool | None) -> Iterator[Clause]:
    """Every step that may be taken, each with its own condition."""
    for act in rule.then if held else rule.otherwise if held is False else ():
        if act.condition is None:
            yield Clause(f"step {act.id}: {act.action.name}", held=True)
        else:
            yield from act.condition.explain(known, now, f"step {act.id}: {act.action.name}")


def _rows(rows: tuple[Row, ...], known: Known, now: datetime) -> Iterator[Clause]:
    for row in rows:
        yield from row.condition.explain(known, now, f"choose {row.value or 'none'}")
        if _comes_to(row.condition, known, now) is not False:
            return


def _names(rule: Rule, known: Known, now: datetime) -> Iterator[Clause]:
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


def _comes_to(condition: Condition, known: Known, now: datetime) -> bool | None:
    """Tell whether a condition holds; None where that cannot be computed."""
    try:
        return condition.holds(known, now)
    except EvaluationError:
        return None
