"""Texts in rules read as a person would have written them."""

import pytest

from automation.engine.language.expressions import EvaluationError, ExpressionError, Scope
from automation.engine.language.texts import compile_text
from automation.engine.language.vocabulary import Kind
from tests.engine.files import NOW, issue

SCOPE = Scope({"sorted": Kind.LIST, "children": Kind.ITEMS})
FACTS = {
    "item": issue(title="Crash", comments=3, labels=("a", "b"), created=NOW),
    "sorted": ("bug", "shop"),
    "children": ({"key": "a"},),
}


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("no expression at all", "no expression at all"),
        ("", ""),
        ("{{ item.title }} has {{ item.comments }} comments", "Crash has 3 comments"),
        ("labelled {{ sorted | names }}", "labelled bug and shop"),
        ("labels: {{ item.labels }}", "labels: a and b"),
        ("opened {{ item.created }}", "opened 20 Nov 2026"),
        ("due {{ item.milestone }}", "due missing"),
        ("open: {{ item.state == 'open' }}", "open: yes"),
        ("{{ '}}' }} and {{ \"it's {{\" }}", "}} and it's {{"),
        ("100 % { of } it", "100 % { of } it"),
        ("a line from a block\n", "a line from a block"),
    ],
)
def test_a_text_is_filled_in(source: str, rendered: str) -> None:
    assert compile_text(source, SCOPE).render(FACTS, NOW) == rendered


def test_a_brace_that_is_missing_in_a_text_is_told() -> None:
    with pytest.raises(ExpressionError, match="in a text they stand in pairs"):
        compile_text("{{ item.title } is {{ item.state }}", SCOPE)


def test_a_mistake_inside_a_text_is_told_at_its_offset() -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_text("labelled {{ srted | names }}", SCOPE)

    assert (raised.value.offset, raised.value.suggestion) == (12, "sorted")


def test_what_a_text_reads_is_known() -> None:
    text = compile_text("{{ item.title }}: {{ sorted | names }}", SCOPE)

    assert text.reads == {"title"}
    assert text.names == {"sorted"}


def test_a_list_of_items_cannot_be_shown() -> None:
    with pytest.raises(ExpressionError, match="count it"):
        compile_text("{{ children }}", SCOPE)


def test_a_text_never_grows_past_its_limit() -> None:
    text = compile_text("{{ item.title }}{{ item.title }}", SCOPE)

    with pytest.raises(EvaluationError, match="65,536 is the most"):
        text.render({"item": issue(title="x" * 40_000)}, NOW)
