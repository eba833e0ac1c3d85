"""The trackers as they stood: what each item showed at each step, and what we wrote there anew.

Recorded changes are everybody's but our own. Ours come from the rules that are replayed: they are
written into the stage, and come back as the echo a tracker sends.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from automation.backtest.steps import OWN_LINK, Step, marks_by_facet
from automation.model import (
    Actor,
    Change,
    Event,
    Item,
    Link,
    LinkChange,
    LinkKind,
    Reading,
    Sighting,
    Value,
)
from automation.past import as_of
from automation.store.recorded import ENDED, Recorded, Remembered, known_at

US: Final = Actor("pitboard", "pitboard", is_bot=True)

SAID: Final = ("issue_comment.created", "comment.created")
"""How the kinds of events end that add a comment."""

_CLOSED: Final = "closed"


class Stage:
    """Every item as its tracker shows it now."""

    def __init__(self, past: Recorded) -> None:
        """Begins at the moment the window opens."""
        self._past = past
        self._us = {site["name"]: replace(US, id=site["actor_id"] or US.id) for site in past.sites}
        self._ids = {each.now.key: id_ for id_, each in past.items.items()}
        self._shown: dict[str, Item] = {
            id_: _with_fewer_comments(each, each.then)
            for id_, each in past.items.items()
            if each.then is not None
        }
        self._categories = _categories(past)
        self._written = 0

    def shows(self, connection: str, key: str) -> Item | None:
        """The item that goes by this key of its tracker."""
        return self._shown.get(self._ids.get(f"{connection}:{key}", ""))

    def account(self, connection: str) -> Actor:
        """Who we are there."""
        return self._us.get(connection, US)

    def reading(self, step: Step) -> Reading:
        """What a message would have said of this step."""
        each = self._past.items[step.item_id]
        known = self._shown.get(step.item_id)
        before = known or _begun(each, step.at)
        after = self._after(before, each, step)
        self._shown[step.item_id] = after
        seen = _sighting(after, step, _links(before, step.changes))
        if known is None:
            seen = replace(seen, aliases=each.aliases, links=_by_origin(after.links))
        *earlier, last = step.events or (None,)
        past = tuple(event for event in earlier if event is not None)
        return Reading(event=last, sightings=(seen,), past=past)

    def writes(self, item: Item, at: datetime, changes: Mapping[str, Value]) -> Reading:
        """Write these facets, and give the message that comes back; labels are `label:<name>`."""
        us, shown = self.account(item.connection), self._shown[item.id]
        told = tuple(Change(facet, _read(shown, facet), new) for facet, new in changes.items())
        after = _with(shown, changes.items())
        self._shown[item.id] = after
        self._written += 1
        key = f"{item.connection}:replay/{self._written}"
        kind = f"{item.connection}.written"
        event = Event(item.connection, key, kind, at, item.id, us, item.url, told)
        step = Step(at, item.id, tuple(changes.items()))
        return Reading(event=event, sightings=(_sighting(after, step, ()),))

    def _after(self, before: Item, each: Remembered, step: Step) -> Item:
        after = _with(before, step.changes)
        fields = dict(after.fields)
        if not fields:
            return after
        for name in ENDED & each.now.fields.keys():
            last = each.now.fields[name]
            fields[name] = last if isinstance(last, datetime) and last <= step.at else None
        if fields.get("state") == "open":
            fields |= dict.fromkeys({"closed", "state_reason"} & fields.keys())
        said = sum(event.kind.endswith(SAID) for event in step.events)
        if isinstance(many := fields.get("comments"), int):
            fields["comments"] = many + said
        if "updated" in fields:
            fields["updated"] = step.at
        category = self._categories.get((after.connection, str(fields.get("status"))))
        if "status_category" in fields and category is not None:
            fields["status_category"] = category
        return replace(after, fields=fields)


def _categories(past: Recorded) -> Mapping[tuple[str, str], Value]:
    """What kind of status each is, as the items of today show it: no change tells of that."""
    return {
        (each.now.connection, str(each.now.fields.get("status"))): category
        for each in past.items.values()
        if (category := each.now.fields.get("status_category")) is not None
    }


def _begun(each: Remembered, at: datetime) -> Item:
    """An item as it was first seen."""
    created = each.now.fields.get("created")
    first = max(at, created) if isinstance(created, datetime) else at
    found = as_of(each.now, marks_by_facet(each), first) or replace(each.now, deleted_at=None)
    ours = frozenset(link for link in found.links if not link.to.startswith("own:"))
    return _with_fewer_comments(each, replace(found, links=ours, fields=known_at(found.fields, at)))


def _with_fewer_comments(each: Remembered, then: Item) -> Item:
    """Without the comments that were made in the window."""
    many = then.fields.get("comments")
    if not isinstance(many, int):
        return then
    later = sum(event.kind.endswith(SAID) for event in each.events)
    return replace(then, fields={**then.fields, "comments": max(0, many - later)})


def _with(item: Item, changes: Iterable[tuple[str, Value]]) -> Item:
    fields, facets, labels = dict(item.fields), dict(item.facets), set(item.labels)
    links = item.links
    for facet, value in changes:
        kind, _, name = facet.partition(":")
        if kind == "label":
            labels = labels - {name} if value is None else labels | {name}
        elif kind == "link":
            links = _linked(links, *name.split(":", 1), stands=value is not None)
        elif _is_apart(item, facet):
            facets[facet] = value
        else:
            fields[facet] = value
    return replace(item, fields=fields, facets=facets, labels=frozenset(labels), links=links)


def _linked(links: frozenset[Link], kind: str, to: str, *, stands: bool) -> frozenset[Link]:
    there = frozenset(link for link in links if (link.kind, link.to) == (kind, to))
    if stands:
        return links if there else links | {Link(LinkKind(kind), to, "event")}
    return links - there


def _is_apart(item: Item, facet: str) -> bool:
    """Whether it is guarded by itself, and is no field."""
    return facet not in item.fields and (facet in item.facets or facet in item.guards)


def _read(item: Item, facet: str) -> Value:
    kind, _, name = facet.partition(":")
    if kind == "label":
        return name if name in item.labels else None
    return item.facets.get(facet, item.fields.get(facet))


def _links(item: Item, changes: Sequence[tuple[str, Value]]) -> Iterator[LinkChange]:
    for facet, value in changes:
        if not facet.startswith("link:") or OWN_LINK in facet:
            continue
        _, kind, to = facet.split(":", 2)
        standing = [link for link in item.links if link.kind == kind and link.to == to]
        for link in standing or [Link(LinkKind(kind), to, "event")]:
            yield LinkChange(link, stands=value is not None)


def _by_origin(links: frozenset[Link]) -> Mapping[str, frozenset[Link]]:
    origins = {link.origin for link in links}
    return {each: frozenset(ln for ln in links if ln.origin == each) for each in origins}


def _sighting(item: Item, step: Step, links: Iterable[LinkChange]) -> Sighting:
    told = {name: value for name, value in step.changes if _is_apart(item, name)}
    return Sighting(
        item_id=item.id,
        connection=item.connection,
        type=item.type,
        at=step.at,
        key=item.key,
        project=item.project,
        url=item.url,
        visibility=item.told_visibility or item.visibility,
        fields=item.fields or None,
        labels=tuple(sorted(item.labels)) if "labels" in item.guards or item.labels else None,
        facets={**item.facets, **told} if step.begins else told,
        link_changes=tuple(links),
        deleted=step.gone,
        reread=True,
    )
