"""F2 and F3: a promised date that has passed, and one that keeps moving."""

from collections.abc import Iterator
from datetime import date, datetime
from heapq import nsmallest

from automation.appraisal import Scene, Signal
from automation.model import Evidence
from automation.reasons import day_name, due_day
from automation.status.days import end_of, limit, named, named_due, reached
from automation.status.found import Found
from automation.status.moves import told_at
from automation.status.promises import Move
from automation.status.telling import MOST, hidden, newest, proof, short


def overdue(scene: Scene, found: Found) -> Signal | None:
    """F2: the target day is over and work is open."""
    if scene.target is None:
        return None
    since = end_of(due_day(scene.target, scene.calendar), scene.calendar)
    serious = limit(scene.limits, "overdue", "serious")
    if since > scene.now or not reached(serious, since, scene.now, scene.calendar):
        return None
    total = found.progress.total
    left = f"{found.still_open} of {total} open" if total else "still open"
    text = f"target {named_due(scene.target, scene)} passed, {left}"
    evidence = (*_last_word(scene), *_open_leaves(scene, found))[:MOST]
    return Signal("F2", "serious", since, text, evidence)


def _last_word(scene: Scene) -> Iterator[Evidence]:
    """The change that set the date as it stands."""
    marks = scene.target_past
    if marks:
        yield proof(scene.milestone or scene.item, marks[-1], scene)


def _open_leaves(scene: Scene, found: Found) -> Iterator[Evidence]:
    """Those that have been part of it longest, as many as are shown."""
    left = [each for each in found.leaves if each.is_open and not hidden(each.item, scene)]
    for each in nsmallest(MOST, left, key=lambda leaf: (leaf.joined, leaf.item.key)):
        at = told_at(each.item, "created", scene) or each.joined
        yield Evidence(f"{short(each.item, scene)} is open", each.item.url, at, "")


def slipped(scene: Scene, found: Found) -> Signal | None:
    """F3: the date went later. A date that is back where it was first has not moved."""
    promise = found.promise
    if scene.target is None or promise.first is None or not promise.moves:
        return None
    first, due = (due_day(each, scene.calendar) for each in (promise.first, scene.target))
    level = _level(scene, found, first, due) if due > first else None
    if level is None:
        return None
    whose = scene.milestone or scene.item
    marks = [proof(whose, move.mark, scene) for move in promise.moves]
    since = promise.moves[-1].mark.at
    return Signal("F3", level, since, _told(scene, promise.moves, first), newest(marks))


def _level(scene: Scene, found: Found, first: date, due: date) -> str | None:
    moves = found.promise.moves
    often = len(moves) >= limit(scene.limits, "slips", "serious").number
    if often or any(_is_late(move, scene) for move in moves):
        return "serious"
    begun = told_at(scene.item, "created", scene) or found.progress.since or moves[0].mark.at
    planned = max(1, (first - scene.calendar.day(begun)).days)
    share = limit(scene.limits, "slips", "watch").number
    return "watch" if (due - first).days * 100 >= share * planned else None


def _is_late(move: Move, scene: Scene) -> bool:
    """Whether it moved so shortly before it was due that nobody could plan with it."""
    late = limit(scene.limits, "slips", "late")
    if late.unit == "working days":
        until: datetime = end_of(move.old, scene.calendar)
        return scene.calendar.between(move.mark.at, until) <= late.number
    days = (move.old - scene.calendar.day(move.mark.at)).days
    return days * 24 <= late.size


def _told(scene: Scene, moves: tuple[Move, ...], first: date) -> str:
    today = scene.calendar.day(scene.now)
    if len(moves) > 1:
        times = "twice" if len(moves) == 2 else f"{len(moves)} times"  # noqa: PLR2004 - 2 is twice
        return f"target moved {times}, first {day_name(first, today)}"
    old, new = (day_name(day, today) for day in (moves[0].old, moves[0].new))
    return f"target {old} moved to {new} on {named(moves[0].mark.at, scene)}"
