"""What each filter gives, on the days and lists where it is easy to be wrong."""

from datetime import UTC, date, datetime

import pytest

from automation.calendar import Calendar
from automation.engine.language.expressions import ExpressionError, Scope, compile_expression
from automation.engine.language.filters import RUN
from automation.engine.language.frame import CALENDAR, STATUS
from automation.engine.language.vocabulary import (
    ACTOR,
    EVENT,
    FILTERS,
    ITEM,
    NAMES,
    RELATIONS,
    TESTS,
    Field,
    Filter,
    Kind,
    Relation,
    Word,
    suggest,
)
from tests.engine.appraised import WHOLE
from tests.engine.files import NOW, issue

CHILDREN = (
    {"key": "a", "state": "open", "points": 3, "updated": NOW, "due": NOW},
    {"key": "b", "state": "closed", "points": 2.5, "updated": datetime(2026, 11, 2, tzinfo=UTC)},
    {"key": "c", "points": None, "due": datetime(2026, 11, 30, tzinfo=UTC)},
)
SCOPE = Scope(
    {"children": Kind.ITEMS},
    events=True,
    settings={"first": "github:acme/shop#12"},
    args={"time": Kind.TEXT},
)
HAPPENED = {
    "event": {"kind": "github.issues.opened"},
    "actor": {"login": "ada", "name": "Ada Lund", "is_assignee": True},
    "args": {"time": "3d"},
}


def value(source: str, **fields: object) -> object:
    facts = {"item": issue(**fields), "children": CHILDREN, STATUS: WHOLE}
    return compile_expression(source, SCOPE).evaluate({**facts, **HAPPENED}, NOW)


@pytest.mark.parametrize(
    ("source", "labels", "expected"),
    [
        ("item.labels | count", ("a", "b"), 2),
        ("item.labels | first", ("a", "b"), "a"),
        ("item.labels | last", ("a", "b"), "b"),
        ("item.labels | first", (), None),
        ("item.labels | join(', ')", ("a", "b"), "a, b"),
        ("item.labels | names", (), "none"),
        ("item.labels | names", ("a",), "a"),
        ("item.labels | names", ("a", "b"), "a and b"),
        ("item.labels | names", ("a", "b", "c"), "a, b and c"),
        ("item.labels | without('a', 'c')", ("a", "b", "c"), ("b",)),
        ("item.labels | unique", ("b", "a", "b"), ("b", "a")),
        ("item.labels | sorted", ("b", "a"), ("a", "b")),
        ("item.labels | sorted | without('a') | first", ("c", "b", "a"), "b"),
    ],
)
def test_lists(source: str, labels: tuple[str, ...], expected: object) -> None:
    assert value(source, labels=labels) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("item.title | lower", "crash in größe"),
        ("item.title | upper", "CRASH IN GRÖSSE"),
        ("item.title | starts_with('Crash')", True),
        ("item.title | ends_with('crash')", False),
        ("item.title | contains('in Gr')", True),
        ("item.milestone | default('none yet')", "none yet"),
        ("item.title | default('none yet') | lower | starts_with('crash')", True),
    ],
)
def test_texts(source: str, expected: object) -> None:
    assert value(source, title="Crash in Größe") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("children | where('state', 'open') | count", 1),
        ("children | where_not('state', 'open') | count", 2),
        ("children | names", "a, b and c"),
        ("children | where('title', 'none of it') | names", "none"),
        ("children | before('due', now) | names", "none"),
        ("children | after('due', now) | names", "c"),
        ("children | before('updated', now) | names", "b"),
        ("(children | oldest('updated')).key", "b"),
        ("(children | where('key', 'c') | oldest('updated')).key", None),
        ("(children | where('key', 'c') | oldest('updated')) is missing", True),
        ("children | sum('points')", 5.5),
        ("children | where('key', 'none') | sum('points')", 0),
        ("children | share('state', 'open')", 33),
        ("children | share('key', 'a') + (children | share('key', 'b'))", 66),
        ("children | where('key', 'none') | share('state', 'open')", None),
        ("item.parent.title", None),
        ("item.children | count == 0", False),
    ],
)
def test_items_are_picked_counted_and_summed(source: str, expected: object) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "said", "meant"),
    [
        ("children | where('stat', 'open')", 'an item has no field "stat"', "state"),
        ("children | where('state', 'opne')", "state is never 'opne'", "open"),
        ("children | share('status_group', 'doen')", "status_group is never 'doen'", "done"),
        ("children | before('title', now)", "a field that is a time; title is a text", None),
        ("children | sum('title')", "a field that is a number; title is a text", None),
        ("children.title", "is a list of items; count them", None),
        ("item.title.length", "only `item` has fields", None),
    ],
)
def test_a_field_no_item_has_is_refused_at_load(source: str, said: str, meant: str | None) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_expression(source, SCOPE)

    assert said in raised.value.message
    assert raised.value.suggestion == meant


def test_working_days_are_those_of_the_team() -> None:
    expression = compile_expression("item.updated | working_days", SCOPE)
    monday = issue(updated=datetime(2026, 11, 16, 9, tzinfo=UTC))
    closed_tuesday = Calendar(holidays=frozenset({date(2026, 11, 17)}))

    assert expression.evaluate({"item": monday}, NOW) == 4
    assert expression.evaluate({"item": monday, CALENDAR: closed_tuesday}, NOW) == 3


@pytest.mark.parametrize(
    ("then", "days", "business_days"),
    [
        # now is Friday 20 November 2026, 09:00
        (datetime(2026, 11, 20, 8, tzinfo=UTC), 0, 0),
        (datetime(2026, 11, 19, 10, tzinfo=UTC), 0, 1),
        (datetime(2026, 11, 19, 9, tzinfo=UTC), 1, 1),
        (datetime(2026, 11, 16, 9, tzinfo=UTC), 4, 4),
        (datetime(2026, 11, 15, 9, tzinfo=UTC), 5, 4),
        (datetime(2026, 11, 14, 9, tzinfo=UTC), 6, 4),
        (datetime(2026, 11, 13, 9, tzinfo=UTC), 7, 5),
        (datetime(2025, 11, 20, 9, tzinfo=UTC), 365, 261),
        (datetime(2026, 11, 23, 8, tzinfo=UTC), -2, -1),
    ],
)
def test_days_and_business_days(then: datetime, days: int, business_days: int) -> None:
    assert value("item.created | days", created=then) == days
    assert value("item.created | business_days", created=then) == business_days


@pytest.mark.parametrize(
    ("age", "then", "older"),
    [
        ("1 hour", datetime(2026, 11, 20, 8, tzinfo=UTC), False),
        ("1 hour", datetime(2026, 11, 20, 7, 59, tzinfo=UTC), True),
        ("1 week", datetime(2026, 11, 13, 8, tzinfo=UTC), True),
        ("3 days", datetime(2026, 11, 17, 9, tzinfo=UTC), False),
        ("3 days", datetime(2026, 11, 17, 8, tzinfo=UTC), True),
        # a weekend in between does not count
        ("1 business day", datetime(2026, 11, 19, 8, tzinfo=UTC), True),
        ("5 business days", datetime(2026, 11, 13, 10, tzinfo=UTC), False),
        ("5 business days", datetime(2026, 11, 13, 8, tzinfo=UTC), True),
        ("4 business days", datetime(2026, 11, 14, 23, tzinfo=UTC), True),
        ("5 business days", datetime(2026, 11, 15, 23, tzinfo=UTC), False),
    ],
)
def test_older_than_counts_to_the_minute(*, age: str, then: datetime, older: bool) -> None:
    assert value(f"item.created | older_than('{age}')", created=then) is older


def test_a_day_reads_the_same_on_every_machine() -> None:
    assert value("item.created | day", created=datetime(2026, 10, 2, tzinfo=UTC)) == "2 Oct 2026"


def test_every_filter_of_the_vocabulary_has_its_work() -> None:
    assert set(FILTERS) == {*RUN, "default"}


WORDS: tuple[Word | Field | Relation | Filter, ...] = (
    *ITEM.values(),
    *RELATIONS.values(),
    *EVENT.values(),
    *ACTOR.values(),
    *NAMES.values(),
    *TESTS.values(),
    *FILTERS.values(),
)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{type(word).__name__} {word.name}")
def test_the_example_of_every_word_works_and_shows_the_word(
    word: Word | Field | Relation | Filter,
) -> None:
    result = value(
        word.example,
        key="github:acme/shop#12",
        title="Crash",
        author="ada",
        assignees=("ada",),
        created=NOW,
        updated=NOW,
        url="https://github.com/acme/shop/issues/12",
        visibility="public",
        parent={"title": "Epic"},
        release={"tag": "v2"},
        children=(),
        parts=(),
        ancestors=(),
        blockers=(),
        blocked_by_open=(),
        pull_requests=(),
        requests=(),
        ships=(),
    )

    assert word.name in word.example
    assert word.description
    assert result is not None or word.name in ("default", "first", "last")


def test_an_unknown_word_is_met_with_the_nearest_known_one() -> None:
    assert suggest("lables", ITEM) == "labels"
    assert suggest("zzz", ITEM) is None
