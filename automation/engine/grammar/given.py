"""What inline tests are given: an item with those around it, an event, and what is expected."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from automation.engine.folder.places import Place
from automation.engine.grammar import given_command, given_status, given_time, happening
from automation.engine.grammar.derive_sheet import NO_LABEL
from automation.engine.grammar.example_sheet import ExampleSheet
from automation.engine.grammar.given_status import moment
from automation.engine.grammar.rule import Example
from automation.engine.language.frame import STATUS
from automation.engine.language.signal_words import PROGRESS
from automation.engine.language.vocabulary import ITEM, OF_STATUS, RELATIONS, Field, Kind, suggest
from automation.errors import Problem
from automation.tree import Node

_TIME = "must be a time with its zone, such as 2026-11-20T09:00:00Z"
_NEVER = datetime.min.replace(tzinfo=UTC)
_DEEPEST = 3
"""Items within items that a test may write out."""


def example(
    place: Place, test: ExampleSheet, *, since: Mapping[str, Field] = given_time.NOTHING
) -> Example:
    """Read a test that `problems` found nothing wrong with.

    `since` are the names under which the item says since when it is as it is.
    """
    item, event, expect = place.find("given", "item"), place.find("given", "event"), test.expect
    now = moment(test.now) or _NEVER
    return Example(
        name=test.name,
        now=now,
        item={**_item(item, since), STATUS: given_status.status(place.child("given"), now)}
        if item
        else {},
        acts=expect.acts is not False,
        value=None if expect.value == NO_LABEL else expect.value,
        because=expect.because,
        line=place.node.line,
        steps=tuple(expect.steps or ()),
        event=happening.event(event, now) if event else None,
        since=given_time.since_of(item, since) if item else {},
        args=given_command.args_of(place.child("given")),
        actor=given_command.actor_of(event),
    )


def problems(root: Place, *, further_names: Mapping[str, Field]) -> Iterator[Problem]:
    """Tell what is wrong in the tests: times, unknown fields, values no row can give."""
    values = _row_values(root)
    names: set[str] = set()
    tests = root.child("tests")
    for test in tests.children() if tests else ():
        name = test.child("name")
        for word, place in name.words() if name else ():
            if word in names:
                yield place.problem("another test has this name")
            names.add(word)
        since = given_time.since_fields(root)
        yield from _test_problems(test, values, {**ITEM, **further_names, **since})
        if test.find("given", "event") is None:
            yield from given_time.problems(root, test)
        yield from given_command.problems(root, test)
        yield from _kind_problems(root, test)


def _test_problems(test: Place, values: set[str], fields: Mapping[str, Field]) -> Iterator[Problem]:
    now, item, expected = (
        test.child("now"),
        test.find("given", "item"),
        test.find("expect", "value"),
    )
    if now and isinstance(now.node.value, str) and moment(now.node.value) is None:
        yield now.problem(_TIME)
    wanted = expected.node.value if expected else None
    if expected and values and isinstance(wanted, str) and wanted not in values:
        yield expected.problem("no row gives this value", suggest(wanted, values))
    if item:
        yield from _item_problems(item, fields, 0)
    if given := test.child("given"):
        yield from given_status.problems(given)
    if event := test.find("given", "event"):
        yield from happening.problems(event, fields)


def _kind_problems(root: Place, test: Place) -> Iterator[Problem]:
    """Tell a test that expects what this sort of rule never gives."""
    expect = test.child("expect")
    if expect is None:
        return
    if root.child("then") and expect.child("value"):
        yield expect.key_problem("value", "a rule with `then` gives no value; expect `steps`")
    if root.child("derive") and expect.child("steps"):
        yield expect.key_problem("steps", "a rule that derives has no steps; expect a `value`")


def _item_problems(item: Place, fields: Mapping[str, Field], depth: int) -> Iterator[Problem]:
    words = {} if depth else OF_STATUS
    for name, value in item.entries():
        field = fields.get(name) or words.get(name)
        if name == PROGRESS and not depth:
            yield from given_status.progress_problems(value)
        elif name in RELATIONS:
            yield from _related_problems(name, value, fields, depth)
        elif field is None:
            known = [*fields, *words, *RELATIONS]
            yield item.key_problem(name, f'item has no field "{name}"', suggest(name, known))
        elif message := _misfit(field, value.node.value):
            yield value.problem(message, suggest(value.node.value, field.one_of))


def _related_problems(
    name: str, value: Place, fields: Mapping[str, Field], depth: int
) -> Iterator[Problem]:
    one = RELATIONS[name].kind is Kind.ITEM
    items = [value] if one else list(value.children())
    listed = isinstance(value.node.value, tuple)
    if depth >= _DEEPEST or (not one and not listed):
        yield value.problem("must be a list of items, each a mapping of a few fields")
        return
    for each in items:
        if isinstance(each.node.value, Mapping):
            yield from _item_problems(each, fields, depth + 1)
        elif each.node.value is not None:
            yield each.problem("must be an item, a mapping of a few fields")


def _row_values(root: Place) -> set[str]:
    """Collect what the rows can give; nothing when a row is too broken to tell."""
    choose = root.find("derive", "choose")
    values = [row.child("value") for row in choose.children()] if choose else []
    known = [value.node.value for value in values if value]
    texts = [text for text in known if isinstance(text, str)]
    return set(texts) if len(texts) == len(values) else set()


def _misfit(field: Field, value: object) -> str | None:
    """Say why a value does not suit a field; None where it does, as nothing always does."""
    match field.kind:
        case Kind.TIME:
            fits, message = moment(value) is not None, _TIME
        case Kind.LIST:
            fits = isinstance(value, tuple) and all(isinstance(each.value, str) for each in value)
            message = "must be a list of texts, such as [bug]"
        case Kind.NUMBER:
            fits = isinstance(value, int | float) and not isinstance(value, bool)
            message = "must be a number"
        case Kind.YES_NO:
            fits, message = isinstance(value, bool), "must be true or false"
        case Kind.ANY:
            fits, message = not isinstance(value, Mapping), "must be a plain value"
        case _ if field.one_of and isinstance(value, str):
            fits, message = value in field.one_of, f"must be one of {', '.join(field.one_of)}"
        case _:
            fits, message = isinstance(value, str), "must be a text; put it in quotes"
    return None if fits or value is None else message


def _item(place: Place, but: Collection[str] = ()) -> dict[str, object]:
    found = {name: _read(name, value) for name, value in place.entries() if name not in but}
    # What people write for it follows from its key, as in a tracker.
    key = found.get("key")
    return {"short": key.partition(":")[2] or key, **found} if isinstance(key, str) else found


def _read(name: str, place: Place) -> object:
    if name in RELATIONS:
        if isinstance(place.node.value, tuple):
            return tuple(_item(each) for each in place.children())
        return _item(place) if isinstance(place.node.value, Mapping) else None
    return _value(ITEM.get(name), place.node)


def _value(field: Field | None, node: Node) -> object:
    if field is not None and field.kind is Kind.TIME:
        return moment(node.value)
    if isinstance(node.value, tuple):
        return tuple(each.value for each in node.value)
    return node.value
