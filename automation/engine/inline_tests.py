"""Runs the tests that stand in a rule's own file."""

from dataclasses import dataclass

from automation.engine.evaluate import Judgement, evaluate
from automation.engine.rule import Example, Rule


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of one inline test; `message` says what was expected and what came."""

    name: str
    passed: bool
    message: str
    line: int


def run(rule: Rule) -> tuple[TestResult, ...]:
    """Run every inline test of a rule, whatever its state."""
    return tuple(_run(rule, example) for example in rule.tests)


def _run(rule: Rule, example: Example) -> TestResult:
    judgement = evaluate(rule, example.item, example.now)
    passed = _agrees(judgement, example)
    message = "" if passed else f"expected {_expected(example)}, got {_got(judgement)}"
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
