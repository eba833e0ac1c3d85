"""What items and changes are called in a sentence and its evidence, and what is not told."""

from collections.abc import Iterable
from typing import Final

from automation.appraisal import Scene
from automation.model import Evidence, Item, Mark
from automation.visibility import called, gives_away, nameless, narrower

MOST: Final = 5
"""Links behind one signal."""


def short(item: Item, scene: Scene) -> str:
    """The key without its connection, "SEC-40". Titles stay out: they are anybody's words.

    An item is not named in a sentence that people read who may not see it.
    """
    return nameless(scene.readers) if hidden(item, scene) else called(item)


def counted(number: int) -> str:
    """So many items, in words."""
    return f"{number} item" if number == 1 else f"{number} items"


def hidden(item: Item, scene: Scene) -> bool:
    """Whether fewer people may see this item than read the sentence."""
    return narrower(item.visibility, scene.readers)


def proof(item: Item, mark: Mark, scene: Scene) -> Evidence:
    """A change as evidence; that of a part says which part it is."""
    if hidden(item, scene):
        return Evidence(f"a change of {nameless(scene.readers)}", scene.item.url, mark.at, "")
    of = "" if item.id == scene.item.id else f"{short(item, scene)}: "
    if gives_away(mark.text, scene.around.items.values(), scene.readers):
        told = f"{of}a change that names {nameless(scene.readers)}"
        return Evidence(told, item.url, mark.at, mark.event)
    return Evidence(f"{of}{mark.text}", mark.url or item.url, mark.at, mark.event)


def newest(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The newest of them, as many as are shown, each once."""
    every = sorted(set(found), key=lambda e: (e.at, e.event, e.text, e.url), reverse=True)
    return tuple(every[:MOST])
