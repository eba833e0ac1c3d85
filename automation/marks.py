"""Marks: the last change of each facet of an item, told by an event or only seen."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from automation.model import Actor, Change, Event, Item, Mark, Sighting
from automation.sentences import sentence

IsOurs = Callable[[Change, Actor | None], bool]
"""Whether a change is the echo of a write of our own; the actor is None where nobody is named."""

News = tuple[tuple[str, Mark], ...]

BOOKKEEPING: Final = frozenset({"updated"})
"""Fields that move with every message and mean nothing by themselves."""

WITHDRAWN: Final = "own.measure.withdrawn"
"""The kind of event by which the rule folder takes a number of a measure back."""

COMMENTED: Final = "commented"
"""The facet that reads when a person last commented."""

_TOLD_OTHERWISE: Final = BOOKKEEPING | {
    "closed",
    "state_reason",
    "comments",
    "status_category",
    "merged_at",
    "published",
}
"""Fields whose change is told by another: who closed an issue set its closing time as well."""


def explained(event: Event, is_ours: IsOurs) -> Iterator[tuple[str, Mark]]:
    """What an event says was changed."""
    for change in event.changes:
        yield (
            change.facet,
            Mark(
                at=event.at,
                value=change.new,
                text=sentence(change, event.actor, withdrawn=event.kind == WITHDRAWN),
                url=event.url,
                event=event.key,
                actor=event.actor,
                ours=is_ours(change, event.actor),
                was=change.old,
            ),
        )


def unexplained(
    before: Item, after: Item, sighting: Sighting, is_ours: IsOurs
) -> Iterator[tuple[str, Mark]]:
    """Differences the sighting shows but no event of its own explains: somebody did them."""
    for change in _changes(before, after):
        yield (
            change.facet,
            Mark(
                at=sighting.at,
                value=change.new,
                text=sentence(change, None),
                url=after.url,
                event="",
                ours=is_ours(change, None),
                was=change.old,
            ),
        )


def merge(known: Mapping[str, Mark], fresh: Mapping[str, Mark]) -> tuple[Mapping[str, Mark], News]:
    """The marks that stand after `fresh`, and those of `fresh` that were news."""
    if not fresh:
        return known, ()
    standing, news = {**known}, []
    for facet, mark in fresh.items():
        stood = standing.get(facet)
        if stood is not None and _same(stood, mark):
            continue
        if stood is None or _supersedes(mark, stood):
            standing[facet] = mark
        if mark.event or standing[facet] is mark:
            news.append((facet, mark))
    return standing, tuple(news)


def _changes(before: Item, after: Item) -> Iterator[Change]:
    """What reads differently, of all that was seen before: a first sight of a part is no change."""
    if "fields" in before.guards and before.fields is not after.fields:
        for name in sorted({*before.fields, *after.fields} - _TOLD_OTHERWISE):
            old, new = before.fields.get(name), after.fields.get(name)
            if old != new:
                yield Change(name, old, new)
    if "labels" in before.guards:
        for label in sorted(before.labels ^ after.labels):
            yield _there_or_not(f"label:{label}", label, gone=label in before.labels)
    for name in sorted(before.guards.keys() & {*before.facets, *after.facets}):
        old, new = before.facets.get(name), after.facets.get(name)
        if old != new:
            yield Change(name, old, new)
    yield from _link_changes(before, after)


def _link_changes(before: Item, after: Item) -> Iterator[Change]:
    if before.links == after.links:
        return
    was, stands = ({(link.kind, link.to) for link in each.links} for each in (before, after))
    news = {
        (link.kind, link.to)
        for link in before.links ^ after.links
        if (whole := f"links:{link.origin}") in before.guards or whole not in after.guards
    }
    for kind, to in sorted(news & (was ^ stands)):
        yield _there_or_not(f"link:{kind}:{to}", to, gone=(kind, to) in was)


def _there_or_not(facet: str, value: str, *, gone: bool) -> Change:
    return Change(facet, value if gone else None, None if gone else value)


def _same(one: Mark, other: Mark) -> bool:
    """GitHub tells an issue's first labels twice: when it is opened, and one by one."""
    return (one.at, one.value, one.actor) == (other.at, other.value, other.actor)


def _supersedes(fresh: Mark, known: Mark) -> bool:
    """The later mark stands. One that names who did it replaces one that only saw the result.

    At equal times a person's mark stands above our own echo: a person's word wins.
    """
    if bool(fresh.event) != bool(known.event) and fresh.value == known.value:
        return bool(fresh.event)
    return _rank(fresh) > _rank(known)


def _rank(mark: Mark) -> tuple[datetime, bool, bool, str]:
    return mark.at, bool(mark.event), not mark.ours, mark.event
