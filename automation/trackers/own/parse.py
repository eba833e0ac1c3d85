"""What the rule folder says, as deliveries: Pitboard tells itself, over the line of everybody else.

A delivery holds items, whole or only with their links to objectives, and what is new of a measure.
Nobody sends us these: there is no address that takes them in.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from automation.errors import UnreadableDelivery
from automation.model import Change, Delivery, Event, Link, LinkKind, Reading, Sighting, Value
from automation.trackers.door import Door
from automation.trackers.shapes import WRONG_SHAPE, maybe, payload_of, text, time

OWN: Final = "own"
"""The connection of these deliveries."""

FILES: Final = "own.files"
MEASURE: Final = "own.measure"
KINDS: Final = frozenset({FILES, MEASURE})

DOOR = Door(signature="", delivery=None, kind=None, kept=frozenset())
"""No header opens it: the receiver knows no address for this connection."""


def tell(items: Sequence[Sighting], told: Sequence[Event] = ()) -> bytes:
    """The body of a delivery that tells of these items; `told` is what happened, earliest first.

    Of an item all is kept that a rule folder can say: links whole by origin, and no deletion.
    """
    said = {"items": [_item(each) for each in items], "told": [_event(each) for each in told]}
    return json.dumps(said, separators=(",", ":"), sort_keys=True, default=_time).encode()


def parse(delivery: Delivery) -> Reading:
    """Understand what `tell` wrote. Raises UnreadableDelivery."""
    if delivery.kind not in KINDS:
        return Reading()
    payload = payload_of(delivery)
    try:
        told = tuple(_told(delivery.connection, each) for each in payload["told"])
        items = tuple(_seen(each) for each in payload["items"])
    except WRONG_SHAPE as error:
        raise UnreadableDelivery(
            f"not the shape of {delivery.kind}: {type(error).__name__}: {error}"
        ) from error
    return Reading(event=told[-1] if told else None, sightings=items, past=told[:-1])


def _item(seen: Sighting) -> Mapping[str, object]:
    return {
        "id": seen.item_id,
        "connection": seen.connection,
        "type": seen.type,
        "at": seen.at.isoformat(),
        "key": seen.key,
        "project": seen.project,
        "url": seen.url,
        "visibility": seen.visibility,
        "fields": None if seen.fields is None else dict(seen.fields),
        "labels": seen.labels,
        "facets": dict(seen.facets),
        "links": {
            origin: [[link.kind, link.to] for link in sorted(links)]
            for origin, links in seen.links.items()
        },
    }


def _seen(said: Mapping[str, Any]) -> Sighting:
    fields, labels = said["fields"], said["labels"]
    return Sighting(
        item_id=text(said["id"]),
        connection=text(said["connection"]),
        type=text(said["type"]),
        at=time(said["at"]),
        key=text(said["key"]),
        project=text(said["project"]),
        url=text(said["url"]),
        visibility=text(said["visibility"]),
        fields=maybe(fields, _values),
        labels=None if labels is None else tuple(text(label) for label in labels),
        facets=_values(said["facets"]),
        links={
            origin: frozenset(Link(LinkKind(kind), text(to), origin) for kind, to in links)
            for origin, links in said["links"].items()
        },
        reread=True,  # what the files say now wins over what they said in the same second
    )


def _event(event: Event) -> Mapping[str, object]:
    return {
        "key": event.key,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "item": event.item_id,
        "url": event.url,
        "changes": [[each.facet, each.old, each.new] for each in event.changes],
    }


def _told(connection: str, said: Mapping[str, Any]) -> Event:
    return Event(
        connection=connection,
        key=text(said["key"]),
        kind=text(said["kind"]),
        at=time(said["at"]),
        item_id=text(said["item"]),
        actor=None,
        url=text(said["url"]),
        changes=tuple(Change(f, _value(old), _value(new)) for f, old, new in said["changes"]),
    )


def _time(found: object) -> object:
    if isinstance(found, datetime):
        return {"$at": found.isoformat()}
    raise TypeError(f"{type(found).__name__} is nothing that a rule folder says")


def _values(found: Mapping[str, Any]) -> Mapping[str, Value]:
    return {name: _value(value) for name, value in found.items()}


def _value(found: Any) -> Value:  # noqa: ANN401 - JSON is read here and nowhere else
    if isinstance(found, dict):
        return time(found["$at"])
    if isinstance(found, list):
        return tuple(_value(part) for part in found)
    return text(found) if isinstance(found, str) else found
