"""U1: too little is known to judge. No green without evidence."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from automation.appraisal import Scene, Signal
from automation.model import Evidence
from automation.status.days import limit, named
from automation.status.found import Found
from automation.status.moves import UNKNOWN, ended_at, told_at
from automation.status.telling import counted

YOUNG: Final = 15
"""Working days within which an item that has finished nothing is too young to judge."""

KEPT: Final = timedelta(weeks=26)
"""How far back the background tells what was finished."""


def thin(scene: Scene, found: Found) -> Signal | None:
    """The first thing that is missing, the item's own before its team's."""
    for each in _QUESTIONS:
        for signal in each(scene, found):
            return signal
    return None


def _dropped(scene: Scene, found: Found) -> Iterator[Signal]:
    if found.group == "dropped":
        at = ended_at(scene.item, scene) or _created(scene)
        progress = found.progress
        done = f"{progress.done} of {progress.total} done"
        yield _signal(scene, at, f"dropped on {named(at, scene)}, {done}", "it is taken up again")


def _young(scene: Scene, found: Found) -> Iterator[Signal]:
    created = told_at(scene.item, "created", scene)
    if created is None or found.progress.done:
        return
    if scene.calendar.between(created, scene.now) < YOUNG:
        text = f"too little to judge: created {named(created, scene)}, nothing finished yet"
        day = named(scene.calendar.add(created, YOUNG), scene)
        yield _signal(scene, created, text, f"something is finished, or on {day}")


def _empty(scene: Scene, found: Found) -> Iterator[Signal]:
    progress = found.progress
    if progress.total:
        return
    created = _created(scene)
    what = f"{counted(progress.dropped)} dropped" if progress.dropped else "no work under it"
    text = f"too little to judge: created {named(created, scene)}, {what}"
    yield _signal(scene, created, text, "work is listed under it")


def _short(scene: Scene, _found: Found) -> Iterator[Signal]:
    amount, began = limit(scene.limits, "evidence", "weeks"), scene.background.began
    if began is None or began > scene.now:
        created = _created(scene)
        text = f"too little to judge: created {named(created, scene)}, no history on record"
        yield _signal(scene, created, text, f"there are {amount} of history")
    elif scene.now - began < timedelta(hours=amount.size):
        text = f"too little to judge: history only since {named(began, scene)}"
        enough = named(began + timedelta(hours=amount.size), scene)
        yield _signal(scene, began, text, f"there are {amount} of history, on {enough}")


def _few(scene: Scene, _found: Found) -> Iterator[Signal]:
    least, began = limit(scene.limits, "evidence", "done"), scene.background.began
    finished = sum(at <= scene.now for at in scene.background.finished)
    if began is None or finished >= least.number:
        return
    is_long = scene.now - began > KEPT
    when = f"in {KEPT.days // 7} weeks" if is_long else f"since {named(began, scene)}"
    text = f"too little to judge: {counted(finished)} finished {when}"
    yield _signal(scene, began, text, f"{least} are finished")


def _signal(scene: Scene, since: datetime, text: str, clears: str) -> Signal:
    evidence = Evidence("the item itself", scene.item.url, since, "")
    return Signal("U1", "unknown", since, text, (evidence,), clears)


def _created(scene: Scene) -> datetime:
    return told_at(scene.item, "created", scene) or scene.background.began or UNKNOWN


_QUESTIONS: Final[tuple[Callable[[Scene, Found], Iterator[Signal]], ...]] = (
    _dropped,
    _young,
    _empty,
    _short,
    _few,
)
