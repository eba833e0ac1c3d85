"""Whether an item is over, since when, and since when people set it aside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from automation.appraisal import Progress, Scene
from automation.status.moves import UNKNOWN, ended_at, reopened_at, told_at
from automation.status.parts import Part
from automation.status.wording import words_in

PAUSES: Final = words_in(
    "hold paused pause parked pausiert zuruckgestellt pausa pausado wstrzymane"
)
"""Words in the name of a status or a label that say that something was set aside."""


def closed_at(
    scene: Scene, group: str, leaves: Sequence[Part], progress: Progress
) -> datetime | None:
    """When it was done: by its own status, even with open leaves, or by the last of its leaves.

    A leaf that was reopened after that reopens it. Dropped is not done: None.
    """
    if group == "dropped":
        return None
    last = max((each.ended for each in leaves if each.ended is not None), default=None)
    if group == "done":
        closed = ended_at(scene.item, scene)
        is_open = closed is not None and _is_reopened(scene, leaves, closed)
        return None if is_open else closed or last or _first_known(scene)
    if progress.done and progress.done == progress.total:
        return last or _first_known(scene)
    return None


def _is_reopened(scene: Scene, leaves: Sequence[Part], closed: datetime) -> bool:
    return any(
        (reopened_at(each.item, scene) or closed) > closed for each in leaves if each.is_open
    )


def paused_since(scene: Scene) -> datetime | None:
    """Since when a paused item is set aside, by the label or the status that says so."""
    if not scene.paused:
        return None
    marks = {facet: m for facet, m in scene.item.marks.items() if m.at <= scene.now}
    labels = [
        mark.at
        for facet, mark in marks.items()
        if facet.startswith("label:") and mark.value is not None and says_pause(facet[6:])
    ]
    if labels and not says_pause(scene.item.fields.get("status")):
        return min(labels)
    if "status" in marks:
        return min([marks["status"].at, *labels])
    return min(labels, default=_first_known(scene))


def says_pause(name: object) -> bool:
    """Whether the name of a status or a label says that something was set aside."""
    return not PAUSES.isdisjoint(words_in(name))


def _first_known(scene: Scene) -> datetime:
    """The earliest that is known of the item, for what nobody told of."""
    created = told_at(scene.item, "created", scene)
    seen = min((guard.at for guard in scene.item.guards.values()), default=UNKNOWN)
    return created or min(seen, scene.now)
