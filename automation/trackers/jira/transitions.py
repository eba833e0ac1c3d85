"""Whether a change of status closed an issue, opened it again, or did neither.

Jira tells the category of the status an issue has, never of the one it left.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from automation.model import Change
from automation.trackers.jira.fields import state
from automation.trackers.shapes import Payload, time

_ENDINGS: Final = frozenset(
    {
        "cancelled",
        "canceled",
        "cerrado",
        "closed",
        "complete",
        "completed",
        "concluído",
        "declined",
        "done",
        "erledigt",
        "fechado",
        "fermé",
        "fertig",
        "finalizado",
        "geschlossen",
        "hecho",
        "listo",
        "rejected",
        "released",
        "resolved",
        "terminé",
        "won't do",
        "won't fix",
        "готово",
        "закрыт",
        "закрыто",
        "решен",
        "решено",
        "完了",
        "完成",
        "已完成",
    }
)
"""Names of statuses that end the work: the last resort, for the status that was left."""

_SAME_MOMENT: Final = 5.0
"""Seconds within which Jira writes down that a transition changed the category."""


def state_changes(at: datetime, told: Mapping[str, Change], fields: Payload) -> Iterator[Change]:
    """The change of `state` that the changes of status and resolution at `at` make, if any."""
    status = told.get("status")
    shown = (fields.get("status") or {}).get("name")
    if status is None or status.new != shown or _category_stayed(at, fields):
        return
    old = "closed" if _was_closed(status, told.get("resolution")) else "open"
    new = state(fields)
    if old != new:
        yield Change("state", old, new)


def past_state_changes(told: Mapping[str, Change], fields: Payload) -> Iterator[Change]:
    """The same long ago, when the issue's fields of today say little of that time."""
    status, resolution = told.get("status"), told.get("resolution")
    if status is None:
        return
    old = "closed" if _was_closed(status, resolution) else "open"
    new = state_named(str(status.new), fields)
    if resolution is not None:
        new = "open" if resolution.new is None else "closed"
    if old != new:
        yield Change("state", old, new)


def state_named(status: str | None, fields: Payload) -> str:
    """The state that goes with a status of this name: what Jira says if the issue is in it now."""
    if status == (fields.get("status") or {}).get("name"):
        return state(fields)
    return "closed" if str(status).strip().casefold() in _ENDINGS else "open"


def _was_closed(status: Change, resolution: Change | None) -> bool:
    if resolution is not None:
        return resolution.old is not None
    return str(status.old).strip().casefold() in _ENDINGS


def _category_stayed(at: datetime, fields: Payload) -> bool:
    """Cloud says when the category last changed; Data Center does not."""
    changed = fields.get("statuscategorychangedate")
    if not isinstance(changed, str):
        return False
    with suppress(ValueError):
        return abs((time(changed) - at).total_seconds()) > _SAME_MOMENT
    return False
