"""jinja2's own sandbox as the judge: where both languages have a meaning, it is the same one."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment

from automation.engine.language.expressions import (
    Expression,
    ExpressionError,
    Scope,
    compile_expression,
)
from tests.engine.files import NOW, issue

FACTS = {
    "item": issue(
        key="github:acme/shop#12",
        title="Crash at start",
        author="ada",
        labels=("bug", "shop", "new"),
        comments=3,
        state_reason="reopened",
        url="https://example.org",
        visibility="public",
        parent={"title": "Payouts", "comments": 7},
        children=({"key": "a"}, {"key": "b"}),
    )
}
NUMBERS = st.sampled_from(["item.comments", "item.parent.comments", "0", "3", "7", "2.5"])
TEXTS = st.sampled_from(
    ["item.title", "item.author", "item.key", "item.parent.title", "'bug'", "'Crash'", "''", "'é'"]
)
LISTS = st.sampled_from(["item.labels", "['bug']", "['bug', 'x', 'ada']", "()"])


def numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-"]), inner),
        st.builds("(-{})".format, inner),
    )


def texts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} ~ {})".format, inner, inner | st.sampled_from(["item.comments", "5"])),
        st.builds("({} | {})".format, inner, st.sampled_from(["lower", "upper"])),
        st.builds("({} | join({}))".format, LISTS, inner),
    )


ANY_NUMBER = st.recursive(NUMBERS, numbers, max_leaves=5)
ANY_TEXT = st.recursive(TEXTS, texts, max_leaves=5)
CLAIMS = st.one_of(
    st.sampled_from(["true", "false"]),
    st.builds(
        "{} {} {}".format,
        ANY_NUMBER,
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        ANY_NUMBER,
    ),
    st.builds("{} < {} <= {}".format, ANY_NUMBER, ANY_NUMBER, ANY_NUMBER),
    st.builds(
        "{} {} {}".format, ANY_TEXT, st.sampled_from(["==", "!=", "<", ">=", "in"]), ANY_TEXT
    ),
    st.builds("{} {} {}".format, ANY_TEXT, st.sampled_from(["in", "not in"]), LISTS),
    st.builds("{} | count > 1".format, LISTS | st.just("item.children")),
)


def claims(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("({})".format, inner),
        st.builds("not {}".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    )


EXPRESSIONS = st.one_of(st.recursive(CLAIMS, claims, max_leaves=6), ANY_NUMBER, ANY_TEXT)


def ours(source: str) -> Expression | None:
    """Compile; None where the generator went past one of our limits, and nothing else."""
    try:
        return compile_expression(source, Scope())
    except ExpressionError as error:
        if "characters" in error.message or "parts" in error.message:
            return None
        raise


@settings(max_examples=250, derandomize=True, deadline=None, database=None)
@given(source=EXPRESSIONS)
def test_our_evaluator_agrees_with_the_sandbox(source: str) -> None:
    sandbox = ImmutableSandboxedEnvironment().compile_expression(source)
    expression = ours(source)
    assume(expression is not None)
    assert expression is not None

    assert expression.evaluate(FACTS, NOW) == sandbox(FACTS)
