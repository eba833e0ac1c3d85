"""Where something stands in a rule file: its file, its dotted path, its line and column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from automation.errors import Problem
from automation.tree import Node


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a file and the way to it, such as `derive.choose[1].if`."""

    file: str
    node: Node
    path: str = ""

    def child(self, key: str | int) -> "Place | None":
        """Step to the value under a key or at a position; None where there is none."""
        node = self.node.child(key)
        return None if node is None else Place(self.file, node, self._path_to(key))

    def find(self, *keys: str) -> "Place | None":
        """Step through several keys; None where one is missing."""
        place: Place | None = self
        for key in keys:
            place = place.child(key) if place else None
        return place

    def children(self) -> "Iterator[Place]":
        """Each entry of a list; nothing for anything else."""
        if isinstance(self.node.value, tuple):
            for number in range(len(self.node.value)):
                if entry := self.child(number):
                    yield entry

    def entries(self) -> "Iterator[tuple[str, Place]]":
        """Each key of a mapping with its value; nothing for anything else."""
        if isinstance(self.node.value, Mapping):
            for key in self.node.value:
                if value := self.child(key):
                    yield key, value

    def words(self) -> "Iterator[tuple[str, Place]]":
        """Each text that stands here, one alone or several in a list."""
        for place in [self, *self.children()]:
            if isinstance(place.node.value, str):
                yield place.node.value, place

    def problem(
        self, message: str, suggestion: str | None = None, offset: int | None = None
    ) -> Problem:
        """Tell what is wrong here, or `offset` characters into the text that stands here."""
        node = self.node
        column = node.column
        if offset is not None and node.text_column is not None:
            column = node.text_column + offset
        return Problem(self.file, node.line, column, self.path, message, suggestion)

    def key_problem(self, key: str, message: str, suggestion: str | None = None) -> Problem:
        """Tell what is wrong with a key of this mapping, at the key itself."""
        line, column = self.node.keys.get(key, (self.node.line, self.node.column))
        return Problem(self.file, line, column, self._path_to(key), message, suggestion)

    def _path_to(self, key: str | int) -> str:
        if isinstance(key, int):
            return f"{self.path}[{key}]"
        return f"{self.path}.{key}" if self.path else key
