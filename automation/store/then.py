"""A case as it was: every item of it at a moment of its past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from automation.graph import Edge, Graph
from automation.model import Item, Mark, Value
from automation.past import History, as_of
from automation.ports import Case
from automation.store.backgrounds import parted
from automation.store.names import led
from automation.store.related import histories


def as_it_was(connection: Connection, case: Case, at: datetime) -> Case | None:
    """The case with every item as it read then, and the links of then; None before it began.

    What lies around is what lies around it today, or lay around it by links that ended since.
    """
    if case.item is None:
        return None
    known = {case.item.id: case.item, **case.around.items}
    gone = parted(connection, {case.subject: case.item}, {case.subject: case.around}, _EVER)
    known |= {item.id: item for item, _ in gone.get(case.subject, ())}
    past = histories(connection, sorted(known))
    items = {id_: then for id_, item in known.items() if (then := _then(item, past[id_], at))}
    if case.item.id not in items:
        return None
    edges = tuple(sorted(set(_edges(connection, items))))
    return replace(case, item=items[case.item.id], around=Graph(items, edges), derived={})


_EVER: Final = datetime.max.replace(tzinfo=UTC)


def _then(item: Item, past: History, at: datetime) -> Item | None:
    read = as_of(item, past, at)
    if read is None:
        return None
    marks = {facet: until[-1] for facet, each in past.items() if (until := _until(each, at))}
    return replace(read, marks=marks, fields={n: _known(n, v, at) for n, v in read.fields.items()})


def _known(name: str, value: Value, at: datetime) -> Value:
    """What was known then: nothing had ended that ended later, though no change tells of it."""
    return None if name in _ENDED and isinstance(value, datetime) and value > at else value


_ENDED: Final = frozenset({"closed", "merged_at", "published"})


def _until(marks: Sequence[Mark], at: datetime) -> Sequence[Mark]:
    return [mark for mark in marks if mark.at <= at]


def _edges(connection: Connection, items: Mapping[str, Item]) -> Iterator[Edge]:
    """The links of then between these items, each led to the item its reference means."""
    named = {link.to for item in items.values() for link in item.links}
    ids = {**led(connection, sorted(named)), **{id_: id_ for id_ in items}}
    for item in items.values():
        for link in item.links:
            target = ids.get(link.to)
            if target in items and target is not None:
                yield Edge(item.id, link.kind, target)
