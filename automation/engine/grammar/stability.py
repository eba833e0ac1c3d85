"""When a new value counts: at once, or once it has lasted; at most one change a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeAlias

from automation.calendar import Calendar
from automation.engine.grammar.rule import Stability
from automation.model import Derived

WORST_FIRST = ("off_track", "at_risk", "on_track")
"""The order of health. What it can read besides these changes at once."""

Said: TypeAlias = str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What a field reads now. While `due` is set, `candidate` is what it will read from then on."""

    value: Said
    changed_at: datetime
    candidate: Said = None
    candidate_since: datetime | None = None
    due: datetime | None = None


def settled(
    before: Derived | None,
    wanted: Said,
    now: datetime,
    stability: Stability | None,
    calendar: Calendar,
    *,
    serious: Collection[str] = (),
) -> Settled:
    """What stands, given what stood before and what the rule says now.

    `serious` are the signals that are so now: one that the rule names waits for nothing.
    """
    if before is None:
        return Settled(wanted, now)
    if wanted == before.value:
        return Settled(wanted, before.changed_at)
    if stability is None or _leaps(stability, before.value, wanted):
        return Settled(wanted, now)
    since = _since(stability, before, wanted, now)
    worse = _is_worse(stability, before.value, wanted)
    if worse and not set(stability.at_once).isdisjoint(serious):
        return Settled(wanted, now)
    lasting = stability.worse_after if worse else stability.better_after
    due = max(lasting.after(since, calendar), _day_after(before.changed_at, calendar))
    if due <= now:
        return Settled(wanted, now)
    return Settled(before.value, before.changed_at, wanted, since, due)


def _since(stability: Stability, before: Derived, wanted: Said, now: datetime) -> datetime:
    """Since when it would have read otherwise: worse and worse still is one wait, not two."""
    if before.candidate_since is None:
        return now
    if before.candidate == wanted:
        return before.candidate_since
    if not stability.order or before.candidate not in stability.order:
        return now
    same = _is_worse(stability, before.value, before.candidate) is _is_worse(
        stability, before.value, wanted
    )
    return before.candidate_since if same else now


def improves(stability: Stability | None, value: Said, wanted: Said) -> bool:
    """Whether a value would be better than the one that stands, where one of them can be."""
    if stability is None or _leaps(stability, value, wanted) or not stability.order:
        return False
    return not _is_worse(stability, value, wanted)


def _leaps(stability: Stability, value: Said, wanted: Said) -> bool:
    """Whether one of the two has no place in the order, and so nothing to wait for."""
    order = stability.order
    return bool(order) and (value not in order or wanted not in order)


def _is_worse(stability: Stability, value: Said, wanted: Said) -> bool:
    order = stability.order
    return not order or order.index(str(wanted)) < order.index(str(value))


def _day_after(at: datetime, calendar: Calendar) -> datetime:
    """The first moment of the next day, by the team's clock."""
    morrow = calendar.day(at) + timedelta(days=1)
    return datetime.combine(morrow, time(), calendar.zone)
