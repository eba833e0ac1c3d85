"""What happened to items in the window, as steps in the order of time, without what we did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from automation.model import Event, Mark, Value
from automation.store.recorded import Recorded, Remembered

OWN_LINK: Final = ":own:"
"""In the facet of a link to an objective: the files of the folder tell those anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """All that happened to one item at one time. `gone` says that it was deleted then."""

    at: datetime
    item_id: str
    changes: tuple[tuple[str, Value], ...] = ()
    events: tuple[Event, ...] = ()
    begins: bool = False
    gone: bool = False


def steps_of(past: Recorded) -> Sequence[Step]:
    """Every step of the window, oldest first."""
    us = {site["name"]: site["actor_id"] for site in past.sites}
    found = [
        step
        for each in past.items.values()
        for step in _steps(each, us.get(each.now.connection), past)
    ]
    return sorted(found, key=attrgetter("at", "item_id"))


def _steps(each: Remembered, us: str | None, past: Recorded) -> Iterator[Step]:
    told = [*_told(each, us)]
    if each.then is None:
        born = _born(each, past)
        if born is None:
            return
        told.append(Step(born, each.now.id, begins=True))
    gone = each.now.deleted_at
    if gone is not None and past.since < gone <= past.until:
        told.append(Step(gone, each.now.id, gone=True))
    for at, mine in groupby(sorted(told, key=attrgetter("at")), key=attrgetter("at")):
        yield _joined(at, list(mine))


def _joined(at: datetime, mine: Sequence[Step]) -> Step:
    return Step(
        at,
        mine[0].item_id,
        changes=tuple(change for step in mine for change in step.changes),
        events=tuple(event for step in mine for event in step.events),
        begins=any(step.begins for step in mine),
        gone=any(step.gone for step in mine),
    )


def _born(each: Remembered, past: Recorded) -> datetime | None:
    """When it was first heard of; None for what was gone before the window."""
    created = each.now.fields.get("created")
    heard = [event.at for event in each.events] + [mark.at for _, mark in each.marks]
    if isinstance(created, datetime) and created > past.since:
        heard.append(created)
    return min(heard, default=None)


def _told(each: Remembered, us: str | None) -> Iterator[Step]:
    ours = {(mark.event, facet) for facet, mark in each.marks if mark.ours}
    for facet, mark in each.marks:
        if not mark.ours and OWN_LINK not in facet:
            yield Step(mark.at, each.now.id, changes=((facet, mark.value),))
    for event in each.events:
        heard = _without_ours(event, ours, us)
        if heard is not None:
            yield Step(heard.at, each.now.id, events=(heard,))


def _without_ours(event: Event, ours: set[tuple[str, str]], us: str | None) -> Event | None:
    """The event without what we changed in it; None for one that was all our own."""
    changes = tuple(c for c in event.changes if (event.key, c.facet) not in ours)
    by_us = event.actor is not None and us is not None and event.actor.id == us
    if by_us and not changes:
        return None
    return event if len(changes) == len(event.changes) else replace(event, changes=changes)


def marks_by_facet(each: Remembered) -> Mapping[str, Sequence[Mark]]:
    """The marks of the window by facet, oldest first."""
    found: dict[str, list[Mark]] = {}
    for facet, mark in each.marks:
        found.setdefault(facet, []).append(mark)
    return found
