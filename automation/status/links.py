"""When a link was made, by the mark that tells it."""

from collections.abc import Collection, Sequence

from automation.appraisal import Scene
from automation.model import Item, LinkKind, Mark


def facets_to(other: Item, kinds: Collection[LinkKind]) -> tuple[str, ...]:
    """The facets under which links to an item stand, by every name we know of it."""
    names = (other.key, other.id, f"*:{other.key.partition(':')[2]}")
    return tuple(f"link:{kind}:{name}" for kind in sorted(kinds) for name in names)


def link_mark(item: Item, other: Item, facets: Sequence[str], scene: Scene) -> Mark | None:
    """The newest mark of a standing link; `facets` are what `facets_to` says of the other end.

    A node id, or a key from before a move, cannot be compared; it counts where no other link
    could be meant. None for a link that was there when the item was first seen.
    """
    marks = item.marks
    # Most items have many marks and few links: a slice is four times as fast as startswith.
    links = [name for name in marks if name[:5] == "link:"]
    if not links:
        return None
    near = [name for name in links if name in facets]
    if len(near) > 1:
        near = [name for name in facets if name in near]
    sure = [mark for name in near if _stands(mark := marks[name], scene)]
    if sure:
        return sure[0] if len(sure) == 1 else max(sure, key=lambda mark: (mark.at, mark.event))
    return _only_link(item, other, (links, facets), scene)


def _only_link(
    item: Item, other: Item, told: tuple[Sequence[str], Sequence[str]], scene: Scene
) -> Mark | None:
    links, facets = told
    kinds = {name.split(":", 2)[1] for name in facets}
    standing = [name for name in links if _stands(item.marks[name], scene)]
    found = [name for name in standing if name.split(":", 2)[1] in kinds]
    if len(found) != 1:
        return None
    kind = LinkKind(found[0].split(":", 2)[1])
    linked = {each.id for each in scene.around.targets(item.id, kind)}
    several = len({link.to for link in item.links if link.kind == kind}) > 1
    return item.marks[found[0]] if linked == {other.id} and not several else None


def _stands(mark: Mark, scene: Scene) -> bool:
    return mark.value is not None and mark.at <= scene.now
