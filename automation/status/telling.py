"""What items and changes are called in a sentence and its evidence, and what is not told."""

from collections.abc import Iterable
from typing import Final

from automation.appraisal import Scene
from automation.model import Evidence, Item, Mark

MOST: Final = 5
"""Links behind one signal."""

_HIDDEN: Final = "restricted"


def short(item: Item, scene: Scene) -> str:
    """The key without its connection, "SEC-40". Titles stay out: they are anybody's words.

    A restricted item is not named in the sentence of one that more people may see.
    """
    if hidden(item, scene):
        return "a restricted item"
    return item.key.partition(":")[2] or item.key


def counted(number: int) -> str:
    """So many items, in words."""
    return f"{number} item" if number == 1 else f"{number} items"


def hidden(item: Item, scene: Scene) -> bool:
    """Whether fewer people may see this item than the one the sentence is about."""
    return item.visibility == _HIDDEN != scene.item.visibility


def proof(item: Item, mark: Mark, scene: Scene) -> Evidence:
    """A change as evidence; that of a part says which part it is."""
    if hidden(item, scene):
        return Evidence("a change of a restricted item", scene.item.url, mark.at, "")
    of = "" if item.id == scene.item.id else f"{short(item, scene)}: "
    return Evidence(f"{of}{mark.text}", mark.url or item.url, mark.at, mark.event)


def newest(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The newest of them, as many as are shown, each once."""
    every = sorted(set(found), key=lambda e: (e.at, e.event, e.text, e.url), reverse=True)
    return tuple(every[:MOST])
