"""What proves a health that warns of nothing: the change that each word of its sentence tells of.

A warning has its own proof. What warned a little, and did not count, proves nothing of these.
"""

from collections.abc import Iterator, Mapping

from automation.appraisal import Scene
from automation.model import Evidence, Item, Mark
from automation.status.closing import says_pause
from automation.status.found import Found
from automation.status.moves import ENDED, status_marks
from automation.status.parts import Part
from automation.status.telling import hidden, proof, short


def grounds(scene: Scene, found: Found) -> Mapping[str, tuple[Evidence, ...]]:
    """By value, newest first: of "on_track" the part that was finished last and the word on its
    date, of "done" what ended it, of "paused" what set it aside.
    """
    told = {
        "on_track": (*_last_finished(scene, found), *_last_word(scene)),
        "done": (*_own_end(scene, found), *_last_finished(scene, found)),
        "paused": tuple(_set_aside(scene)),
    }
    if not told["on_track"]:
        told["on_track"] = tuple(_last_added(scene, found))
    return {value: _in_order(proofs) for value, proofs in told.items() if proofs}


def _last_finished(scene: Scene, found: Found) -> Iterator[Evidence]:
    """The last of its parts that was finished, by the change that finished it."""
    done = [each for each in found.leaves if each.group == "done" and each.ended is not None]
    last = max(done, key=lambda each: (each.ended, each.item.key), default=None)
    if last is not None and last.ended is not None:
        yield _ended(last.item, scene) or _told(last, "was finished", scene)


def _last_word(scene: Scene) -> Iterator[Evidence]:
    """The change that set the promised date as it stands."""
    marks = scene.target_past if scene.target is not None else ()
    if marks:
        yield proof(scene.milestone or scene.item, marks[-1], scene)


def _own_end(scene: Scene, found: Found) -> Iterator[Evidence]:
    ended = _ended(scene.item, scene) if found.group in ENDED else None
    if ended is not None:
        yield ended


def _set_aside(scene: Scene) -> Iterator[Evidence]:
    """The labels that say so, and the status where it does."""
    if not scene.paused:
        return
    marks = {name: mark for name, mark in scene.item.marks.items() if mark.at <= scene.now}
    for name, mark in marks.items():
        if name.startswith("label:") and mark.value is not None and says_pause(name[6:]):
            yield proof(scene.item, mark, scene)
    for _, mark in status_marks(scene.item, scene):
        if says_pause(mark.value):
            yield proof(scene.item, mark, scene)


def _last_added(scene: Scene, found: Found) -> Iterator[Evidence]:
    """Where nothing is finished and no date was told: the part that came last."""
    last = max(found.leaves, key=lambda each: (each.joined, each.item.key), default=None)
    if last is not None:
        yield _told(last, "was added", scene)


def _ended(item: Item, scene: Scene) -> Evidence | None:
    mark: Mark | None = max(
        (mark for _, mark in status_marks(item, scene)),
        key=lambda each: (each.at, each.event),
        default=None,
    )
    return None if mark is None else proof(item, mark, scene)


def _told(part: Part, what: str, scene: Scene) -> Evidence:
    url = scene.item.url if hidden(part.item, scene) else part.item.url
    return Evidence(f"{short(part.item, scene)} {what}", url, part.ended or part.joined, "")


def _in_order(proofs: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(sorted(set(proofs), key=lambda e: (e.at, e.event, e.text, e.url), reverse=True))
