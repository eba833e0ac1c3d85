"""S1: more work was added since it began than the plan can carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation.amount import Amount
from automation.appraisal import Scene, Signal
from automation.model import CLIMBING, Evidence
from automation.status.days import limit, monday_of, named, start_of
from automation.status.found import Found
from automation.status.links import facets_to, link_mark
from automation.status.progress import Shift
from automation.status.telling import hidden, newest, proof, short

FEWEST: Final = 5
"""Leaves there must have been at the start: of four, one more says nothing."""

_WEEK: Final = timedelta(weeks=1)
_LONGEST: Final = 26
"""Weeks that are looked back for the beginning of a run."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Whole weeks in a row, each with more added than done, until the last Monday."""

    since: datetime
    weeks: int
    added: int
    done: int


def grown(scene: Scene, found: Found) -> Signal | None:
    """What was added less what was removed, by what there was; or more added than done."""
    progress = found.progress
    if progress.since is None or progress.baseline < FEWEST:
        return None
    for level in ("serious", "watch"):
        amount = limit(scene.limits, "scope", level)
        if since := _since(found.shifts, amount, progress.baseline):
            return Signal("S1", level, since, _told(scene, found), _evidence(scene, found))
        if level == "serious" and (run := _outrun(scene, found)):
            text = f"more added than done since {named(run.since, scene)}"
            text += f": {run.added} added, {run.done} done"
            return Signal("S1", level, run.since, text, _evidence(scene, found))
    return None


def _since(shifts: Sequence[Shift], amount: Amount, baseline: int) -> datetime | None:
    """When the growth came to the limit for the last time; None where it is below now."""
    net, since = 0, None
    for shift in shifts:
        net += shift.by
        if net <= 0 or net * 100 < amount.number * baseline:
            since = None
        elif since is None:
            since = shift.at
    return since


def _told(scene: Scene, found: Found) -> str:
    progress = found.progress
    net = progress.added - progress.removed
    share = net * 100 // progress.baseline
    since = named(progress.since or scene.now, scene)
    return f"scope +{share} % since {since}: {progress.added} added, {progress.removed} removed"


def _outrun(scene: Scene, found: Found) -> _Run | None:
    """The run of weeks up to the last Monday, where it is as long as the limit says."""
    least = limit(scene.limits, "scope", "outruns").size / 168
    monday = monday_of(scene.now, scene.calendar)
    run = _Run(scene.now, 0, 0, 0)
    for back in range(1, _LONGEST + 1):
        start = start_of(monday - back * _WEEK, scene.calendar)
        end = start_of(monday - (back - 1) * _WEEK, scene.calendar)
        added = sum(each.by for each in found.shifts if start <= each.at < end)
        done = sum(
            each.group == "done" and each.ended is not None and start <= each.ended < end
            for each in found.leaves
        )
        if added <= done:
            break
        run = _Run(start, back, run.added + added, run.done + done)
    return run if run.weeks >= max(1, least) else None


def _evidence(scene: Scene, found: Found) -> tuple[Evidence, ...]:
    """The newest of what was added: the link that was made, or the creation."""
    latest = [each for each in reversed(found.shifts) if each.by > 0][:20]
    return newest(_added(shift, scene) for shift in latest)


def _added(shift: Shift, scene: Scene) -> Evidence:
    for parent in scene.around.parents(shift.item.id):
        mark = link_mark(shift.item, parent, facets_to(parent, CLIMBING), scene)
        if mark is not None and mark.at == shift.at and not hidden(parent, scene):
            return proof(shift.item, mark, scene)
    url = scene.item.url if hidden(shift.item, scene) else shift.item.url
    return Evidence(f"{short(shift.item, scene)} was added", url, shift.at, "")
