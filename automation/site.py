"""A connection as absorb works it, and an item as the files of the folder have it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from automation.model import Item
from automation.ports import Known, Parser, Renewed
from automation.visibility import as_told


def never(_item: Item) -> datetime | None:
    """No item's work is ever done."""
    return None


@dataclass(frozen=True, slots=True)
class Site:
    """What absorb must know of a connection: how to read it, and how long its items settle.

    `settle` is in seconds, and `settles` by type of item where it is another. `type_of` says what
    an item is in our words; its tracker may call it otherwise. `finished_at` says since when its
    work is done, None while it is not, and `visibility` who may see it.
    """

    parse: Parser
    settle: float
    settles: Mapping[str, float] = field(default_factory=dict)
    type_of: Callable[[Item], str] = attrgetter("type")
    finished_at: Callable[[Item], datetime | None] = never
    visibility: Callable[[Item], str] = attrgetter("visibility")

    def settle_of(self, item: Item) -> float:
        """Seconds from the first change of an item to the look at it."""
        return self.settles.get(self.type_of(item), self.settle)


def typed(renewed: Renewed, sites: Mapping[str, Site], known: Mapping[str, Known]) -> Renewed:
    """An item with what it is in our words, where its tracker calls it otherwise, who may see it,
    and whether its work is done. Whoever may see it is something that rules look at again.
    """
    item = renewed.item
    site = sites.get(item.connection)
    if site is None:
        return renewed
    type_ = site.type_of(item)
    named, told = "" if type_ == item.type else type_, as_told(item)
    seen_by = site.visibility(told)
    narrowed = told if seen_by == told.visibility else _narrowed(told, seen_by)
    before = known.get(item.id)
    is_other = before is not None and before.item.visibility != seen_by
    return replace(
        renewed,
        item=narrowed,
        changed=renewed.changed | {"visibility"} if is_other else renewed.changed,
        type=named,
        finished_at=site.finished_at(item),
    )


def _narrowed(item: Item, seen_by: str) -> Item:
    return replace(item, visibility=seen_by, told_visibility=item.visibility)
