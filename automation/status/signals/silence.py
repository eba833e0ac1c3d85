"""A1: nothing has moved. Evidence is missing, which is not the same as red."""

from automation.appraisal import Scene, Signal
from automation.status.days import limit, named, reached
from automation.status.found import Found
from automation.status.moves import told_at


def silent(scene: Scene, found: Found) -> Signal | None:
    """No person has touched the item or any part of it for so long."""
    since = found.moved.at if found.moved else told_at(scene.item, "created", scene)
    long = limit(scene.limits, "silence", "unknown")
    if since is None or not reached(long, since, scene.now, scene.calendar):
        return None
    progress = found.progress
    left = f", {found.still_open} of {progress.total} open" if progress.total else ""
    text = f"no movement since {named(since, scene)}{left}"
    evidence = (found.moved,) if found.moved else ()
    return Signal("A1", "unknown", since, text, evidence, "anything of it moves")
