"""How far an item is, in leaves, and what was added and removed since work began."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from automation.appraisal import APPRAISED, Progress, Scene
from automation.model import Actor, Item
from automation.status.days import end_of
from automation.status.moves import ENDED, UNKNOWN, begun_at, ended_at, first_begun, told_at
from automation.status.parts import BESIDE, Part


@dataclass(frozen=True, slots=True)
class Shift:
    """Scope that came (+1) or went (-1) after work had begun."""

    at: datetime
    by: int
    item: Item


@dataclass(frozen=True, slots=True)
class _Stay:
    """From when to when something was part of the item and not dropped; `to` None: it still is."""

    item: Item
    since: datetime
    to: datetime | None


def begun(scene: Scene, parts: Sequence[Part], leaves: Sequence[Part]) -> datetime | None:
    """When work began: the item's own first move to work, the first leaf's, or the first pull
    request for one. None where nothing was begun.
    """
    times = [first_begun(scene)]
    times += [
        max(at, each.joined)
        for each in leaves
        if (at := begun_at(each.item, each.group, scene)) is not None
    ]
    times += [told_at(each.item, "created", scene) for each in parts if _shows_work(each, scene)]
    first = min((at for at in times if at is not None), default=None)
    created = told_at(scene.item, "created", scene)
    return max(first, created) if first and created else first


def _shows_work(part: Part, scene: Scene) -> bool:
    if part.type != "pull_request":
        return False
    author = part.item.fields.get("author")
    named = isinstance(author, str) and Actor("", author)
    return not (named and scene.words.is_bot(part.item.connection, named))


def progress(
    scene: Scene, leaves: Sequence[Part], since: datetime | None
) -> tuple[Progress, tuple[Shift, ...]]:
    """What is done and what there is, and every change of scope since, oldest first.

    What comes and goes on the very day work begins is still the plan being made: `baseline` is
    what stood at that day's end, and baseline + added - removed = total.
    """
    done = sum(each.group == "done" for each in leaves)
    dropped = sum(each.group == "dropped" for each in leaves)
    total = len(leaves) - dropped
    if since is None:
        return Progress(done, total, dropped), ()
    cut = end_of(scene.calendar.day(since), scene.calendar)
    stays = [each for each in _stays(scene, leaves) if each.to is None or each.to >= cut]
    shifts = sorted(_shifts(stays, cut), key=lambda each: (each.at, each.by, each.item.id))
    return Progress(
        done,
        total,
        dropped,
        added=sum(each.by > 0 for each in shifts),
        removed=sum(each.by < 0 for each in shifts),
        baseline=sum(each.since < cut for each in stays),
        since=since,
    ), tuple(shifts)


def _shifts(stays: Iterable[_Stay], cut: datetime) -> Iterator[Shift]:
    for each in stays:
        if each.since >= cut:
            yield Shift(each.since, 1, each.item)
        if each.to is not None:
            yield Shift(each.to, -1, each.item)


def _stays(scene: Scene, leaves: Sequence[Part]) -> Iterator[_Stay]:
    for each in leaves:
        if each.group != "dropped":
            yield _Stay(each.item, each.joined, None)
        elif each.ended is not None and each.ended > each.joined:
            yield _Stay(each.item, each.joined, each.ended)
    here = {each.item.id for each in leaves}
    for item, left in scene.background.left:
        if item.id not in here and left <= scene.now and _is_leaf(item, scene):
            yield from _stay_of_left(item, left, scene)


def _stay_of_left(item: Item, left: datetime, scene: Scene) -> Iterator[_Stay]:
    """What left was part of the item since its creation, as far as anybody can tell."""
    since = told_at(item, "created", scene) or UNKNOWN
    group = scene.words.group(item)
    dropped = ended_at(item, scene) if group in ENDED - {"done"} else None
    to = min(left, dropped) if dropped else left
    if to > since:
        yield _Stay(item, since, to)


def _is_leaf(item: Item, scene: Scene) -> bool:
    return scene.words.type(item) not in BESIDE | APPRAISED
