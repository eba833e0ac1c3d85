"""Why a part of Jinja's grammar is not in ours, and what to write instead."""

from jinja2 import nodes

from automation.engine.language.vocabulary import FILTERS

FILTER_FOR = {"len": "count", "length": "count", "size": "count", "join": "names"}
"""What other languages call a filter of ours."""


def refusal(node: nodes.Expr) -> str:
    """Say why a part of Jinja's grammar is not in ours, and what to write instead."""
    match node:
        case nodes.Call():
            said = getattr(node.node, "name", None) or getattr(node.node, "attr", "")
            name = FILTER_FOR.get(str(said), said)
            hint = f"; write `value | {name}`" if name in FILTERS else ""
            return f"calls are not allowed{hint}"
        case nodes.BinExpr():
            return f"`{node.operator}` is not part of the rule language"
        case nodes.Dict():
            return "a mapping cannot be written here"
        case nodes.Slice():
            return "a slice cannot be written here"
        case _:
            return "this is not part of the rule language"
