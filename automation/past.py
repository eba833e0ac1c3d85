"""An item as it read at a moment of its past, by its marks and by what stands now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from automation.model import Item, Link, LinkKind, Mark, Value

History = Mapping[str, Sequence[Mark]]
"""The marks of an item by facet, oldest first."""


def as_of(item: Item, history: History, at: datetime) -> Item | None:
    """The item as it read then; None before it was created, and from when it was deleted.

    Of each facet: its last mark until then, else what its first mark after that says it was
    before, else what stands now.
    """
    created = item.fields.get("created")
    if isinstance(created, datetime) and at < created:
        return None
    if item.deleted_at is not None and at >= item.deleted_at:
        return None
    apart = {*item.facets, *(name for name in history if name in item.guards)}
    facets = _read(item.facets, history, at, apart)
    return replace(
        item,
        fields=_read(item.fields, history, at, item.fields),
        labels=frozenset(_labels(item, history, at)),
        facets={name: value for name, value in facets.items() if value is not None},
        links=frozenset(_links(item, history, at)),
        deleted_at=None,
        vanished=False,
    )


def read_at(history: History, facet: str, at: datetime, *, now: Value) -> Value:
    """What one facet read then; `now` is what it reads today."""
    marks = history.get(facet, ())
    until = [mark for mark in marks if mark.at <= at]
    if until:
        return until[-1].value
    return marks[0].was if marks else now


def _read(
    now: Mapping[str, Value], history: History, at: datetime, names: Iterable[str]
) -> Mapping[str, Value]:
    return {name: read_at(history, name, at, now=now.get(name)) for name in names}


def _labels(item: Item, history: History, at: datetime) -> Iterator[str]:
    told = {facet.removeprefix("label:") for facet in history if facet.startswith("label:")}
    for label in sorted(told | item.labels):
        now = label if label in item.labels else None
        if read_at(history, f"label:{label}", at, now=now) is not None:
            yield label


def _links(item: Item, history: History, at: datetime) -> Iterator[Link]:
    """The links of then: those that stand keep what told of them, others were told by events."""
    standing: dict[str, list[Link]] = {}
    for link in item.links:
        standing.setdefault(f"link:{link.kind}:{link.to}", []).append(link)
    told = {facet for facet in history if facet.startswith("link:")}
    for facet in sorted(told | standing.keys()):
        _, kind, to = facet.split(":", 2)
        now = to if facet in standing else None
        if read_at(history, facet, at, now=now) is not None:
            yield from standing.get(facet, [Link(LinkKind(kind), to, "event")])
