"""The plain pace check: what is left, at the pace of the last whole weeks."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from automation.appraisal import Pace, Progress, Scene
from automation.status.days import monday_of, start_of
from automation.status.parts import Part

MOST_WEEKS: Final = 6
FEWEST_WEEKS: Final = 2
FARTHEST: Final = 5 * 52
"""Weeks; what leads farther than this leads nowhere."""


def pace(scene: Scene, leaves: Sequence[Part], progress: Progress) -> Pace | None:
    """Finished a week over the last whole weeks, Monday to Sunday in the team's zone.

    None where nothing was begun, or nothing was finished in that time.
    """
    if progress.since is None:
        return None
    monday = monday_of(scene.now, scene.calendar)
    until = start_of(monday, scene.calendar)
    begun = start_of(scene.calendar.day(progress.since), scene.calendar)
    weeks = max(FEWEST_WEEKS, min(MOST_WEEKS, (until - begun) // timedelta(weeks=1)))
    start = start_of(monday - timedelta(weeks=weeks), scene.calendar)
    finished = sum(
        each.group == "done" and each.ended is not None and start <= each.ended < until
        for each in leaves
    )
    if not finished:
        return None
    a_week = finished / weeks
    return Pace(a_week, weeks, _likely(scene, progress.total - progress.done, a_week))


def _likely(scene: Scene, remaining: int, a_week: float) -> datetime | None:
    weeks = remaining / a_week
    if not remaining or weeks > FARTHEST:
        return None
    return scene.calendar.add(scene.now, math.ceil(weeks * len(scene.calendar.weekdays)))
