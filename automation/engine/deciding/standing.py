"""Where a derived value stands on an item, what stands there now, and the wish to change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime, timedelta

from automation.effects import SetField, SetLabel, Settable
from automation.engine.folder.facts import View
from automation.engine.folder.landings import Landing
from automation.engine.grammar.rule import Derive
from automation.model import Item, Mark, Value, Written
from automation.values import read_as


@dataclass(frozen=True, slots=True)
class Spot:
    """A slot of labels, or the place of a field. Neither: the value is shown and never written.

    `reads` turns our values into the tracker's words. `trouble` is a sentence about a place that
    the mapping names and the tracker does not have.
    """

    field: str
    slot: tuple[str, ...] = ()
    place: str = ""
    reads: Mapping[str, str] = made(default_factory=dict)
    trouble: str = ""

    def wish(self, value: str | None) -> str | None:
        """A value of ours as it reads in the tracker."""
        return None if value is None else self.reads.get(value, value)

    def meant(self, word: str | None) -> str | None:
        """A word of the tracker as one of our values, else as it is."""
        return next((ours for ours, theirs in self.reads.items() if theirs == word), word)

    def standing(self, item: Item) -> tuple[str, ...]:
        """What stands there now; several where several labels of the slot do."""
        if self.slot:
            # To GitHub two labels that differ only in capitals are one.
            there = {label.casefold() for label in item.labels}
            return tuple(sorted(label for label in self.slot if label.casefold() in there))
        found = read_place(item, self.place)
        return () if (said := read_as(found)) is None else (said,)

    def stands(self, item: Item, value: str | None) -> bool:
        """Whether exactly this value of ours is what stands, as far as we know."""
        wanted = self.wish(value)
        return self.standing(item) == (() if wanted is None else (wanted,))

    def marks(self, item: Item) -> Iterator[Mark]:
        """The last change of each label of the slot, or of the place."""
        for facet in [f"label:{label}" for label in self.slot] or [self.place]:
            mark = item.marks.get(facet)
            if mark is not None:
                yield mark

    def effect(self, item: Item, value: str | None) -> Settable | None:
        """The wish that it reads this; None where nothing is to be written."""
        if self.slot:
            return SetLabel(
                connection=item.connection,
                target=item.id,
                field=self.field,
                slot=self.slot,
                value=self.wish(value),
                basis=self.standing(item),
            )
        if not self.place:
            return None
        standing = self.standing(item)
        return SetField(
            connection=item.connection,
            target=item.id,
            field=self.field,
            place=self.place,
            value=self.wish(value),
            basis=standing[0] if standing else None,
        )


def spot_of(derive: Derive, item: Item, view: View) -> Spot:
    """Where a rule's value stands on this item."""
    if derive.is_label:
        return Spot(derive.field, slot=derive.slot)
    return landed_spot(derive.field, item, view, derive.values)


def landed_spot(name: str, item: Item, view: View, values: tuple[str, ...] = ()) -> Spot:
    """Where one of our fields stands on this item; `values` are all that it can read, if few."""
    landing = view.world.landing(item.connection, name)
    if landing is None or not landing.writable:
        return Spot(name)
    reads = {value: landing.shown(value) for value in values}
    if landing.label is not None:
        return Spot(name, slot=landing.slot(values), reads=reads)
    return _field_spot(name, landing, item, view, reads)


def differs(spot: Spot, item: Item, value: str | None, written: Written | None) -> bool:
    """Whether a wish needs a write: it is not what stands, nor what we last wrote."""
    if spot.stands(item, value):
        return False
    if written is None or written.value != spot.wish(value):
        return True
    # Our own write may not have come back as an event yet; it stands unless a person took it.
    since = written.at.replace(microsecond=0)
    return any(not mark.ours and mark.at >= since for mark in spot.marks(item))


def edit_of(
    spot: Spot, item: Item, since: datetime | None, keeps: timedelta | None, now: datetime
) -> Mark | None:
    """The last edit of a person since then that still holds; None for no edit, or no `since`.

    With `keeps` None no time ends it.
    """
    if since is None:
        return None
    edits = [mark for mark in spot.marks(item) if not mark.ours and mark.at >= since]
    last = max(edits, key=lambda mark: (mark.at, mark.event), default=None)
    if last is None or keeps is None:
        return last
    return last if last.at + keeps > now else None


def _field_spot(name: str, landing: Landing, item: Item, view: View, reads: dict[str, str]) -> Spot:
    place = landing.place(view.directory.get(item.connection, {}))
    if place is None:
        said = f'{item.connection} has no field "{landing.field}", where {name} should stand'
        return Spot(name, reads=reads, trouble=f"{said}; see rules/mapping.yaml")
    return Spot(name, place=place, reads=reads)


def read_place(item: Item, place: str) -> Value:
    """What stands at a place of an item: a field of its tracker, or a project's field."""
    return item.facets.get(place, item.fields.get(place))
