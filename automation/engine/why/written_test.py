"""An inline test as a file writes it: plain data to lines of YAML, and to the tree they read as."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from automation.tree import Node

_PLAIN: Final = re.compile(r"[A-Za-z_][\w./-]*( [A-Za-z_][\w./-]*)*|\d{4}-\d\d-\d\dT[\d:.]+Z")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_WIDE: Final = 96


def as_node(value: object) -> Node:
    """The tree that a file with this would be read as; it stands nowhere."""
    if isinstance(value, Mapping):
        return Node({str(key): as_node(each) for key, each in value.items()}, 1, 1)
    if isinstance(value, list | tuple):
        return Node(tuple(as_node(each) for each in value), 1, 1)
    return Node(value if isinstance(value, bool | int | float) else _text(value), 1, 1)


def as_yaml(test: Mapping[str, object], indent: str) -> str:
    """One entry of `tests:`, its list begun at this indentation."""
    first, *others = _lines(test, "")
    return "\n".join([f"{indent}- {first}", *(f"{indent}  {each}" for each in others)]) + "\n"


def _lines(value: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, each in value.items():
        flow = f"{indent}{key}: {_flow(each)}"
        if isinstance(each, Mapping) and len(flow) > _WIDE and each:
            yield f"{indent}{key}:"
            yield from _lines(each, f"{indent}  ")
        elif isinstance(each, list) and len(flow) > _WIDE:
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_flow(one)}" for one in each)
        else:
            yield flow


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_flow(each) for each in value)}]"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """A text as it stands in a flow of YAML: bare where it cannot be taken for anything else."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    said = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else _escaped(each) for each in said)


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"  # noqa: PLR2004 - what four digits can say


def _text(value: object) -> str | None:
    return None if value is None else str(value)
