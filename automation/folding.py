"""Folding a batch of readings into the items they are about, in memory, one after the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from automation.echoes import Echoes
from automation.guards import Taken, is_stub, note, take_in
from automation.model import Event, Item, Link, Reading, Sighting
from automation.ports import Known, Renewed

Settles = Mapping[str, Callable[[Item], float]]
"""Seconds an item of a connection settles before it is looked at. One not named settles at once."""


Adds = Callable[[Sequence[Item]], Sequence[Sighting]]
"""What is told of the items as they are after the batch, besides the batch."""


def as_they_are(_items: Sequence[Item], _at: datetime | None = None) -> Sequence[Sighting]:
    """Nothing more is told of them."""
    return ()


def fold(
    readings: Sequence[Reading],
    known: Mapping[str, Known],
    echoes: Echoes,
    settles: Settles,
    adds: Adds = as_they_are,
) -> Sequence[Renewed]:
    """Every item that was seen or spoken of, as it is after the batch, every reading in order."""
    batch = _Batch(known, echoes, settles)
    for reading in readings:
        told = reading.event
        for seen in reading.sightings:
            mine = told is not None and told.item_id == seen.item_id
            batch.see(seen, told if mine else None)
            told = None if mine else told
        for event in (*reading.past, *((told,) if told else ())):
            batch.hear(event)
    for seen in adds(batch.items()):
        batch.see(seen, None)
    return batch.renewed()


class _Batch:
    """The items of a batch as they become, by id."""

    def __init__(self, known: Mapping[str, Known], echoes: Echoes, settles: Settles) -> None:
        self._known = known
        self._echoes = echoes
        self._settles = settles
        self._items: dict[str, Renewed] = {}

    def see(self, seen: Sighting, event: Event | None) -> None:
        """Fold one sighting into its item, which it makes where there was none."""
        before = self._standing(seen.item_id)
        if before is None and seen.vanished:
            return
        item, is_ours = before.item if before else None, self._judge(seen, event)
        taken = take_in(item, seen, event=event, is_ours=is_ours)
        settle = self._settle(taken.item)
        self._items[seen.item_id] = _grown(before, taken, _names(item, seen), settle)

    def hear(self, event: Event) -> None:
        """Fold the marks of an event into its item, where that is known."""
        before = self._standing(event.item_id)
        if before is not None:
            taken = note(before.item, event, is_ours=self._judge(event, event))
            if taken.marks or taken.reread:
                settle = self._settle(taken.item)
                self._items[event.item_id] = _grown(before, taken, frozenset(), settle)

    def items(self) -> Sequence[Item]:
        """Each of them as it has become so far."""
        return [each.item for each in self._items.values()]

    def renewed(self) -> Sequence[Renewed]:
        """Each of them against what was on record."""
        return [self._finished(each) for each in self._items.values()]

    def _standing(self, id_: str) -> Renewed | None:
        if id_ in self._items or id_ not in self._known:
            return self._items.get(id_)
        known = self._known[id_]
        return Renewed(known.item, known.version, frozenset(), (), reread=False, settle=0.0)

    def _judge(self, told: Sighting | Event, event: Event | None) -> Callable[..., bool]:
        return self._echoes.of(told.item_id, told.connection, event)

    def _finished(self, each: Renewed) -> Renewed:
        item, known = each.item, self._known.get(each.item.id)
        before, after = _links_of(known.item if known else None), _links_of(item)
        if before == after and not is_stub(item):
            return each
        reread = each.reread or is_stub(item)
        return replace(each, reread=reread, linked=after - before, unlinked=before - after)

    def _settle(self, item: Item) -> float:
        settle = self._settles.get(item.connection)
        return settle(item) if settle else 0.0


def _grown(before: Renewed | None, taken: Taken, names: frozenset[str], settle: float) -> Renewed:
    # A stub asks to be read again only if it is still one when the batch is over.
    doubtful = taken.reread and not is_stub(taken.item)
    if before is None:
        return Renewed(
            taken.item, None, taken.changed, taken.marks, doubtful, settle=settle, aliases=names
        )
    return replace(
        before,
        item=taken.item,
        changed=before.changed | taken.changed,
        marks=(*before.marks, *taken.marks),
        reread=before.reread or doubtful,
        settle=settle,
        aliases=before.aliases | names,
    )


def _names(known: Item | None, seen: Sighting) -> frozenset[str]:
    """The names a sighting tells of, without the one its item goes by already."""
    told = {*seen.aliases, seen.key} - {"", known.key if known else ""}
    return frozenset(told)


def _links_of(item: Item | None) -> frozenset[Link]:
    """The links that stand: none from a deleted item."""
    return frozenset() if item is None or item.deleted_at else item.links
