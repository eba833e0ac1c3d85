"""Runs the tests that stand in a rule's own file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Comment, Email, Notice, SetField, SetLabel, Webhook
from automation.engine.deciding.acting import SPOKEN_FOR
from automation.engine.deciding.answering import refused
from automation.engine.folder.facts import View
from automation.engine.folder.world import World
from automation.engine.grammar import given_command, given_time
from automation.engine.grammar.action import Occasion, Start, Wanted
from automation.engine.grammar.commands import Commanded
from automation.engine.grammar.evaluate import Judgement, Known, evaluate, judge, out_of_scope
from automation.engine.grammar.given_people import by_word, rehearsed
from automation.engine.grammar.repeating import occasion_of, rounds
from automation.engine.grammar.rule import Example, Rule
from automation.engine.grammar.step import Act
from automation.engine.grammar.triggers import Changed, Happened
from automation.engine.language.frame import EvaluationError
from automation.model import Item
from automation.removals import RemoveComment
from automation.sayings import Proposal, Snooze, Unpin


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
        expected = _expected_steps(example)
        got = _got_steps(rule, example, view, expected)
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
_FAILED = "failed: "


def _expected_steps(example: Example) -> str:
    return "\n".join(example.steps) if example.acts else _NOTHING


def _got_steps(rule: Rule, example: Example, view: View, expected: str) -> str:
    """What comes of it, with receivers as the rule calls them; with their addresses where the test
    names those.
    """
    got = _steps_in_words(rule, example, view)
    if got == expected or "@" not in expected:
        return got
    resolved = _steps_in_words(rule, example, view, resolved=True)
    return got if resolved.startswith(_FAILED) else resolved


def _steps_in_words(rule: Rule, example: Example, view: View, *, resolved: bool = False) -> str:
    """Every step the rule would take, a line each."""
    try:
        said = [in_words(effect) for effect in effects(rule, example, view, resolved=resolved)]
    except EvaluationError as error:
        return f"{_FAILED}{rule.file}:{error.line or rule.line}: {error.message}"
    return "\n".join(said) if said else _NOTHING


def effects(
    rule: Rule, example: Example, view: View, *, resolved: bool = False
) -> Iterator[Wanted]:
    """What the steps of a rule come to in the world of a test. Raises EvaluationError.

    Whoever is written to is called as the rule does, or `resolved` to their address.
    """
    if example.event is not None and example.now - example.event.at > SPOKEN_FOR:
        return
    command = next((each for each in rule.triggers if isinstance(each, Commanded)), None)
    if command is not None and example.args is not None:
        event = given_command.asking(command, example.args, example.event, example.now)
        example = replace(example, event=event)
        known = _known(rule, example)
        if not command.hears(event):
            return
        if refusal := refused(command, known, event, view.world, example.now):
            yield Comment("test", "test:1", "", refusal, "test")
            return
    if out_of_scope(rule, example.item) is not None or not _called(rule, example, view):
        return
    known = _known(rule, example)
    judgement = judge(rule, known, example.now)
    if judgement.result == "failed":
        raise EvaluationError(judgement.because)
    acts = {"met": rule.then, "unmet": rule.otherwise}.get(judgement.result, ())
    item = _as_item(example.item)
    team = str(example.item.get("team") or "")
    view = rehearsed(view) if resolved else by_word(view, item.connection, team)
    for step in acts:
        yield from _taken(rule, step, example, view, known)


def _taken(rule: Rule, step: Act, example: Example, view: View, known: Known) -> Iterator[Wanted]:
    """What one step comes to, for each of what it is taken for."""
    for one in rounds(step, known, example.now)[0]:
        if step.condition is not None and not step.condition.holds(one.known, example.now):
            continue
        happened = occasion_of(step, one, "test", one.known, example.now)
        occasion = Occasion(
            *(rule.id, step.id, happened, _as_item(example.item), example.event, view),
            at=example.now,
            by=given_command.by(known),
            who=given_command.by(known),
        )
        yield from step.effects(occasion, one.known, example.now)


def _known(rule: Rule, example: Example) -> Known:
    known = Known(rule, example.item, example.now, example.event)
    actor = known.get("actor")
    if isinstance(actor, Mapping) and actor:
        given = given_command.is_assignee(example.item, actor)
        known["actor"] = {**actor, **given, **example.actor}
    return known


def _called(rule: Rule, example: Example, view: View) -> bool:
    """Whether the event given wakes the rule; without one, a sweep or a schedule does, or a timer
    where it is said since when.
    """
    event = example.event
    if event is None:
        return not example.since or given_time.is_due(rule, example, view)
    known = _known(rule, example)
    return any(
        trigger.hears(event)
        and (trigger.condition is None or trigger.condition.holds(known, example.now))
        for trigger in rule.triggers
        if isinstance(trigger, Changed | Commanded | Happened)
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
        fields={name: given[name] for name in _LOOKED_AT if name in given},  # type: ignore[misc]  # given.py checked their kinds
    )


_LOOKED_AT = ("status", "state", "state_reason", "assignees")
"""The fields that steps compare with what they wish."""


def in_words(effect: Wanted) -> str:
    """One effect as a test writes it."""
    match effect:
        case SetLabel() | SetField():
            return _filled(effect)
        case Comment() | Email() | Notice() | Webhook():
            return _spoken(effect)
        case SetStatus() | SetAssignee() | SetLink() | NewItem():
            return _changed(effect)
        case Snooze() | Unpin() | Proposal():
            return given_command.in_words(effect)
        case RemoveComment():
            return f"taken away: {effect.field}"
        case Start():
            return f"wake: {effect.rule}"


def _spoken(effect: Comment | Email | Notice | Webhook) -> str:
    match effect:
        case Comment():
            return f"comment: {effect.text}"
        case Email():
            return f"mail to {effect.recipient}: {effect.subject}"
        case Notice():
            return f"notify {effect.recipient}: {effect.text}"
        case Webhook():
            return f"webhook: {effect.body}"


def _filled(effect: SetLabel | SetField) -> str:
    if isinstance(effect, SetField):
        return f"set {effect.field}: {effect.value or 'none'}"
    return f"label on: {effect.value}" if effect.value else f"label off: {', '.join(effect.slot)}"


def _changed(effect: SetStatus | SetAssignee | SetLink | NewItem) -> str:
    match effect:
        case SetStatus():
            return f"transition: {effect.value}"
        case SetAssignee():
            return f"assign: {effect.who or 'none'}"
        case SetLink():
            return f"link {effect.relation.replace('_', ' ')}: {effect.to}"
        case NewItem():
            return f"create in {effect.project}: {effect.title}"
