"""How an item takes in a sighting: only what is newer, facet by facet, in any order of arrival.

Deliveries come late, twice and out of order; whatever the order, the item ends up the same.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from automation.model import Actor, Change, Event, Guard, Item, Mark, Sighting, Value

IsOurs = Callable[[Change, Actor | None], bool]
"""Whether a change is the echo of a write of our own; the actor is None where nobody is named."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one sighting did to an item.

    `changed` names the facets that read differently now. `marks` are the changes worth keeping as
    history. `reread` asks for the item to be read again: two different states share one second.
    """

    item: Item
    changed: frozenset[str]
    marks: tuple[tuple[str, Mark], ...]
    reread: bool


def take_in(
    item: Item | None, sighting: Sighting, *, event: Event | None, is_ours: IsOurs
) -> Taken:
    """Fold one sighting, and the event it came with, into what is known of the item."""
    known = item or _blank(sighting)
    if known.deleted_at is not None:
        return Taken(known, frozenset(), (), reread=False)
    explained = dict(_explained(event, is_ours))
    after, doubtful = _admit(known, sighting)
    unexplained = dict(_unexplained(known, after, sighting, is_ours)) if item else {}
    marks, kept = _merge(known.marks, {**unexplained, **explained})
    changed = _differences(known, after) if item else frozenset({"new"})
    return Taken(replace(after, marks=marks), changed, kept, reread=doubtful)


def content_hash(content: object) -> str:
    """Sixteen hex digits of the content: the tie-break between states of the same second."""
    text = json.dumps(content, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


def _blank(sighting: Sighting) -> Item:
    return Item(
        id=sighting.item_id,
        connection=sighting.connection,
        key=sighting.key,
        type=sighting.type,
        project=sighting.project,
        url=sighting.url,
        visibility=sighting.visibility,
    )


def _admit(known: Item, sighting: Sighting) -> tuple[Item, bool]:
    """The item with every facet the sighting is newer in, and whether a tie was a guess."""
    contents: dict[str, object] = {
        "fields": dict(sighting.fields),
        "labels": sorted(sighting.labels),
    }
    guards, admitted, doubtful = dict(known.guards), set[str](), False
    for facet, content in contents.items():
        guard = Guard(sighting.at, content_hash(content))
        newer, tied = _newer(known.guards.get(facet), guard, reread=sighting.reread)
        doubtful = doubtful or tied
        if newer:
            guards[facet] = guard
            admitted.add(facet)
    return _apply(known, sighting, admitted=admitted, guards=guards), doubtful


def _newer(known: Guard | None, seen: Guard, *, reread: bool) -> tuple[bool, bool]:
    """Whether `seen` enters, and whether that was decided by hash alone."""
    if known is None or seen.at > known.at:
        return True, False
    if seen.at < known.at or seen.hash == known.hash:
        return False, False
    if reread:
        return True, False
    return seen.hash > known.hash, True


def _apply(
    known: Item, sighting: Sighting, *, admitted: set[str], guards: Mapping[str, Guard]
) -> Item:
    after = replace(known, guards=guards)
    if "fields" in admitted:
        after = replace(
            after,
            fields=sighting.fields,
            key=sighting.key,
            project=sighting.project,
            url=sighting.url,
            visibility=sighting.visibility,
            deleted_at=sighting.at if sighting.deleted else None,
        )
    if "labels" in admitted:
        after = replace(after, labels=frozenset(sighting.labels))
    if sighting.deleted:
        # Deletion is final for an id, so it enters whatever the order of arrival.
        after = replace(after, deleted_at=sighting.at)
    return after


def _differences(before: Item, after: Item) -> frozenset[str]:
    names = {
        n for n in {*before.fields, *after.fields} if before.fields.get(n) != after.fields.get(n)
    }
    if before.labels != after.labels:
        names.add("labels")
    if before.deleted_at != after.deleted_at:
        names.add("deleted")
    return frozenset(names - _BOOKKEEPING)


_BOOKKEEPING = frozenset({"updated"})
"""Fields that move with every message and mean nothing by themselves."""

_TOLD_OTHERWISE = _BOOKKEEPING | {"closed", "state_reason", "comments"}
"""Fields whose change is told by another: who closed an issue set its closing time as well."""


def _explained(event: Event | None, is_ours: IsOurs) -> Iterator[tuple[str, Mark]]:
    if event is None:
        return
    for change in event.changes:
        yield (
            change.facet,
            Mark(
                at=event.at,
                value=change.new,
                text=_sentence(change, event.actor),
                url=event.url,
                event=event.key,
                actor=event.actor,
                ours=is_ours(change, event.actor),
            ),
        )


def _unexplained(
    before: Item, after: Item, sighting: Sighting, is_ours: IsOurs
) -> Iterator[tuple[str, Mark]]:
    """Differences the sighting shows but no event of its own explains: somebody did them."""
    for change in _changes(before, after):
        yield (
            change.facet,
            Mark(
                at=sighting.at,
                value=change.new,
                text=_sentence(change, None),
                url=after.url,
                event="",
                ours=is_ours(change, None),
            ),
        )


def _changes(before: Item, after: Item) -> Iterator[Change]:
    for name in sorted({*before.fields, *after.fields} - _TOLD_OTHERWISE):
        old, new = before.fields.get(name), after.fields.get(name)
        if old != new:
            yield Change(name, old, new)
    for label in sorted(before.labels ^ after.labels):
        gone = label in before.labels
        yield Change(f"label:{label}", label if gone else None, None if gone else label)


def _merge(
    known: Mapping[str, Mark], fresh: Mapping[str, Mark]
) -> tuple[Mapping[str, Mark], tuple[tuple[str, Mark], ...]]:
    """The marks that stand after `fresh`, and those of `fresh` that were news."""
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


def _sentence(change: Change, actor: Actor | None) -> str:
    who = actor.login if actor else "someone"
    return f"{who} {_deed(change)}"


def _deed(change: Change) -> str:
    if change.facet.startswith("label:"):
        label = change.facet.removeprefix("label:")
        return f'{"put on" if change.new is not None else "took off"} the label "{label}"'
    if change.facet == "state":
        return _STATES.get((change.old, change.new), f"set it to {change.new}")
    if change.facet == "title":
        return f"renamed it from {_said(change.old)} to {_said(change.new)}"
    return f"changed {change.facet} from {_said(change.old)} to {_said(change.new)}"


_STATES: Mapping[tuple[Value, Value], str] = {
    (None, "open"): "opened it",
    ("open", "closed"): "closed it",
    ("closed", "open"): "reopened it",
}


def _said(value: Value) -> str:
    if value is None or value == ():
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return f'"{value}"' if isinstance(value, str) else str(value)
