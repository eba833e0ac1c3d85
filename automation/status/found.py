"""What every signal looks at, worked out once for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from automation.appraisal import Pace, Progress, Scene
from automation.model import Evidence, Item
from automation.status.closing import closed_at
from automation.status.movement import last_movement
from automation.status.pace import pace
from automation.status.parts import Part, leaves_of, parts_of
from automation.status.progress import Shift, begun, progress
from automation.status.promises import Promise, promise


@dataclass(frozen=True, slots=True)
class Found:
    """`group` is the item's own, `parts` all that is under it, `leaves` the work among them that
    is counted, `shifts` the changes of scope since work began, oldest first.
    """

    group: str
    parts: tuple[Part, ...]
    leaves: tuple[Part, ...]
    progress: Progress
    shifts: tuple[Shift, ...]
    pace: Pace | None
    promise: Promise
    moved: Evidence | None
    closed_at: datetime | None

    @property
    def still_open(self) -> int:
        """How many leaves are left."""
        return self.progress.total - self.progress.done


def look(scene: Scene) -> Found:
    """Everything about the item that more than one signal, or the status itself, tells."""
    group, parts = scene.words.group(scene.item), parts_of(scene)
    leaves = leaves_of(parts)
    so_far, shifts = progress(scene, leaves, begun(scene, parts, leaves))
    return Found(
        group,
        parts,
        leaves,
        so_far,
        shifts,
        pace(scene, leaves, so_far),
        promise(scene),
        last_movement(scene, _items(scene, parts)),
        closed_at(scene, group, leaves, so_far),
    )


def _items(scene: Scene, parts: tuple[Part, ...]) -> Iterator[Item]:
    yield scene.item
    yield from (each.item for each in parts)
