"""What a template may be made of, and what rendering it may cost: anything else is refused.

Jinja's sandbox keeps a template away from Python. It limits neither work nor memory, and so the
nodes are an allow-list, and every loop, call, filter and `~` is counted.
https://jinja.palletsprojects.com/en/stable/sandbox/#security-considerations
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, Final

from jinja2 import nodes
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from automation.template_nodes import METHODS, TemplateRefusedError, allowed

MAX_TEXT: Final = 64 * 1024
"""Characters of any one value that a filter or `~` makes."""

MAX_STEPS: Final = 250_000
"""Turns of loops, and calls of macros, in one rendering; 200 items take some thousands."""

_A_CALL: Final = 5
"""What a call costs, by the turns of a loop that take as long."""

MAX_OUTPUT: Final = 4_000_000
"""Characters of everything; the largest page of ours has some hundred thousand."""

MAX_SOURCE: Final = 32_000
_MOST_JUDGED: Final = 5_000
"""Attributes that are remembered; our templates name some hundreds."""

_LISTS: Final = (list, tuple, dict, set, frozenset)
_BOUND: Final = (MethodType, BuiltinMethodType)
_CALLED: Final = (FunctionType, Macro, BlockReference)
_FORMATS: Final = frozenset({"format", "format_map"})
_COUNTED: Final = "<counted>"
_JOINED: Final = "<joined>"


class Meter(threading.local):
    """What one rendering may still cost; each thread renders one at a time."""

    left: int = MAX_STEPS

    def start(self) -> None:
        """Begin a rendering."""
        self.left = MAX_STEPS

    def spend(self, steps: int = 1) -> None:
        """Charge for work; raises TemplateRefusedError once all is spent."""
        self.left -= steps
        if self.left < 0:
            raise TemplateRefusedError(f"takes more than {MAX_STEPS:,} steps; show fewer things")


class Guarded(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, for templates of allowed nodes alone, with everything counted.

    It is asked once for each attribute of a type: it judges by these alone, and a page of 200 items
    reads 11,000 attributes.
    """

    intercepted_binops = frozenset({"+", "-"})

    def guard(self, filters: Mapping[str, Callable[..., object]]) -> None:
        """Take these filters, and no others and no globals, each under a limit of its own."""
        self.meter = Meter()
        self.globals.clear()
        self.filters.clear()
        self.filters.update({name: _limited(name, each) for name, each in filters.items()})
        self.filters[_COUNTED] = self._counted
        self.filters[_JOINED] = joined

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - as Jinja's own
        allowed(source)
        _count(source)
        return super()._generate(source, *args, **kwargs)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > MAX_SOURCE:
            raise TemplateRefusedError(f"{name} has more than {MAX_SOURCE:,} characters; split it")
        try:
            return super()._parse(source, name, filename)
        except (RecursionError, ValueError) as error:
            raise TemplateRefusedError(f"{name} cannot be read: {error}") from None

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as Jinja's own
        """Call a macro or a fact that is a function, at the price of a step."""
        self.meter.spend(_A_CALL)
        if not isinstance(obj, _CALLED):
            plain = isinstance(obj, BuiltinMethodType) and obj.__name__ in METHODS
            if not plain:
                raise TemplateRefusedError("only macros and facts are called")
        return super().call(context, obj, *args, **kwargs)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - as Jinja's own
        """An entry of a mapping or a list, and never an attribute by a name that is worked out."""
        try:
            return obj[argument]
        except (AttributeError, TypeError, LookupError):
            return self.undefined(obj=obj, name=argument)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 - as Jinja's own
        """Refuse `format`: its texts reach into values, and are as wide as they say."""
        if isinstance(value, _BOUND) and value.__name__ in _FORMATS:
            raise TemplateRefusedError("`format` has no place in a template")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as Jinja's own
        """Add and subtract what is no list and no text: both would double in every line."""
        if isinstance(left, Sequence) or isinstance(right, Sequence):
            raise TemplateRefusedError(f"`{operator}` is for numbers; write ~ to join texts")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Whether a template may read this; what passes itself off as another is judged anew."""
        type_ = type(obj)
        if obj.__class__ is not type_:
            return bool(super().is_safe_attribute(obj, attr, value))
        found = self._judged.get((type_, attr))
        if found is None:
            found = bool(super().is_safe_attribute(obj, attr, value))
            if len(self._judged) < _MOST_JUDGED:
                self._judged[type_, attr] = found
        return found

    @cached_property
    def _judged(self) -> dict[tuple[type, str], bool]:
        return {}

    def _counted(self, values: Iterable[object]) -> Iterable[object]:
        if isinstance(values, _LISTS):
            self.meter.spend(len(values))
            return values
        return self._one_by_one(values)

    def _one_by_one(self, values: Iterable[object]) -> Iterator[object]:
        for each in values:
            self.meter.spend()
            yield each


def piece(value: object) -> object:
    """A value on its way into a text. Raises TemplateRefusedError for a list, which is joined on
    purpose: one within another may be made to grow without end while it is written out.
    """
    if isinstance(value, _LISTS):
        raise TemplateRefusedError("a list is shown by a loop, or by `join`")
    return value


def joined(parts: Iterable[object], separator: str = "") -> str:
    """Texts in one, under the limit; one that is HTML makes it HTML."""
    shown = [piece(each) for each in parts]
    texts = [each if isinstance(each, str) else str(each) for each in shown]
    _bounded(sum(map(len, texts)) + len(separator) * max(len(texts) - 1, 0))
    if any(hasattr(each, "__html__") for each in shown):
        return Markup(separator).join(texts)  # noqa: S704 - what stands beside it is escaped by join
    return separator.join(texts)


def _bounded(size: int) -> None:
    if size > MAX_TEXT:
        raise TemplateRefusedError(f"makes a text of {size:,} characters; {MAX_TEXT:,} is the most")


def _limited(name: str, filter_: Callable[..., object]) -> Callable[..., object]:
    """The same filter with a limit on what goes in and on what comes out."""
    if name == "join":
        return joined
    wide, takes_one = name in _WIDE, name != "length"

    @wraps(filter_)
    def limited(*given: object, **named: object) -> object:
        for each in given:
            sort = type(each)
            if sort is str:
                _bounded(len(each))  # type: ignore[arg-type]  # it is a text
            elif sort is int:
                _bounded(each if wide else 0)  # type: ignore[arg-type]  # it is a number
            elif takes_one:
                piece(each)
        made = filter_(*given, **named)
        if isinstance(made, str):
            _bounded(len(made))
        return made

    return limited


_WIDE: Final = frozenset({"padded"})
"""Filters whose number is a size."""


def _count(tree: nodes.Template) -> None:
    """Let every loop and every `~` go through the counters."""
    for loop in tree.find_all(nodes.For):
        loop.iter = _through(_COUNTED, loop.iter, loop)
    for parent in list(tree.find_all(nodes.Node)):
        for field, value in parent.iter_fields():
            if isinstance(value, nodes.Concat):
                setattr(parent, field, _whole(value))
            elif isinstance(value, list):
                # In place: what was made of an outer ~ holds the same list.
                value[:] = [_whole(v) if isinstance(v, nodes.Concat) else v for v in value]


def _whole(node: nodes.Concat) -> nodes.Filter:
    return _through(_JOINED, nodes.List(node.nodes, lineno=node.lineno), node)


def _through(name: str, value: nodes.Node, at: nodes.Node) -> nodes.Filter:
    made = nodes.Filter(value, name, [], [], None, None, lineno=at.lineno)
    if at.environment is not None:
        made.set_environment(at.environment)
    return made
