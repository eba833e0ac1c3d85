"""What expressions mean: missing values, strict yes or no, what is known before they run."""

from datetime import timedelta

import pytest

from automation.engine.language.expressions import (
    EvaluationError,
    Expression,
    ExpressionError,
    Scope,
    compile_expression,
)
from automation.engine.language.vocabulary import Kind
from tests.engine.files import NOW, issue

SCOPE = Scope({"sorted": Kind.LIST, "either": Kind.ANY, "limit": Kind.NUMBER})
FACTS = {
    "item": issue(labels=("bug", "shop"), comments=3, title="Crash", updated=NOW),
    "sorted": ("bug",),
    "either": True,
    "limit": 2,
}


def compiled(source: str) -> Expression:
    return compile_expression(source, SCOPE)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("item.state == 'open'", True),
        ("item['state'] == 'open'", True),
        ("'open' == item.state", True),
        ("item.state != 'open'", False),
        ("item.labels == ['bug', 'shop']", True),
        ("item.labels != ['bug']", True),
        ("'bug' in item.labels", True),
        ("'bug' not in item.labels", False),
        ("item.state in ['closed', 'open']", True),
        ("item.state not in ('closed', 'open')", False),
        ("'ras' in item.title", True),
        ("item.title | lower in ['crash']", True),
        ("item.comments > limit", True),
        ("limit < item.comments < 10", True),
        ("3 <= item.comments", True),
        ("item.comments >= 4", False),
        ("item.updated <= now", True),
        ("item.comments + 1 - 2", 2),
        ("-item.comments", -3),
        ("item.labels + ['new']", ("bug", "shop", "new")),
        ("item.labels[0]", "bug"),
        ("item.labels[-1]", "shop"),
        ("item.labels[7]", None),
        ("item.title ~ '!' ~ item.comments", "Crash!3"),
        ("'many' if item.comments > 2 else 'few'", "many"),
        ("'many' if item.comments > 9", None),
        ("either and not (item.comments > 9 or false)", True),
        ("sorted | count == 1", True),
        ("[item.title, 'x'] | count", 2),
        ("none", None),
        ("1_000 + 1.5", 1001.5),
    ],
)
def test_an_expression_means_what_it_says(source: str, value: object) -> None:
    assert compiled(source).evaluate(FACTS, NOW) == value


@pytest.mark.parametrize(
    "source",
    [
        "item.milestone == 'May'",
        "item.milestone != 'May'",
        "item.milestone in ['May']",
        "item.milestone not in ['May']",
        "'x' in item.assignees",
        "'x' not in item.assignees",
        "item.closed > now",
        "now >= item.closed",
        "item.closed | older_than('1 day')",
        "item.milestone | contains('x')",
        "item.title | contains(item.milestone)",
        "item.closed | days > 0",
        "item.assignees | count == 0",
        "item.labels[9] == 'x'",
    ],
)
def test_a_comparison_with_something_missing_is_false(source: str) -> None:
    assert compiled(source).holds(FACTS, NOW) is False


def test_missing_is_asked_for_by_name() -> None:
    assert compiled("item.milestone is missing").holds(FACTS, NOW)
    assert compiled("item.milestone is none").holds(FACTS, NOW)
    assert compiled("item.title is not missing").holds(FACTS, NOW)
    assert compiled("item.milestone | default('no date') == 'no date'").holds(FACTS, NOW)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("item.comments and true", "expected yes or no, got a number"),
        ("true and 'x'", "expected yes or no, got x"),
        ("not item.labels", "expected yes or no, got a list"),
        ("1 if 3 else 2", "expected yes or no, got 3; compare it with something"),
        ("item.state == 3", "never equal"),
        ("item.comments > 'x'", "cannot order a number and a text"),
        ("item.labels > 3", "has no order"),
        ("3 in item.title", "never stands in a text"),
        ("'x' in item.comments", "`in` looks in a list or a text"),
        ("item.state == 'opne'", "item.state is never 'opne'"),
        ("item.state in ['open', 'shut']", "item.state is never 'shut'"),
        ("item.milestone == none", "write `item.milestone is missing`"),
        ("item.title + 'x'", "joined with ~"),
        ("now - item.created", "`| days`"),
        ("item.labels - ['x']", "cannot work on a list"),
        ("item.title | count", "`count` needs a list"),
        ("item.labels | without", "`without` is written without(value, ...)"),
        ("item.updated | older_than(item.title)", "written out, in quotes"),
        ("item.updated | older_than('a while')", "an age reads like 3 days"),
        ("item.labels | default('x')", "must be a list"),
        ("item.title['x']", "only `item` has fields"),
        ("item.title[0]", "only a list has positions"),
        ("item", "`item` needs a field"),
        ("item.state = 'open'", "write == to compare"),
        ("item.comments > 2 && true", "write `and`"),
        ("item.comments > 2 || true", "write `or`"),
        ("count(item.labels)", "write `value | count`"),
        ("item.state ==", "the expression ends too early"),
        ("item.state == 'open", "is a quote missing?"),
        ("", "the expression ends too early"),
        ("item.title * 3", "`*` is not part of the rule language"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_load(source: str, said: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        compiled(source)

    assert said in raised.value.message


@pytest.mark.parametrize(
    ("source", "offset", "suggestion"),
    [
        ("item.statsu == 'open'", 5, "status"),
        ("true and  item . lables == []", 17, "labels"),
        ("item['titel'] == 'x'", 5, "title"),
        ("sortd | count", 0, "sorted"),
        ("item.labels | cuont > 1", 14, "count"),
        ("1 < 2 and (3 > labels)", 15, "item.labels"),
        ("item.state == 'closd'", 14, "closed"),
        ("item.title is mising", 11, "missing"),
        ("nonsense", 0, None),
    ],
)
def test_a_mistake_names_its_offset_and_the_likely_word(
    source: str, offset: int, suggestion: str | None
) -> None:
    with pytest.raises(ExpressionError) as raised:
        compiled(source)

    assert (raised.value.offset, raised.value.suggestion) == (offset, suggestion)


@pytest.mark.parametrize(
    ("source", "fields", "said"),
    [
        ("item.comments > 2", {"comments": "many"}, "cannot order a text and a number"),
        ("item.updated < now", {"updated": NOW.replace(tzinfo=None)}, "cannot order"),
        ("item.comments + 1", {"comments": "many"}, "cannot work on a text and a number"),
        ("item.title | lower", {"title": 3}, "`lower` needs a text, got a number"),
        ("item.created | days > 1", {"created": NOW.replace(tzinfo=None)}, "`days` cannot work on"),
        ("item.labels | first and true", {"labels": ("x",)}, "expected yes or no, got x"),
        ("'x' in item.labels", {"labels": 3}, "`in` cannot look for a text in a number"),
        ("(item.labels | first) > 3", {"labels": ("x",)}, "cannot order a text and a number"),
    ],
)
def test_values_that_do_not_fit_are_named(
    source: str, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(EvaluationError) as raised:
        compiled(source).evaluate({"item": issue(**fields)}, NOW)

    assert said in raised.value.message


def test_a_condition_that_is_not_yes_or_no_is_an_error_and_names_the_value() -> None:
    with pytest.raises(EvaluationError, match="expected yes or no, got 3"):
        compiled("item.comments").holds(FACTS, NOW)


def test_and_stops_at_the_first_no() -> None:
    guarded = compiled("item.comments > 9 and (item.labels | first) > 3")

    assert guarded.holds(FACTS, NOW) is False


def test_now_is_an_argument() -> None:
    expression = compiled("item.updated | older_than('2 days')")

    assert not expression.holds(FACTS, NOW + timedelta(days=2))
    assert expression.holds(FACTS, NOW + timedelta(days=2, seconds=1))


@pytest.mark.parametrize(
    ("source", "requires"),
    [
        ("item.state == 'open'", (("state", "open"),)),
        ("'open' == item.state", (("state", "open"),)),
        ("'bug' in item.labels", (("labels", "bug"),)),
        (
            "item.state == 'open' and ('bug' in item.labels and item.comments > 2)",
            (("state", "open"), ("labels", "bug")),
        ),
        ("item.state == 'open' or 'bug' in item.labels", ()),
        ("not item.state == 'open'", ()),
        ("item.state != 'open'", ()),
        ("'bug' not in item.labels", ()),
        ("'bug' in item.title", ()),
        ("item.state == item.title", ()),
        ("(item.title | lower) == 'x'", ()),
        ("item.labels == ['bug']", ()),
    ],
)
def test_the_equalities_it_needs_are_known_before_it_runs(
    source: str, requires: tuple[tuple[str, str], ...]
) -> None:
    assert compiled(source).requires == requires


def test_the_fields_and_names_it_reads_are_known_before_it_runs() -> None:
    expression = compiled("item.title ~ (item.labels | join(item.author)) == sorted | join('')")

    assert expression.reads == {"title", "labels", "author"}
    assert expression.names == {"sorted"}


def test_a_trace_shows_the_values_looked_at_and_names_the_missing_one() -> None:
    clause = compiled(
        "item.comments > 2 and item.milestone == 'May' and sorted | count > 0"
    ).explain(FACTS, NOW)

    assert clause.held is False
    assert clause.values == (
        ("item.comments", "3"),
        ("item.milestone", "missing"),
        ("sorted", "bug"),
        ("sorted | count", "1"),
    )


def test_a_trace_of_something_that_fails_tells_the_error() -> None:
    clause = compiled("item.comments > 2").explain({"item": issue(comments="many")}, NOW)

    assert clause.held is None
    assert clause.values[-1] == ("error", "cannot order a text and a number")
