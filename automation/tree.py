"""A YAML file as a tree that remembers where each of its values stands.

The reader of YAML and the loader of rules share this shape and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file. `line` and `column` count from 1 and name where the value begins.

    `text_column` is the column of the first character of a text that stands in the file exactly
    as it reads, on one line; then an offset in the text is an offset in the file. Otherwise None.
    `keys` says where each key of a mapping stands, as (line, column).
    """

    value: "Scalar | tuple[Node, ...] | Mapping[str, Node]"
    line: int
    column: int
    text_column: int | None = None
    keys: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def child(self, key: str | int) -> "Node | None":
        """Return the value under a key or at a position, None where there is none."""
        if isinstance(self.value, Mapping) and isinstance(key, str):
            return self.value.get(key)
        if isinstance(self.value, tuple) and isinstance(key, int) and key < len(self.value):
            return self.value[key]
        return None

    def plain(self) -> object:
        """Return the same value as nested dicts, lists and scalars, without the places."""
        if isinstance(self.value, Mapping):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value
