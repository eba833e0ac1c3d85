"""Who waits for an item and was not told yet that it is there, as rules ask for it."""

from collections.abc import Iterator
from datetime import datetime

from automation.engine.folder.answers import Request
from automation.engine.folder.asking import told
from automation.engine.folder.world import World
from automation.graph import Graph
from automation.model import Item
from automation.visibility import PUBLIC


def customers(item: Item, around: Graph, world: World, readers: str) -> tuple[str, ...]:
    """Their names, as such readers may be told them; who has waited longest first."""
    return tuple(each.customer for each in _waiting(item, around, world, readers))


def asked(item: Item, around: Graph, world: World, readers: str) -> datetime | None:
    """When the first of them asked; None where nobody waits, or nobody knows."""
    waiting = _waiting(item, around, world, readers)
    return min((each.since for each in waiting if each.since), default=None)


def _waiting(item: Item, around: Graph, world: World, readers: str) -> Iterator[Request]:
    """To everybody nobody is named whom the item's own labels do not name."""
    heard = {customer for customer, _ in told(item, world.mapping)}
    for each in world.requests(item, around):
        named = each.how.removeprefix("label ") in item.labels
        if each.customer.casefold() not in heard and (named or readers != PUBLIC):
            yield each
