"""Which items lead to which objective: what the rule folder says of items, against the record.

Nobody links items to objectives by hand. An item that comes in, and every item once a day, is held
against the files, and only where they say something else than stands is it told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from automation.engine.folder.objectives import OWN
from automation.engine.folder.world import ORIGIN, World
from automation.graph import HIGHEST, Edge, Graph
from automation.guards import is_stub
from automation.model import CLIMBING, Item, Link, Sighting
from automation.ports import Known
from automation.visibility import as_told


class Names(Protocol):
    """The half of the inbox that finds items."""

    def resolve(self, references: Sequence[str]) -> Mapping[str, str]:
        """The ids of the items that these references lead to; one that leads nowhere is absent."""
        ...

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        """The items of these ids that are on record."""
        ...


@dataclass(frozen=True, slots=True)
class Relinking:
    """Tells which of some items lead to another objective than they should. Cheap without any."""

    world: World
    names: Names

    def __call__(self, items: Sequence[Item], at: datetime) -> Sequence[Sighting]:
        """The links to objectives of those items that have others, as of `at`."""
        wanted = self._wanted([item for item in items if _counts(item)])
        told = ((item, wanted[item.id]) for item in items if item.id in wanted)
        return [_told(item, links, at) for item, links in told if links != standing(item)]

    def seen_otherwise(self, items: Sequence[Item], at: datetime) -> Sequence[Sighting]:
        """A word about each item that fewer or more people may see than its record says: by that
        it is taken in anew.
        """
        return [
            _told(item, standing(item), at)
            for item in items
            if _counts(item) and self.world.visibility(as_told(item)) != item.visibility
        ]

    def _wanted(self, items: Sequence[Item]) -> Mapping[str, frozenset[Link]]:
        if not self.world.objectives.by_id:
            return {item.id: frozenset() for item in items}
        alone = {item.id: self.world.own_links(item) for item in items}
        # What is above can only take a link away, so nobody else needs to be looked up for it.
        linked = [item for item in items if alone[item.id]]
        above = climbed(linked, self.names, items) if linked else Graph()
        return alone | {item.id: self.world.own_links(item, above) for item in linked}


def standing(item: Item) -> frozenset[Link]:
    """The links to objectives that stand."""
    return frozenset(link for link in item.links if link.origin == ORIGIN)


def climbed(items: Sequence[Item], names: Names, beside: Sequence[Item] = ()) -> Graph:
    """What these items are part of by everybody's word but the rule folder's own.

    `beside` are items at hand, newer than on record.
    """
    found = {item.id: item for item in (*beside, *items)}
    local = {name: item.id for item in beside for name in _called(item)}
    edges, level, seen = set[Edge](), list(items), {item.id for item in items}
    for _ in range(HIGHEST):
        links = {item.id: _climbing(item) for item in level}
        wanted = {link.to for of_item in links.values() for link in of_item}
        ids = {**names.resolve(sorted(wanted - local.keys())), **local} if wanted else {}
        there = [
            Edge(id_, link.kind, ids[link.to])
            for id_, of_item in links.items()
            for link in of_item
            if link.to in ids
        ]
        edges.update(there)
        new = {edge.target for edge in there} - seen
        missing = sorted(new - found.keys())
        found |= {id_: each.item for id_, each in names.known(missing).items()} if missing else {}
        level, seen = [found[id_] for id_ in sorted(new) if id_ in found], seen | new
        if not level:
            break
    return Graph(found, tuple(sorted(edges)))


def _climbing(item: Item) -> Sequence[Link]:
    return [link for link in item.links if link.kind in CLIMBING and link.origin != ORIGIN]


def _counts(item: Item) -> bool:
    """Whether it can lead to an objective; what we only know the name of is read first."""
    return item.connection != OWN and item.deleted_at is None and not is_stub(item)


def _called(item: Item) -> Iterator[str]:
    yield from (item.id, item.key, f"*:{item.key.partition(':')[2]}")


def _told(item: Item, links: frozenset[Link], at: datetime) -> Sighting:
    return Sighting(
        item_id=item.id,
        connection=item.connection,
        type=item.type,
        at=at,
        key=item.key,
        project=item.project,
        url=item.url,
        visibility=item.visibility,
        links={ORIGIN: links},
        reread=True,
    )
