"""What an item is made of: everything under it, since when it belongs to it, how far it is."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from automation.appraisal import APPRAISED, Scene
from automation.graph import HIGHEST
from automation.model import CLIMBING, Item
from automation.status.links import facets_to, link_mark
from automation.status.moves import ENDED, UNKNOWN, ended_at, told_at

BESIDE: Final = frozenset({"pull_request", "release", "milestone", "sprint"})
"""How work is done and when it ships, which is no work of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is part of the item. `group` is dropped for open work whose every parent was
    dropped. `joined` is when it became part, `ended` when it was done or dropped.
    """

    item: Item
    type: str
    group: str
    joined: datetime
    ended: datetime | None
    above: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.group not in ENDED

    @property
    def is_work(self) -> bool:
        """Whether it is work itself, and no way of doing or shipping it."""
        return self.type not in BESIDE


def parts_of(scene: Scene) -> tuple[Part, ...]:
    """Everything under the item that was there by now, nearest first, each once."""
    top = Part(scene.item, "", "todo", UNKNOWN, None, frozenset())
    found: dict[str, Part] = {}
    level: Sequence[Part] = [top]
    for _ in range(HIGHEST):
        next_: dict[str, Part] = {}
        for above in level:
            children = scene.around.children(above.item.id)
            facets = facets_to(above.item, CLIMBING) if children else ()
            for item in children:
                if item.id == scene.item.id or _is_later(item, scene):
                    continue
                if item.id in found:
                    found[item.id] = _also_under(found[item.id], above)
                    continue
                known = next_.get(item.id)
                part = _part(item, above, facets, scene)
                next_[item.id] = _also(known, part) if known else part
        found |= next_
        level = list(next_.values())
    return tuple(found.values())


def leaves_of(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The work that is not made of other work; an epic without parts stays empty.

    What is done counts as it is: what was left open under it is nobody's work any more.
    """
    work = [each for each in parts if each.is_work]
    done = {e.item.id for e in work if e.group == "done" and e.type not in APPRAISED}
    over = _under(work, done)
    left = [each for each in work if each.item.id not in over]
    made_of = {id_ for each in left if each.group != "dropped" for id_ in each.above} - done
    return tuple(e for e in left if e.type not in APPRAISED and e.item.id not in made_of)


def _under(work: Sequence[Part], done: AbstractSet[str]) -> AbstractSet[str]:
    """What is part of nothing but done work, at any depth; parents come before their parts."""
    found: set[str] = set()
    for each in work:
        if each.above <= done | found:
            found.add(each.item.id)
    return found


def _part(item: Item, above: Part, facets: Sequence[str], scene: Scene) -> Part:
    group = scene.words.group(item)
    ended = ended_at(item, scene) if group in ENDED else None
    if group not in ENDED and above.group == "dropped":
        group, ended = "dropped", above.ended
    return Part(
        item,
        scene.words.type(item),
        group,
        _joined(item, above, facets, scene),
        ended,
        frozenset((above.item.id,)),
    )


def _also(known: Part, again: Part) -> Part:
    """A part that is reached from another parent as well: what keeps it alive counts."""
    alive = again if known.group == "dropped" != again.group else known
    ended = alive.ended
    if ended is not None and known.group == again.group:
        ended = max(ended, again.ended or ended)
    joined, both = min(known.joined, again.joined), known.above | again.above
    return replace(alive, joined=joined, ended=ended, above=both)


def _also_under(known: Part, above: Part) -> Part:
    """A part that is reached again farther down: a sub-task that names its epic as well."""
    return replace(known, above=known.above | {above.item.id})


def _joined(item: Item, above: Part, facets: Sequence[str], scene: Scene) -> datetime:
    """When it came under this parent; since its creation where no message told of a link."""
    linked = link_mark(item, above.item, facets, scene)
    since = linked.at if linked else told_at(item, "created", scene)
    return max(since or UNKNOWN, above.joined)


def _is_later(item: Item, scene: Scene) -> bool:
    created = item.fields.get("created")
    return isinstance(created, datetime) and created > scene.now
