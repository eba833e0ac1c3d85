"""An item as rules see it: its fields at hand, what is computed and the items around on demand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from automation.appraisal import Status
from automation.calendar import Calendar
from automation.engine.folder import customers as asking
from automation.engine.folder import pulls
from automation.engine.folder.ownership import short
from automation.engine.folder.world import World
from automation.graph import Graph
from automation.model import Event, Item, LinkKind, Value
from automation.sayings import Sayings
from automation.visibility import RESTRICTED, nameless, narrower

Directory = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class View:
    """What can be seen of an item besides itself. `directory` has, by connection, the trackers'
    ids of fields by the names people read, `statuses` what was found of the status of items, by id.
    `readers` are those whom it is told, as a visibility: of an item that they may not see they are
    told how far it is, and nothing else. `sayings` are what people said to Pitboard, `pinned` the
    fields in which a person's value holds, of the item that is looked at.
    """

    around: Graph = field(default_factory=Graph)
    world: World = field(default_factory=World)
    directory: Directory = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    readers: str = RESTRICTED
    sayings: Sayings = field(default_factory=Sayings)
    pinned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def hides(self, id_: str) -> bool:
        """Whether this is an item that the readers may not see."""
        found = self.around.items.get(id_)
        return found is not None and narrower(found.visibility, self.readers)

    def hides_any(self) -> bool:
        """Whether there is such an item around."""
        return any(narrower(each.visibility, self.readers) for each in self.around.items.values())


class ItemFacts(dict[str, object]):
    """The fields of one item. Computed ones and the items around are worked out when asked for.

    `get` finds only what stands in the item; `[name]` finds everything and remembers it.
    """

    __slots__ = ("hidden", "item", "view")

    def __init__(self, item: Item, view: View) -> None:
        """Take the fields as they are; what is not known is not there."""
        self.item = item
        self.view = view
        self.hidden = view.readers != RESTRICTED and narrower(item.visibility, view.readers)
        if self.hidden:
            super().__init__(_bare(item, view))
            return
        super().__init__(item.facets)
        self.update(item.fields)
        for name in _COMPUTED:
            self.pop(name, None)
        self.update(
            key=item.key,
            type=type_of(item, view.world),
            project=item.project,
            url=item.url,
            visibility=item.visibility,
            labels=tuple(sorted(item.labels)),
        )

    def __missing__(self, name: str) -> object:
        value: object
        if self.hidden:
            return () if name in _AROUND or name == "blocked_by_open" else None
        if name in _COMPUTED:
            value = _COMPUTED[name](self.item, self.view)
        elif name in _AROUND:
            value = self._seen(_AROUND[name](self.item.id, self.view.around))
        elif name in _ONE_AROUND:
            found = _ONE_AROUND[name](self.item.id, self.view.around)
            value = ItemFacts(found[0], self.view) if found else None
        elif name in self.view.world.field_names():
            value = self.view.world.read(self.item, name)
        else:
            raise KeyError(name)
        self[name] = value
        return value

    @property
    def calendar(self) -> Calendar:
        """The working days of the item's team."""
        if self.hidden:
            return self.view.world.calendar_of(self.item, self.view.around)
        team = self["team"]
        return self.view.world.calendar(team if isinstance(team, str) else None)

    @property
    def status(self) -> Status | None:
        """What its status is made of; None where that was not worked out."""
        return self.view.statuses.get(self.item.id)

    def _seen(self, items: Sequence[Item]) -> tuple["ItemFacts", ...]:
        return tuple(ItemFacts(item, self.view) for item in items)


def facts(item: Item, view: View | None = None) -> ItemFacts:
    """An item as the rules see it, in the words of the vocabulary."""
    return ItemFacts(item, view or View())


def _bare(item: Item, view: View) -> Mapping[str, object]:
    """How far an item is, for those who may not know which."""
    called = nameless(view.readers)
    return {
        "key": called,
        "title": called,
        "short": called,
        "type": type_of(item, view.world),
        "state": item.fields.get("state"),
        "status_group": _group(item, view),
        "visibility": item.visibility,
        "labels": (),
    }


def type_of(item: Item, world: World) -> str:
    """What the item is, in our words."""
    return world.type_of(item).value or item.type


def told(event: Event, world: World) -> Mapping[str, object]:
    """An event as the rules see it: `field.old` and `field.new` of everything it changed."""
    sides = dict(_sides(event, _names(event.connection, world)))
    fields = tuple(sorted({side.rpartition(".")[0] for side in sides}))
    return {
        **event.about,
        **sides,
        "kind": event.kind,
        "at": event.at,
        "url": event.url,
        "fields": fields,
    }


def told_barely(event: Event) -> Mapping[str, object]:
    """An event of an item that the readers may not see: what kind of thing happened, and when."""
    return {"kind": event.kind, "at": event.at, "fields": ()}


def _names(connection: str, world: World) -> Mapping[str, str]:
    """The names that the mapping gives to fields of a tracker, by the ids it knows them by."""
    landings = ((name, world.landing(connection, name)) for name in world.field_names())
    return {each.field: name for name, each in landings if each is not None and each.field}


def _sides(event: Event, names: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    labels = [change for change in event.changes if change.facet.startswith("label:")]
    for change in event.changes:
        if change not in labels:
            name = names.get(change.facet) or change.facet.partition("/")[0]
            yield f"{name}.old", change.old
            yield f"{name}.new", change.new
    if labels:
        yield "labels.old", tuple(each.old for each in labels if each.old is not None)
        yield "labels.new", tuple(each.new for each in labels if each.new is not None)


def _team(item: Item, view: View) -> str | None:
    return view.world.team_of(item, view.around).value


def _owner(item: Item, view: View) -> str | None:
    return view.world.owner_of(item, view.around).value


def _group(item: Item, view: View) -> str | None:
    return view.world.status_group(item).value


def _paused(item: Item, view: View) -> bool:
    return view.world.paused(item)


def _open(items: Sequence[Item], view: View) -> tuple[Item, ...]:
    over = ("done", "dropped")
    return tuple(item for item in items if _group(item, view) not in over)


def _short(item: Item, _view: View) -> str:
    return short(item)


def _customers(item: Item, view: View) -> tuple[str, ...]:
    return asking.customers(item, view.around, view.world, view.readers)


def _asked(item: Item, view: View) -> datetime | None:
    return asking.asked(item, view.around, view.world, view.readers)


def _snoozed_until(item: Item, view: View) -> datetime | None:
    snooze = view.sayings.snoozed.get(item.id)
    return snooze.until if snooze else None


def _pinned(item: Item, view: View) -> tuple[str, ...]:
    return view.pinned.get(item.id, ())


def _blockers(id_: str, around: Graph) -> Sequence[Item]:
    return around.targets(id_, LinkKind.BLOCKED_BY)


def _blocked_by_open(item: Item, view: View) -> tuple[ItemFacts, ...]:
    found = _open(_blockers(item.id, view.around), view)
    return tuple(ItemFacts(each, view) for each in found)


def _pull_requests(id_: str, around: Graph) -> Sequence[Item]:
    return around.sources(id_, LinkKind.WORKS_ON)


def _requests(id_: str, around: Graph) -> Sequence[Item]:
    return around.sources(id_, LinkKind.ASKS_FOR)


def _release(id_: str, around: Graph) -> Sequence[Item]:
    """The release it is to ship in, or one that says it ships it."""
    named = [*around.targets(id_, LinkKind.SHIPS_IN), *around.sources(id_, LinkKind.SHIPS)]
    return [item for item in named if item.type == "release"]


def _ships(id_: str, around: Graph) -> Sequence[Item]:
    """What a release says it ships, and what says that it ships in it."""
    named = (*around.targets(id_, LinkKind.SHIPS), *around.sources(id_, LinkKind.SHIPS_IN))
    return tuple({item.id: item for item in named}.values())


_PARENTS = (LinkKind.PARENT, LinkKind.WORKS_ON, LinkKind.SHIPS, LinkKind.MILESTONE)


def _parent(id_: str, around: Graph) -> Sequence[Item]:
    """The closest thing it is part of: its parent, before what it works on or is scheduled in."""
    return [item for kind in _PARENTS for item in around.targets(id_, kind)]


_COMPUTED: Mapping[str, Callable[[Item, View], object]] = {
    "status_group": _group,
    "team": _team,
    "owner": _owner,
    "short": _short,
    "customers": _customers,
    "asked": _asked,
    "paused": _paused,
    "review": lambda item, _: pulls.review(item),
    "checks": lambda item, _: pulls.checks(item),
    "blocked_by_open": _blocked_by_open,
    "snoozed_until": _snoozed_until,
    "pinned": _pinned,
}
_AROUND: Mapping[str, Callable[[str, Graph], Sequence[Item]]] = {
    "children": lambda id_, around: around.children(id_),
    "parts": lambda id_, around: around.descendants(id_),
    "ancestors": lambda id_, around: around.ancestors(id_),
    "blockers": _blockers,
    "pull_requests": _pull_requests,
    "requests": _requests,
    "ships": _ships,
}
_ONE_AROUND: Mapping[str, Callable[[str, Graph], Sequence[Item]]] = {
    "parent": _parent,
    "release": _release,
}
