"""What was promised: the date as it stands, the first one, and each time it went later."""

from dataclasses import dataclass
from datetime import date, datetime

from automation.appraisal import Scene
from automation.model import Mark
from automation.reasons import due_day
from automation.status.days import moment


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
    """What the item's history says of its target.

    A first date, and one taken away, are no moves; one set anew is held against the last there was.
    """
    past = scene.background.past.get(scene.target_facet, ())
    marks = [mark for mark in past if mark.at <= scene.now]
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
