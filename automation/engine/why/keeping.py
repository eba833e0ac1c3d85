"""Keeps a run as a test: what a rule looked at of an item becomes an inline test of its file.

The test expects what the rule makes of the world it is given, so that it passes where it is pasted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from automation.engine.folder.facts import View
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.watched import Watched, seen_of
from automation.engine.grammar import given
from automation.engine.grammar.derive_sheet import NO_LABEL
from automation.engine.grammar.evaluate import Known, evaluate, explain
from automation.engine.grammar.example_sheet import ExampleSheet
from automation.engine.grammar.rule import Example
from automation.engine.grammar.triggers import Held, Silence
from automation.engine.language.frame import EvaluationError, day
from automation.engine.language.item_words import ITEM, RELATIONS
from automation.engine.language.signal_words import OF_STATUS
from automation.engine.language.vocabulary import Field, Kind
from automation.engine.why.disguise import Disguise
from automation.engine.why.gates_before import trigger
from automation.engine.why.inline_tests import effects, in_words
from automation.engine.why.inquiry import Inquiry
from automation.engine.why.kept_world import (
    Plain,
    args,
    event_of,
    found_of,
    instant,
    of_status,
    since,
)
from automation.engine.why.written_test import as_node, as_yaml
from automation.errors import Problem
from automation.visibility import RESTRICTED

_DEEPEST: Final = 3
_HEAD: Final = re.compile(r"^tests:[^\S\n]*(?:#.*)?\n(?:\s*#.*\n)*(?P<indent>[ ]*)- ", re.MULTILINE)
_OF_A_TEST: Final = re.compile(r"^(tests\[0\]\.)?(given\.)?")
_LOOKED_THROUGH: Final = 20
"""The newest events at the item that a test may be made of."""

_OF_THE_RULE: Final = re.compile("has no field|no command of this rule")
"""What only the whole file can tell; it is sound, for it is the active one."""

_EXPECTS_NOTHING: Final[Plain] = {"acts": False}


@dataclass(frozen=True, slots=True)
class Kept:
    """A test to be pasted at the end of `file`. `note` says what differs from the run, "" for
    nothing: a test knows no team's own calendar.
    """

    file: str
    text: str
    note: str = ""


def keep(asked: Inquiry, source: str) -> Kept:
    """The run as a test; `source` is the text of the rule's file.

    Of a rule with steps that its trigger stopped, it is the first telling of what happened under
    which the rule does nothing. Raises EvaluationError where no test can say it.
    """
    is_stopped = asked.rule.derive is None and trigger(asked).answer == "stopped"
    cannot = EvaluationError("nothing happened at the item that a test could tell of")
    for told in _tellings(asked) if is_stopped else (asked,):
        try:
            test, note = _test(told, Disguise(source), is_stopped=is_stopped)
        except EvaluationError as error:
            cannot = error
            continue
        if is_stopped and test["expect"] != _EXPECTS_NOTHING:
            cannot = EvaluationError(f"no test can say this: {trigger(asked).said}")
            continue
        head = _HEAD.search(source)
        written = as_yaml(test, head["indent"] if head else "  ")
        return Kept(asked.rule.file, written if head else f"tests:\n{written}", note)
    raise cannot


def _test(asked: Inquiry, disguise: Disguise, *, is_stopped: bool) -> tuple[Plain, str]:
    """The test, and what of it differs from the run. Raises EvaluationError."""
    only_waits = all(isinstance(each, Held | Silence) for each in asked.rule.triggers)
    if only_waits and asked.rule.derive is None and asked.event is None and not since(asked):
        raise EvaluationError("no test can say this: it is not known since when it is so")
    test: Plain = {
        "name": _name(asked, disguise),
        "now": instant(asked.now),
        "given": _given(asked, disguise),
        "expect": _EXPECTS_NOTHING,
    }
    expect, note = _expected(asked, _example(test), is_stopped=is_stopped)
    return {**test, "expect": expect}, note


def _tellings(asked: Inquiry) -> Iterator[Inquiry]:
    """The run as it is, where it was of an event or a rule's own time can be told; else with each
    of the last events at the item, newest first, that did not call the rule.
    """
    if asked.event is not None or since(asked):
        yield asked
    if asked.event is None:
        own = [each for each in asked.told.events if each.item_id == asked.item.id]
        for event in own[:_LOOKED_THROUGH]:
            known = Known(asked.rule, asked.look.known, asked.now, event)
            yield replace(asked, event=event, known=known)


def _name(asked: Inquiry, disguise: Disguise) -> str:
    """A name that no other test of the rule has."""
    key = disguise.value("key", asked.item.key, asked.item.visibility)
    name = f"{key} as it was on {day(asked.now)}"[:190]
    taken = {each.name for each in asked.rule.tests}
    number = next(n for n in range(1, len(taken) + 2) if _numbered(name, n) not in taken)
    return _numbered(name, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}, run {number}"


def _given(asked: Inquiry, disguise: Disguise) -> Plain:
    """The item with what the rule looks at, the event and the status."""
    watched = Watched(asked.look.known)
    _look_at(asked, watched)
    fields = frozenset({*ITEM, *asked.look.view.world.field_names()})
    item = {**_item(watched, disguise, fields, 0), **since(asked)}
    status = asked.look.known.status
    if status is not None and asked.rule.appraises:
        item |= of_status(status)
    found: Plain = {"item": item}
    if asked.event is not None:
        found["event"] = event_of(asked, asked.event, disguise, fields)
        if behind := args(asked, asked.event, disguise):
            found["args"] = behind
    if status is not None and asked.rule.appraises:
        found |= found_of(status)
    return found


def _look_at(asked: Inquiry, watched: Watched) -> None:
    """Judge it once more, to see what is looked at."""
    rule, now, event = asked.rule, asked.now, asked.event
    evaluate(rule, watched, now, event)
    explain(rule, watched, now, event)
    for each in rule.triggers:
        if isinstance(each, Held):
            watched.get(each.field)
    example = Example("", now, watched, acts=True, value=None, because=None, line=0, event=event)
    if rule.derive is None:
        watched.get("key")  # it says which tracker a step writes to
        if any("to" in act.action.plain for act in (*rule.then, *rule.otherwise)):
            watched["team"]  # it says whose words for people count
        try:
            list(effects(rule, example, asked.look.view))
        except EvaluationError:
            return


def _item(
    watched: Mapping[str, object], disguise: Disguise, fields: frozenset[str], depth: int
) -> Plain:
    """What was looked at, in the order of the vocabulary."""
    if isinstance(watched, Watched) and "short" in seen_of(watched):
        watched.get("key")
    seen = seen_of(watched)
    visibility = watched.item.visibility if isinstance(watched, Watched) else RESTRICTED
    found: Plain = {}
    for name in (
        "type",
        *(each for each in (*fields_in_order(fields), *RELATIONS) if each != "type"),
    ):
        value = seen.get(name)
        if value is None:
            continue
        if name == "short":
            continue  # a test has it from the key
        if name in RELATIONS:
            around = _around(value, disguise, fields, depth + 1)
            found |= {} if around is None else {name: around}
        elif (
            _may_be_given(name, value)
            and (said := disguise.value(name, value, visibility)) is not None
        ):
            found[name] = instant(said) if isinstance(said, datetime) else said
    return found


def _may_be_given(name: str, value: object) -> bool:
    """Whether a test may say this of an item: a sprint to come is neither open nor closed."""
    field = ITEM.get(name)
    return field is None or not field.one_of or value in field.one_of


def fields_in_order(fields: frozenset[str]) -> Iterator[str]:
    """The fields of items in the order of the reference, then those that the mapping adds."""
    yield from ITEM
    yield from sorted(fields - ITEM.keys())


def _around(value: object, disguise: Disguise, fields: frozenset[str], depth: int) -> object:
    if depth > _DEEPEST:
        return None
    if isinstance(value, tuple):
        return [_item(each, disguise, fields, depth) for each in value]
    return _item(value, disguise, fields, depth) if isinstance(value, Watched) else None


def _example(test: Plain) -> Example:
    """The test as its file would be read. Raises EvaluationError for what no test can say."""
    place = Place("test", as_node(test))
    item = place.find("given", "item")
    said = [name for name, _ in item.entries()] if item else []
    own = (name for name in said if name.endswith("_since") and name not in OF_STATUS)
    times = {name: Field(name, Kind.TIME, "", "") for name in own}
    sheet, problems = read(ExampleSheet, place)
    wrong = [
        *problems,
        *given.problems(Place("test", as_node({"tests": [test]})), further_names={}),
    ]
    wrong = [each for each in wrong if not _OF_THE_RULE.search(each.message)]
    if sheet is None or wrong:
        raise EvaluationError(f"no test can say this: {_told(wrong[0]) if wrong else ''}")
    return given.example(place, sheet, since=times)


def _told(problem: Problem) -> str:
    """What no test can say, and where it would stand."""
    where = _OF_A_TEST.sub("", problem.path)
    return f"{where}: {problem.message}" if where else problem.message


def _expected(asked: Inquiry, example: Example, *, is_stopped: bool) -> tuple[Plain, str]:
    """What the rule makes of the world of the test, and what of it differs from the run."""
    rule = asked.rule
    if rule.derive is None:
        found = list(effects(rule, example, View(world=asked.look.view.world)))
        wanted = bool(asked.plan.steps or asked.plan.shadow or asked.plan.settled)
        acted = wanted and not is_stopped
        note = "" if acted is bool(found) else _differs("acts" if acted else "does nothing")
        return ({"steps": [in_words(e) for e in found]} if found else _EXPECTS_NOTHING), note
    judged, real = evaluate(rule, example.item, example.now), asked.judgement
    same = (judged.result, judged.value) == (real.result, real.value)
    note = "" if same else _differs(f"says {real.value or real.result}")
    if judged.result != "chosen":
        return _EXPECTS_NOTHING, note
    return {"value": judged.value or NO_LABEL, "because": judged.because}, note


def _differs(really: str) -> str:
    return (
        f"In truth the rule {really} here; the test comes to something else, "
        "for it knows no team's own calendar and no invented text can be the real one."
    )
