"""B1: something of it waits for something else, and for how long already."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from automation.appraisal import Scene, Signal
from automation.model import Evidence, Item, LinkKind, Mark
from automation.sentences import NAMELESS
from automation.status.days import limit, named, reached
from automation.status.found import Found
from automation.status.links import facets_to, link_mark
from automation.status.moves import ENDED, UNKNOWN, reopened_at, told_at
from automation.status.telling import hidden, proof, short
from automation.status.wording import words_in
from automation.visibility import nameless

BLOCKED: Final = words_in(
    """blocked impeded impediment blockiert geblockt bloque bloquee bloqueado bloqueada bloccato
    geblokkeerd zablokowane zablokowany zablokowana заблокировано заблокирован заблокирована"""
)
"""Words in the name of a status that say so, without capitals and accents. What is on hold was set
aside on purpose, and what waits for a review is on its way.
"""


@dataclass(frozen=True, slots=True)
class Block:
    """Why one item waits. `by` is what it waits for, where that is known."""

    item: Item
    since: datetime
    evidence: Evidence
    clears: str
    by: Item | None = None


def blocked(scene: Scene, found: Found) -> Signal | None:
    """The longest block of the item or an open part, and how many more wait too long."""
    blocks = sorted(_blocks(scene, found), key=_order)
    for level in ("serious", "watch"):
        if long := _longer(blocks, level, scene):
            return _signal(_told(long), level, _others(blocks, scene), scene)
    return None


def _order(block: Block) -> tuple[object, ...]:
    return block.since, block.by is None, block.item.key, block.by.key if block.by else ""


def _told(long: list[Block]) -> Block:
    """The longest block; where another reason of the same item names what it waits for, that."""
    first = long[0]
    named_ = (each for each in long if each.item.id == first.item.id and each.by is not None)
    return next(named_, first)


def _longer(blocks: list[Block], level: str, scene: Scene) -> list[Block]:
    """The blocks that have reached a level; they stand longest first, so that few are counted."""
    amount = limit(scene.limits, "blocked", level)

    def is_shorter(block: Block) -> bool:
        return not reached(amount, block.since, scene.now, scene.calendar)

    return blocks[: bisect_left(blocks, 1, key=is_shorter)]


def _others(blocks: list[Block], scene: Scene) -> int:
    return len({each.item.id for each in _longer(blocks, "watch", scene)}) - 1


def _signal(block: Block, level: str, others: int, scene: Scene) -> Signal:
    by = f" by {short(block.by, scene)}" if block.by else ""
    more = f", and {others} more" if others else ""
    text = f"{short(block.item, scene)} blocked{by} since {named(block.since, scene)}{more}"
    return Signal("B1", level, block.since, text, (block.evidence,), block.clears)


def _blocks(scene: Scene, found: Found) -> Iterator[Block]:
    says = scene.limits["blocked"]["from"]
    sources = says if isinstance(says, tuple) else ()
    labels = frozenset(each[6:].casefold() for each in sources if each.startswith("label "))
    readers = [_READERS[each] for each in sources if each in _READERS]
    names: dict[object, bool] = {}
    for item in _open_items(scene, found):
        if "status" in sources:
            yield from _by_status(item, scene, names)
        if labels and item.labels:
            yield from _by_label(item, labels, scene)
        for reader in readers:
            yield from reader(item, scene)


def _open_items(scene: Scene, found: Found) -> Iterator[Item]:
    yield scene.item
    yield from (each.item for each in found.parts if each.is_open and each.is_work)


def _by_status(item: Item, scene: Scene, names: dict[object, bool]) -> Iterator[Block]:
    """`names` remembers what was found of a status: many items share one."""
    for facet, value in _statuses(item):
        if value not in names:
            names[value] = not BLOCKED.isdisjoint(words_in(value))
        if names[value]:
            clears = f"{short(item, scene)} moves on"
            yield from _block(item, item.marks.get(facet), clears, scene)
            return


def _statuses(item: Item) -> Iterator[tuple[str, object]]:
    if status := item.fields.get("status"):
        yield "status", status
        return
    for facet, value in sorted(item.facets.items()) if item.facets else ():
        if facet.startswith("project/") and facet.endswith("/Status"):
            yield facet, value


def _by_label(item: Item, labels: frozenset[str], scene: Scene) -> Iterator[Block]:
    for label in sorted(item.labels):
        if label.casefold() in labels:
            clears = f"{short(item, scene)} loses the label {label}"
            yield from _block(item, item.marks.get(f"label:{label}"), clears, scene)


def _by_flag(item: Item, scene: Scene) -> Iterator[Block]:
    if item.fields.get("flagged"):
        clears = f"{short(item, scene)} loses its flag"
        yield from _block(item, item.marks.get("flagged"), clears, scene)


def _by_links(item: Item, scene: Scene) -> Iterator[Block]:
    for blocker in scene.around.targets(item.id, LinkKind.BLOCKED_BY):
        if scene.words.group(blocker) not in ENDED:
            yield from _by_link(item, blocker, scene)


def _by_link(item: Item, blocker: Item, scene: Scene) -> Iterator[Block]:
    """It waits since the link, or since what it waits for was created or reopened."""
    facets = facets_to(blocker, (LinkKind.BLOCKED_BY,))
    marks = [mark for name in facets if (mark := item.marks.get(name))]
    told = link_mark(item, blocker, facets, scene) or next(iter(marks), None)
    for block in _block(item, told, f"{short(blocker, scene)} closes", scene):
        evidence = _with_name(block.evidence, blocker, scene)
        if hidden(blocker, scene):
            url = scene.item.url if hidden(item, scene) else item.url
            what = f"a link to {nameless(scene.readers)}"
            evidence = Evidence(what, url, evidence.at, "")
        begun = told_at(blocker, "created", scene), reopened_at(blocker, scene)
        since = max([block.since, *(at for at in begun if at is not None)])
        yield Block(item, since, evidence, block.clears, blocker)


def _with_name(evidence: Evidence, blocker: Item, scene: Scene) -> Evidence:
    """A link that was told by an id alone names what it leads to."""
    return replace(evidence, text=evidence.text.replace(NAMELESS, short(blocker, scene)))


def _block(item: Item, mark: Mark | None, clears: str, scene: Scene) -> Iterator[Block]:
    """A block since its mark, none by a mark of later. What was so from the start, without any
    mark, is as old as the item.
    """
    if mark is None:
        since = told_at(item, "created", scene) or UNKNOWN
        url = scene.item.url if hidden(item, scene) else item.url
        evidence = Evidence(f"{short(item, scene)} was created like this", url, since, "")
        yield Block(item, since, evidence, clears)
    elif mark.at <= scene.now:
        yield Block(item, mark.at, proof(item, mark, scene), clears)


_READERS: Final[Mapping[str, Callable[[Item, Scene], Iterator[Block]]]] = {
    "flag": _by_flag,
    "blocked_by": _by_links,
}
