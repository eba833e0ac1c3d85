"""Nothing written in a rule file reaches Python, loops, or grows without bound."""

import pytest

from automation.engine.grammar.evaluate import evaluate
from automation.engine.language.expressions import (
    EvaluationError,
    ExpressionError,
    Scope,
    compile_expression,
)
from automation.engine.language.texts import compile_text
from tests.engine.files import NOW, changed, issue, load_rule

REFUSED = [
    # to Python's insides
    "item.__class__",
    "item.__class__.__mro__[1].__subclasses__()",
    "item['__class__']",
    "item.labels.__class__",
    "''.__class__",
    "().__class__.__base__",
    "[].__doc__",
    "item._private",
    "item.labels['__len__']",
    "item.title.format(item)",
    "'{0.__class__}'.format(item)",
    "'{a.__init__.__globals__}' | format(a=item)",
    "item.title.format_map(item)",
    "item | attr('__class__')",
    "item.labels | attr('append')",
    "item.labels | map(attribute='__class__')",
    "item.labels | selectattr('x')",
    "item.labels.append('x')",
    "item.labels.pop()",
    "item.get('state')",
    # to jinja2's globals
    "cycler",
    "cycler.__init__.__globals__.os.popen('id').read()",
    "joiner",
    "namespace",
    "lipsum",
    "lipsum.__globals__['os'].popen('id')",
    "range(10)",
    "range(1000000000)",
    "dict(a=1)",
    "self",
    "self.__init__",
    "request.application",
    "config",
    "config.items()",
    "loop",
    "caller()",
    "super()",
    "get_flashed_messages.__globals__",
    "url_for.__globals__",
    "__import__('os')",
    "environment",
    "_",
    # to other grammar
    "{% for x in item.labels %}{% endfor %}",
    "{{ item.state }}",
    "item.state }}{% set x = 1 %}{{ item.state",
    "item.state }}",
    "{# comment #}",
    "item.state == 'open' -}} x",
    "lambda: 1",
    "x := 1",
    "item.state = 'open'",
    "import os",
    "[x for x in item.labels]",
    "{'a': 1}",
    "item.title[::-1]",
    "item.labels[item.comments]",
    "item.labels | without(*item.labels)",
    "item.labels | without(**item)",
    "item.labels | join(separator=',')",
    "item is callable",
    "item is defined",
    "item.comments is divisibleby(2)",
    # to endless work
    "9**99999999",
    "2**2**2**2**2**2",
    "'a' * 1000000000",
    "item.title * 1000000000",
    "[0] * 1000000000",
    "'%999999999d' % 1",
    "'%999999999d' | format(1)",
    "item.title | center(999999999)",
    "item.title | indent(999999999)",
    "item.title | replace('a', 'aaaaaaaaaa')",
    "item.title | wordwrap(1)",
    "item.comments // 0",
    "item.comments % 0",
    "1 / 0",
    "1" + "0" * 400,
    "1e300 + 1",
    "0x" + "f" * 400,
    "(" * 240 + "1" + ")" * 240,
    "[" * 240 + "]" * 240,
    "not " * 120 + "true",
    "-" * 490 + "1",
    " ~ ".join(["'a'"] * 110),
    "'a" + "a" * 500 + "'",
    "item.labels | sorted" * 30,
    "[[1, 2], [3, 4]]",
    "item.labels ~ 'x'",
    "item.labels + [item.labels]",
    # to a condition that says something else than it seems to
    "item.title and true",
    "not item.labels",
    "item.milestone == none",
    "item.state == 3",
    "item.comments == '3'",
    "item.comments > '3'",
    "item.labels > 3",
    "item.state == 'Open'",
]


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:40])
def test_an_attack_is_refused_when_the_rule_is_loaded(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(source, Scope())


STOPPED = [
    ("item.title ~ item.title ~ item.title", issue(title="x" * 30_000)),
    ("item.labels | join(item.title)", issue(labels=("x",) * 9, title="x" * 30_000)),
    ("item.labels | names", issue(labels=("x" * 30_000,) * 3)),
    ("item.title | upper", issue(title="ΐ" * 40_000)),
    ("item.labels | sorted", issue(labels=("x",) * 10_001)),
    ("item.labels | unique | sorted | count", issue(labels=tuple(map(str, range(6_000))))),
    ("item.labels + item.labels + item.labels", issue(labels=("x",) * 3_000)),
    ("item.labels | without('a', 'b', 'c') | count", issue(labels=("x",) * 4_000)),
    ("item.labels | sorted", issue(labels=("x", 3))),
    ("item.comments + 1", issue(comments="many")),
    ("item.comments > 1", issue(comments="many")),
    ("item.title | lower", issue(title=3)),
]


@pytest.mark.parametrize(("source", "item"), STOPPED, ids=lambda each: str(each)[:40])
def test_what_grows_or_does_not_fit_is_stopped_by_a_guard(
    source: str, item: dict[str, object]
) -> None:
    expression = compile_expression(source, Scope())

    with pytest.raises(EvaluationError):
        expression.evaluate({"item": item}, NOW)


TEXTS = [
    "{% for x in item.labels %}",
    "{% set x = 1 %}",
    "{# {{ item.title }} #}",
    "{{ item.title",
    "}} {{ item.title }}",
    "{{ '}}' }} }}",
    "{{ {{ item.title }} }}",
    "{{ item.title.format() }}",
    "{{ cycler }}",
    "{{ }}",
    "{{ 'a' * 9 }}",
    "one line\nand another",
    "x" * 1_001,
]


@pytest.mark.parametrize("source", TEXTS, ids=lambda source: source[:40])
def test_a_text_that_is_a_template_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_text(source, Scope())


def test_names_that_double_each_other_run_out_of_steps() -> None:
    doubled = "".join(f"  a{n}: a{n - 1} + a{n - 1}\n" for n in range(1, 40))
    rule = load_rule(changed("  sorted: item.labels", f"  a0: item.labels\n{doubled}  sorted: a39"))

    judgement = evaluate(rule, issue(labels=("a", "b")), NOW)

    assert judgement.result == "failed"
    assert "more than 10,000 steps" in judgement.because


def test_a_text_in_a_title_is_data_and_never_an_expression() -> None:
    text = compile_text("called {{ item.title }}", Scope())

    rendered = text.render({"item": issue(title="{{ item.labels }} {% x %}")}, NOW)

    assert rendered == "called {{ item.labels }} {% x %}"
