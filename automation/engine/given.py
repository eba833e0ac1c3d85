"""What inline tests are given: an item in a few fields, checked against the vocabulary."""

from collections.abc import Iterator
from datetime import UTC, datetime

from automation.engine.places import Place
from automation.engine.rule import NO_LABEL, Example, TestShape
from automation.engine.vocabulary import ITEM, Field, Kind, suggest
from automation.errors import Problem
from automation.tree import Node

_TIME = "must be a time with its zone, such as 2026-11-20T09:00:00Z"
_NEVER = datetime.min.replace(tzinfo=UTC)


def moment(text: object) -> datetime | None:
    """Read a time with its zone, in UTC; None when it is not one."""
    try:
        time = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return None if time.tzinfo is None else time.astimezone(UTC)


def example(place: Place, test: TestShape) -> Example:
    """Read a test that `problems` found nothing wrong with."""
    item, expect = place.find("given", "item"), test.expect
    return Example(
        name=test.name,
        now=moment(test.now) or _NEVER,
        item={
            name: _value(ITEM[name], value.node) for name, value in (item.entries() if item else ())
        },
        acts=expect.acts is not False,
        value=None if expect.value == NO_LABEL else expect.value,
        because=expect.because,
        line=place.node.line,
    )


def problems(root: Place) -> Iterator[Problem]:
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
        yield from _test_problems(test, values)


def _test_problems(test: Place, values: set[str]) -> Iterator[Problem]:
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
    for name, value in item.entries() if item else ():
        field = ITEM.get(name)
        if item and field is None:
            yield item.key_problem(name, f'item has no field "{name}"', suggest(name, ITEM))
        elif field and (message := _misfit(field, value.node.value)):
            yield value.problem(message, suggest(value.node.value, field.one_of))


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
        case _ if field.one_of and isinstance(value, str):
            fits, message = value in field.one_of, f"must be one of {', '.join(field.one_of)}"
        case _:
            fits, message = isinstance(value, str), "must be a text; put it in quotes"
    return None if fits or value is None else message


def _value(field: Field, node: Node) -> object:
    if field.kind is Kind.TIME:
        return moment(node.value)
    if isinstance(node.value, tuple):
        return tuple(each.value for each in node.value)
    return node.value
