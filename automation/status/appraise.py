"""How an item stands as of a moment: the one door to everything in this folder."""

from collections.abc import Iterator
from dataclasses import replace

from automation.appraisal import LEVELS, Asking, Scene, Signal, Status
from automation.status.catalogue import SIGNALS
from automation.status.closing import paused_since
from automation.status.found import Found, look
from automation.status.grounds import grounds


def appraise(scene: Scene) -> Status:
    """Work out the status; what happened later than `scene.now` has no part in it."""
    found = look(scene)
    return Status(
        at=scene.now,
        progress=found.progress,
        signals=_signals(scene, found),
        pace=found.pace,
        moved=found.moved,
        target=found.promise.target,
        first_target=found.promise.first,
        moves=len(found.promise.moves),
        paused_since=paused_since(scene),
        closed_at=found.closed_at,
        askings=tuple(_askings(scene)),
        team=scene.team,
        objective=scene.objective,
        owner=scene.owner,
        grounds=grounds(scene, found),
    )


def _signals(scene: Scene, found: Found) -> tuple[Signal, ...]:
    """Worst first, then the longest. What is over or set aside on purpose warns of nothing."""
    if found.closed_at is not None or scene.paused:
        return ()
    seen = [signal for look_for in SIGNALS if (signal := look_for(scene, found))]
    if found.group == "dropped":
        seen = [signal for signal in seen if signal.id == "U1"]
    return tuple(sorted(seen, key=lambda each: (LEVELS.index(each.level), each.since, each.id)))


def _askings(scene: Scene) -> Iterator[Asking]:
    """Who had asked by now, and whom they had told by now."""
    for each in scene.askings:
        if each.since is None or each.since <= scene.now:
            is_later = each.told is not None and each.told > scene.now
            yield replace(each, told=None) if is_later else each
