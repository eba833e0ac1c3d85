"""Who asked for an item and since when: labels, linked requests, its own kind, an imported list."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from automation.engine.folder.answers import Request
from automation.engine.folder.mapping import Board, TrackerMapping
from automation.engine.folder.measures import Asked
from automation.engine.folder.ownership import short
from automation.engine.language.lookup import Lookup
from automation.graph import Graph
from automation.model import Item, LinkKind
from automation.visibility import INTERNAL, narrower, narrowest

_NAMED_BY = ("customer", "organization", "organisation")
"""Fields of a request that name who it comes from, as mapping.yaml may add them."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The rows of every imported list, by item as people write its key, with their files."""

    rows: Mapping[str, tuple[tuple[str, Asked], ...]] = field(default_factory=dict)

    def of(self, item: Item) -> Iterator[Request]:
        """Who asked for this item."""
        if not self.rows:
            return
        for key in dict.fromkeys((item.key.casefold(), short(item).casefold())):
            for file, row in self.rows.get(key, ()):
                since = datetime.combine(row.on, time(), UTC)
                yield Request(row.customer, since, f"{file}:{row.line}", row.url)


def requests(
    item: Item, graph: Graph, mapping: TrackerMapping, imported: Imported
) -> tuple[Request, ...]:
    """Everybody who asked, each once with their earliest time, who waits longest first."""
    first: dict[str, Request] = {}
    for each in _all(item, graph, mapping, imported):
        folded = each.customer.casefold()
        known = first.get(folded)
        if known is None or _waits(each) < _waits(known):
            first[folded] = each
    return tuple(sorted(first.values(), key=_waits)) if first else ()


def told(item: Item, mapping: TrackerMapping) -> Iterator[tuple[str, datetime]]:
    """Who was told that it is there, by their name as it is compared, and when."""
    for label in sorted(item.labels):
        if customer := _named(item, label, mapping, lambda board: board.told):
            yield customer.casefold(), _since(item, label) or datetime.min.replace(tzinfo=UTC)


def _waits(request: Request) -> tuple[bool, datetime, str]:
    since = request.since
    return since is None, since or datetime.max.replace(tzinfo=UTC), request.customer


def _all(
    item: Item, graph: Graph, mapping: TrackerMapping, imported: Imported
) -> Iterator[Request]:
    # Hardly anybody asks for a part of an epic, and an epic has hundreds: each look is spared.
    if item.labels:
        yield from _labelled(item, mapping)
    if asked := graph.sources(item.id, LinkKind.ASKS_FOR):
        for asking in _open(item, asked):
            yield from _asking(asking, mapping)
    if _is_request(item, mapping):
        yield from _asking(item, mapping)
    # A support desk links its tickets as merely related, from either end.
    elif related := (
        *graph.sources(item.id, LinkKind.RELATES),
        *graph.targets(item.id, LinkKind.RELATES),
    ):
        for other in _open(item, related):
            if _is_request(other, mapping):
                yield from _asking(other, mapping)
    yield from imported.of(item)


def _open(item: Item, found: Iterable[Item]) -> Iterator[Item]:
    """What the company may see of them as it sees the item: the rest was asked in confidence."""
    seen = narrowest(item.visibility, INTERNAL)
    return (each for each in found if not narrower(each.visibility, seen))


def _is_request(item: Item, mapping: TrackerMapping) -> bool:
    return mapping.type_of(item).value == "request" or _asks_by_place(item, mapping)


def _labelled(item: Item, mapping: TrackerMapping) -> Iterator[Request]:
    for label in sorted(item.labels):
        customer = _customer(item, label, mapping)
        if customer:
            yield Request(customer, _since(item, label), f"label {label}", item.url)


def _customer(item: Item, label: str, mapping: TrackerMapping) -> str:
    """Who asked, by what a label says."""
    return _named(item, label, mapping, lambda board: board.requests.labels)


def _named(
    item: Item, label: str, mapping: TrackerMapping, patterns: Callable[[Board], Lookup[str]]
) -> str:
    """Who a label names: what stands for its `*`, "" for a label that names nobody."""
    for board in mapping.scopes(item.connection):
        found, rest = patterns(board).match(label)
        if found is not None:
            return (rest or label).strip()
    return ""


def _since(item: Item, label: str) -> datetime | None:
    """When the label was put on; an item that came with it was asked for when it was opened."""
    mark = item.marks.get(f"label:{label}")
    return mark.at if mark is not None and mark.value is not None else _created(item)


def _created(item: Item) -> datetime | None:
    created = item.fields.get("created")
    return created if isinstance(created, datetime) else None


def _asks_by_place(item: Item, mapping: TrackerMapping) -> bool:
    kind = item.fields.get("kind")
    for board in mapping.scopes(item.connection):
        if board.requests.projects.of_project(item.connection, item.project):
            return True
        if isinstance(kind, str) and board.requests.types.get(kind):
            return True
    return False


def _asking(asking: Item, mapping: TrackerMapping) -> Iterator[Request]:
    """What a request says: the customers its labels name, else its field, else its own key."""
    named = [c for label in sorted(asking.labels) if (c := _customer(asking, label, mapping))]
    if not named:
        read = (
            mapping.landings.read(asking, name, {}) or asking.fields.get(name) for name in _NAMED_BY
        )
        named = [next((each for each in read if isinstance(each, str)), short(asking))]
    for customer in named:
        yield Request(customer, _created(asking), asking.key, asking.url)
