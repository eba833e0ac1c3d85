"""Items as a graph: what is part of what, what waits for what, across trackers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from automation.model import CLIMBING, Item, LinkKind

Step = Callable[[str], Sequence[Item]]

HIGHEST = 6
"""Levels that are climbed from an item to its ancestors, and no more."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A standing link whose both ends are known items, by id."""

    source: str
    kind: LinkKind
    target: str


@dataclass(frozen=True)
class Graph:
    """Some items and every edge between them that is on record. Cycles are walked once."""

    items: Mapping[str, Item] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()

    def targets(self, id_: str, *kinds: LinkKind) -> Sequence[Item]:
        """The items that this one is linked to by one of these kinds."""
        edges = self._from.get(id_)
        ids = [e.target for e in edges if e.kind in kinds] if edges else ()
        return self._there(ids) if ids else ()

    def sources(self, id_: str, *kinds: LinkKind) -> Sequence[Item]:
        """The items that are linked to this one by one of these kinds."""
        edges = self._to.get(id_)
        ids = [e.source for e in edges if e.kind in kinds] if edges else ()
        return self._there(ids) if ids else ()

    def parents(self, id_: str) -> Sequence[Item]:
        """What the item is directly part of."""
        return self.targets(id_, *CLIMBING)

    def children(self, id_: str) -> Sequence[Item]:
        """What is directly part of the item."""
        return self.sources(id_, *CLIMBING)

    def ancestors(self, id_: str) -> Sequence[Item]:
        """Everything the item is part of, nearest first, each once, the item itself left out."""
        if id_ not in self._above:
            self._above[id_] = self._walk(id_, self.parents, self._from)
        return self._above[id_]

    def descendants(self, id_: str) -> Sequence[Item]:
        """Everything that is part of the item, nearest first, each once."""
        if id_ not in self._below:
            self._below[id_] = self._walk(id_, self.children, self._to)
        return self._below[id_]

    def without(self, ids: Collection[str]) -> "Graph":
        """The same, but for these items."""
        if not ids:
            return self
        return Graph({id_: item for id_, item in self.items.items() if id_ not in ids}, self.edges)

    def _walk(self, id_: str, step: Step, linked: Collection[str]) -> Sequence[Item]:
        """Step by step from the item; what is not `linked` leads nowhere, and that is most."""
        found: dict[str, Item] = {}
        level = [id_]
        for _ in range(HIGHEST):
            next_ = {item.id: item for each in level if each in linked for item in step(each)}
            level = [name for name in next_ if name != id_ and name not in found]
            found |= {name: next_[name] for name in level}
        return tuple(found.values())

    def _there(self, ids: Iterable[str]) -> Sequence[Item]:
        known = (self.items.get(id_) for id_ in dict.fromkeys(ids))
        return tuple(item for item in known if item is not None and item.deleted_at is None)

    @cached_property
    def _above(self) -> dict[str, Sequence[Item]]:
        """The walks upwards so far: whose an item is, and what for, is asked again and again."""
        return {}

    @cached_property
    def _below(self) -> dict[str, Sequence[Item]]:
        """The walks downwards so far."""
        return {}

    @cached_property
    def _from(self) -> Mapping[str, Sequence[Edge]]:
        return _grouped((edge.source, edge) for edge in self.edges)

    @cached_property
    def _to(self) -> Mapping[str, Sequence[Edge]]:
        return _grouped((edge.target, edge) for edge in self.edges)


def _grouped(pairs: Iterable[tuple[str, Edge]]) -> Mapping[str, Sequence[Edge]]:
    found: dict[str, list[Edge]] = {}
    for name, edge in pairs:
        found.setdefault(name, []).append(edge)
    return found
