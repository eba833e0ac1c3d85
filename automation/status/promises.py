"""What was promised: the date as it stands, the first one, and each time it went later."""

from dataclasses import dataclass
from datetime import date, datetime

from automation.appraisal import Scene
from automation.model import CLIMBING, Item, Mark
from automation.reasons import due_day
from automation.status.days import moment
from automation.status.links import facets_to, link_mark
from automation.status.moves import UNKNOWN


@dataclass(frozen=True, slots=True)
class Move:
    """One time a promised date went later."""

    old: date
    new: date
    mark: Mark


@dataclass(frozen=True, slots=True)
class Promise:
    """The date of an item: `first` is what was promised first, None where nothing ever was."""

    target: datetime | None = None
    first: datetime | None = None
    moves: tuple[Move, ...] = ()


def promise(scene: Scene) -> Promise:
    """What the history of its target says, its own or that of its milestone.

    A first date, and one taken away, are no moves; one set anew is held against the last there was.
    """
    since = _planned(scene, scene.milestone) if scene.milestone else UNKNOWN
    marks = [mark for mark in scene.target_past if mark.at >= since]
    first = known = moment(marks[0].was) if marks else scene.target
    moves: list[Move] = []
    for mark in marks:
        new = moment(mark.value)
        if new is None:
            continue
        if known is not None:
            old, later = due_day(known, scene.calendar), due_day(new, scene.calendar)
            moves += [Move(old, later, mark)] if later > old else []
        first, known = first or new, new
    return Promise(scene.target, first or scene.target, tuple(moves))


def _planned(scene: Scene, milestone: Item) -> datetime:
    """Since when the milestone and the item belong together: earlier moves were not of its date."""
    ways = ((scene.item, milestone), (milestone, scene.item))
    found = (link_mark(one, other, facets_to(other, CLIMBING), scene) for one, other in ways)
    return min((mark.at for mark in found if mark is not None), default=UNKNOWN)
