"""Runs the tests that stand in a rule's own file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from automation.effects import Comment, Effect, Email, SetField, SetLabel
from automation.engine.action import Occasion, Start
from automation.engine.evaluate import Judgement, Known, evaluate, judge, out_of_scope
from automation.engine.facts import View
from automation.engine.frame import EvaluationError
from automation.engine.rule import Example, Rule
from automation.engine.triggers import Due
from automation.engine.world import World
from automation.model import Item


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of one inline test; `message` says what was expected and what came."""

    name: str
    passed: bool
    message: str
    line: int


def run(rule: Rule, world: World | None = None) -> tuple[TestResult, ...]:
    """Run every inline test of a rule, whatever its state."""
    view = View(world=world or World())
    return tuple(_run(rule, example, view) for example in rule.tests)


def _run(rule: Rule, example: Example, view: View) -> TestResult:
    if rule.derive is None:
        expected, got = _expected_steps(example), _steps_in_words(rule, example, view)
        passed = expected == got
    else:
        judgement = evaluate(rule, example.item, example.now)
        passed, expected, got = _agrees(judgement, example), _expected(example), _got(judgement)
    message = "" if passed else f"expected {expected}, got {got}"
    return TestResult(example.name, passed, message, example.line)


def _agrees(judgement: Judgement, example: Example) -> bool:
    if not example.acts:
        return judgement.result in ("not_about", "unmet", "no_row")
    said = example.because is None or example.because == judgement.because
    return judgement.result == "chosen" and judgement.value == example.value and said


def _expected(example: Example) -> str:
    if not example.acts:
        return "that it does not act"
    because = "" if example.because is None else f' because "{example.because}"'
    return f"{_label(example.value)}{because}"


def _got(judgement: Judgement) -> str:
    if judgement.result == "chosen":
        return f'{_label(judgement.value)} because "{judgement.because}"'
    return f"{judgement.result}: {judgement.because}"


def _label(value: str | None) -> str:
    return "none" if value is None else f'"{value}"'


_NOTHING = "that it does not act"


def _expected_steps(example: Example) -> str:
    return "\n".join(example.steps) if example.acts else _NOTHING


def _steps_in_words(rule: Rule, example: Example, view: View) -> str:
    """Every step the rule would take, a line each."""
    try:
        said = [in_words(effect) for effect in _effects(rule, example, view)]
    except EvaluationError as error:
        return f"failed: {rule.file}:{error.line or rule.line}: {error.message}"
    return "\n".join(said) if said else _NOTHING


def _effects(rule: Rule, example: Example, view: View) -> Iterator[Effect | Start]:
    if out_of_scope(rule, example.item) is not None or not _called(rule, example):
        return
    known = Known(rule, example.item, example.now, example.event)
    judgement = judge(rule, known, example.now)
    if judgement.result == "failed":
        raise EvaluationError(judgement.because)
    acts = {"met": rule.then, "unmet": rule.otherwise}.get(judgement.result, ())
    for step in acts:
        if step.condition is None or step.condition.holds(known, example.now):
            occasion = Occasion(
                rule.id, step.id, "test", _as_item(example.item), example.event, view
            )
            yield from step.effects(occasion, known, example.now)


def _called(rule: Rule, example: Example) -> bool:
    """Whether the event given wakes the rule; without one, a sweep or a schedule does."""
    event = example.event
    if event is None:
        return True
    known = Known(rule, example.item, example.now, event)
    return any(
        trigger.hears(event)
        and (trigger.condition is None or trigger.condition.holds(known, example.now))
        for trigger in rule.triggers
        if not isinstance(trigger, Due)
    )


def _as_item(given: Mapping[str, object]) -> Item:
    """The item of a test, with as much of it as steps look at."""
    labels = given.get("labels")
    key = str(given.get("key") or "test:1")
    return Item(
        id="test:1",
        connection=key.partition(":")[0] if ":" in key else "test",
        key=key,
        type=str(given.get("type") or "issue"),
        project=str(given.get("project") or ""),
        url=str(given.get("url") or ""),
        visibility="public",
        labels=frozenset(labels) if isinstance(labels, tuple) else frozenset(),
    )


def in_words(effect: Effect | Start) -> str:
    """One effect as a test writes it."""
    match effect:
        case SetLabel(value=None):
            return f"label off: {', '.join(effect.slot)}"
        case SetLabel():
            return f"label on: {effect.value}"
        case SetField():
            return f"set {effect.field}: {effect.value or 'none'}"
        case Comment():
            return f"comment: {effect.text}"
        case Email():
            return f"mail to {effect.recipient}: {effect.subject}"
        case Start():
            return f"wake: {effect.rule}"
