"""Templates nobody should write: what was done to Jinja elsewhere, and what we found ourselves.

Each is tried as a file under templates/, as a text and as an expression of a rule. The facts they
are given stand in `FACTS`.
"""

from collections.abc import Mapping
from typing import Final

WORDS: Final = "w" * 60_000


def address(name: str = "") -> str:
    """A fact that is meant to be called."""
    return f"/{name}"


FACTS: Final[Mapping[str, object]] = {
    "title": "Pay",
    "spec": "{0.__class__}{0:>999999999}",
    "labels": ["bug", "api"],
    "item": {"key": "PAY-1", "title": "Pay"},
    "many": list(range(5_000)),
    "words": WORDS,
    "address": address,
    "hidden": "__class__",
}

KNOWN: Final = (
    # to Python's insides
    "{{ title.__class__ }}",
    "{{ title.__class__.__mro__[1].__subclasses__() }}",
    "{{ title['__class__'] }}",
    "{{ title['__cla' ~ 'ss__'] }}",
    "{{ title[hidden] }}",
    "{{ title['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ title | attr('__class__') }}",
    "{{ labels | map(attribute='__class__') | list }}",
    "{{ labels | selectattr('__class__') | list }}",
    "{{ labels | groupby('__class__') }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ '{a.__class__}'.format_map(item) }}",
    "{{ '%s' | format(title) }}",
    "{% set f = spec.format %}{{ f(title) }}",
    "{{ address.__globals__ }}",
    "{{ address.__code__.co_code }}",
    "{{ (title for title in labels).gi_frame }}",
    # to what Jinja and Flask put beside a template
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner('x') }}",
    "{{ namespace(x=1) }}",
    "{{ lipsum() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ range(999999999) }}",
    "{{ dict(a=1) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ url_for.__globals__ }}",
    # to other files
    "{% include '/etc/passwd' %}",
    "{% include '../../pyproject.toml' %}",
    "{% include title ~ '.html' %}",
    "{% import 'os' as os %}{{ os.popen('id') }}",
    "{% extends [title, 'x.html'] %}",
    # to output that is not escaped
    "{{ title | safe }}",
    "{% autoescape false %}{{ title }}{% endautoescape %}",
    "{{ title | urlize }}",
    "{{ {'x onerror=': 1} | xmlattr }}",
    # to endless work
    "{{ 9**99999999 }}",
    "{{ 'a' * 999999999 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ title | center(999999999) }}",
    "{{ title | indent(999999999) }}",
    "{{ title | wordwrap(1) }}",
    "{{ title | replace('P', 'PPPPPPPPPP') }}",
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
)
"""Kinds that are known from advisories, write-ups and other people's issue trackers."""

OWN: Final = (
    # what grows
    "{{ " + " ~ ".join(["words"] * 150) + " }}",
    "{% set x = words %}" + "{% set x = x ~ x %}" * 30 + "{{ x }}",
    "{% set x = many %}" + "{% set x = x + x %}" * 30 + "{{ x | length }}",
    "{% set x = [title, title] %}" + "{% set x = [x, x] %}" * 40 + "{{ x }}",
    "{% set x = [title, title] %}" + "{% set x = [x, x] %}" * 40 + "{{ x | join }}",
    "{% set x = [title, title] %}" + "{% set x = [x, x] %}" * 40 + "{{ x | lower }}",
    "{% set x = [title, title] %}" + "{% set x = [x, x] %}" * 40 + "{{ title ~ x }}",
    "{% set x = {'a': labels} %}" + "{% set x = {'a': x, 'b': x} %}" * 40 + "{{ x }}",
    "{{ many | join(words) }}",
    "{{ title | padded(999999999) }}",
    "{% set f = title.ljust %}{{ f(999999999) }}",
    "{% set f = title.zfill %}{{ f(999999999) }}",
    "{% macro m(f) %}{{ f(999999999) }}{% endmacro %}{{ m(title.rjust) }}",
    "{% for f in [title.center] %}{{ f(999999999) }}{% endfor %}",
    "{{ labels.copy() }}",
    "{{ title.encode('utf-16') }}",
    "{{ (title.join)(many) }}",
    # what does not end
    "{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}",
    "{% for a in many %}{% for b in many %}{{ words }}{% endfor %}{% endfor %}",
    "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in many recursive %}{{ loop(many) }}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% include 'page.html' %}",
    "{{ " + "(" * 9_000 + "1" + ")" * 9_000 + " }}",
    "{{ " + "not " * 5_000 + "title }}",
    "{% if title %}" * 1_000 + "{% endif %}" * 1_000,
    "{{ " + "9" * 5_000 + " }}",
    "{{ title" + " | lower" * 4_000 + " }}",
    "x" * 33_000,
    # what is grammar and not ours
    "{% set x %}{{ title }}{% endset %}{{ x }}",
    "{% filter upper %}{{ title }}{% endfilter %}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}",
    "{% with x = title %}{{ x }}{% endwith %}",
    "{% from 'page.html' import m %}",
    "{% do labels.append(1) %}",
    "{% debug %}",
    "{% trans %}x{% endtrans %}",
    "{{ address(*labels) }}",
    "{{ address(**item) }}",
    "{{ labels.append('x') }}",
    "{{ item.update(item) }}",
    "{{ item.pop('key') }}",
    "{{ title // 2 }}",
    "{{ title ~ '__class__' }}",
    "{{ missing }}",
)
"""Kinds of our own."""

DATA: Final = (
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "@here @channel @acme/everybody",
    "Fixes #1, closes acme/shop#2, resolves GH-3",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) ![x](https://evil.example/pixel.png)",
    "<!channel> <@U012> <https://evil.example|GitHub>",
    "[~accountid:1] [~ann] {macro} {{code}} |evil|",
    "\u202eevil\u2066 \x00\x1b[31m \ufeff",
    "# heading\n* list\nh1. heading\n> quote",
    "&#64;here &lt;b&gt; ]]> -->",
)
"""What trackers say; it is shown, and is never more than text."""
