"""An item that remembers what was looked at: the fields behind a judgement, and no others."""

from collections.abc import Mapping

from automation.engine.folder.facts import ItemFacts


class Watched(ItemFacts):
    """The facts of an item. `seen` has every field that was asked for, missing ones as None; the
    items around it are watched as well.
    """

    __slots__ = ("seen",)

    def __init__(self, facts: ItemFacts) -> None:
        """Begin with nothing seen."""
        super().__init__(facts.item, facts.view)
        self.seen: dict[str, object] = {}

    def get(self, name: str, default: object = None) -> object:
        """What stands in the item, remembered."""
        value = super().get(name, default)
        self.seen.setdefault(name, value)
        return value

    def __getitem__(self, name: str) -> object:
        """Everything that is known of the item, remembered; an item around it is watched too."""
        if name not in self.seen or isinstance(super().get(name), _AROUND):
            self.seen[name] = _watched(super().__getitem__(name), self.seen.get(name))
        return self.seen[name]


_AROUND = (ItemFacts, tuple)


def _watched(value: object, before: object) -> object:
    """A value with every item in it watched; what is watched already stays as it is."""
    if isinstance(before, Watched) or (isinstance(before, tuple) and _all_watched(before)):
        return before
    if isinstance(value, ItemFacts):
        return Watched(value)
    if isinstance(value, tuple) and value and all(isinstance(e, ItemFacts) for e in value):
        return tuple(Watched(each) for each in value)
    return value


def _all_watched(values: tuple[object, ...]) -> bool:
    return bool(values) and all(isinstance(each, Watched) for each in values)


def seen_of(item: Mapping[str, object]) -> Mapping[str, object]:
    """What was looked at of an item, nothing of one that was not watched."""
    return item.seen if isinstance(item, Watched) else {}
