"""What a template may be made of: an allow-list of nodes, and what each of them may hold."""

import re
from typing import Final

from jinja2 import nodes
from jinja2.exceptions import SecurityError

MAX_NODES: Final = 2_000
MAX_LOOPS: Final = 2
MAX_DEPTH: Final = 60

METHODS: Final = frozenset({"items", "get", "startswith", "endswith"})
"""All that is called on a value; everything else is a macro, or a fact that is to be called."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*(/[a-z0-9_-]+)*(\.[a-z0-9]+)+")
_ALLOWED: Final = frozenset[type[nodes.Node]](
    {
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Block, nodes.Macro),
        *(nodes.Extends, nodes.Include, nodes.Import, nodes.If, nodes.For, nodes.Assign),
        *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Call),
        *(nodes.Keyword, nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Compare, nodes.Operand),
        *(nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Concat, nodes.Neg),
        *(nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair),
    }
)


class TemplateRefusedError(SecurityError):
    """Whoever keeps the templates can mend it: the message names the line."""


def allowed(tree: nodes.Template) -> None:
    """Raise TemplateRefusedError, with its line, for the first part of a template that may not be.

    No loop in more than one other, no call but of macros and facts, no name that begins with `_`,
    no `*`, `**`, `/`, `%`, no template by a name that is worked out.
    """
    for number, node in enumerate(tree.find_all(nodes.Node)):
        said = "it is too long; split it" if number > MAX_NODES else _refusal(node)
        if said:
            raise TemplateRefusedError(f"line {node.lineno}: {said}")
    _shallow(tree, 0, 0)


def _refusal(node: nodes.Node) -> str:
    """Why a node may not be in a template; "" where it may."""
    if type(node) not in _ALLOWED:
        return f"{type(node).__name__.lower()} has no place in a template"
    if isinstance(node, nodes.Call):
        return _uncalled(node)
    if isinstance(node, nodes.Extends | nodes.Include | nodes.Import):
        return _unnamed(node.template)
    return _misnamed(node)


def _misnamed(node: nodes.Node) -> str:
    match node:
        case (
            nodes.Name(name=str(name))
            | nodes.Getattr(attr=str(name))
            | nodes.Getitem(arg=nodes.Const(value=str(name)))
        ) if name.startswith("_"):
            return "a name never begins with _"
        case nodes.Const(value=str(text)) if "__" in text:
            return "`__` has no place in a text"
        case nodes.For(recursive=True):
            return "a loop never calls itself"
        case _:
            return ""


def _uncalled(node: nodes.Call) -> str:
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        return "arguments are written out"
    match node.node:
        case nodes.Name() | nodes.Getattr(node=nodes.Name()):
            return ""
        case nodes.Getattr(attr=name) if name in METHODS:
            return ""
        case _:
            return "only macros and facts are called"


def _unnamed(template: nodes.Expr) -> str:
    fixed = isinstance(template, nodes.Const) and isinstance(template.value, str)
    sound = fixed and _NAME.fullmatch(template.value)  # type: ignore[attr-defined]  # it is a Const
    return "" if sound else "another template is named by its path, written out"


def _shallow(node: nodes.Node, depth: int, loops: int) -> None:
    within = loops + isinstance(node, nodes.For)
    if within > MAX_LOOPS:
        raise TemplateRefusedError(f"line {node.lineno}: a loop in a loop in a loop; use a macro")
    if depth > MAX_DEPTH:
        raise TemplateRefusedError(f"line {node.lineno}: nested too deep; use a macro")
    for child in node.iter_child_nodes():
        _shallow(child, depth + 1, within)
