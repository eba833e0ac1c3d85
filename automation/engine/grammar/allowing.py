"""Who may use a command, in plain words made of the condition that says so."""

import re
from typing import Final

from automation.engine.language.conditions import Condition, Group

ANYBODY: Final = "anybody who may comment here"

_NAMED: Final = "some people whom the rule names"
"""In place of their logins: whoever reads a reply need not know who they are."""

_PHRASES: Final = (
    (r"""["']([\w -]+)["']\s+in\s+actor\.roles""", r"people with the role \1"),
    (r"actor\.team\s*==\s*item\.team", "people of this item's team"),
    (r"item\.team\s*==\s*actor\.team", "people of this item's team"),
    (r"""actor\.team\s*==\s*["']([\w -]+)["']""", r"people of the team \1"),
    (r"""actor\.login\s*==\s*["'][^"']+["']""", _NAMED),
    (r"actor\.login\s+in\s+\[[^\]]*\]", _NAMED),
    (r"actor\.login\s*==\s*item\.author", "whoever opened the item"),
    (r"actor\.login\s+in\s+item\.assignees", "whoever the item is assigned to"),
    (r"actor\.is_assignee\s*==\s*true|actor\.is_assignee", "whoever the item is assigned to"),
    (r"actor\.is_bot\s*==\s*false", "people"),
)


def who_may(allow: Condition | None) -> str:
    """Such as "people of this item's team or people with the role product"."""
    if allow is None:
        return ANYBODY
    if isinstance(allow, Group):
        parts = [who_may(part) for part in allow.parts]
        if allow.mode == "all":
            return " who are also ".join(parts)
        said = " or ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
        return f"anybody but {said}" if allow.mode == "none" else said
    return _plain(allow.expression.source) or allow.words()


def _plain(source: str) -> str:
    """The expression in words; "" where some of it has none."""
    said = " ".join(source.split())
    for pattern, words in _PHRASES:
        said = re.sub(pattern, words, said)
    return "" if re.search(r"\bactor\.|\bitem\.|==|!=|[|()]", said) else said
