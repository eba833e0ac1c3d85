"""Cases as they were: every item of them at a moment of its past.

What lies around a case is what lies around it today, or lay around it by links that ended since.
What is loaded for many cases, or for many moments of one, is loaded once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from automation.appraisal import Background
from automation.graph import Edge, Graph
from automation.model import Item, Mark, Value
from automation.past import History, as_of
from automation.ports import Case
from automation.store.backgrounds import backgrounds, parted
from automation.store.names import led
from automation.store.related import histories, marks_at


def as_they_were(connection: Connection, cases: Sequence[Case], at: datetime) -> Mapping[str, Case]:
    """Each of these cases with every item as it read then, and the links of then; one that had not
    begun is left out. Their backgrounds are as of `at` already.
    """
    around = _surroundings(connection, cases)
    changed = sorted(id_ for id_, item in around.items.items() if _has_changed(item, at))
    past = marks_at(connection, changed, at)
    then = _Then(around, past, _led(connection, around.items, past), at)
    return {case.subject: found for case in cases if (found := then.case(case))}


def through(
    connection: Connection, case: Case, moments: Sequence[datetime]
) -> Sequence[Case | None]:
    """One case as it was at each of these moments; None before it began."""
    around = _surroundings(connection, [case])
    past = histories(connection, sorted(around.items))
    ids = _led(connection, around.items, past)
    found = [_Then(around, past, ids, at).case(case) for at in moments]
    return [
        replace(then, background=_behind(connection, case, at)) if then else None
        for at, then in zip(moments, found, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """All that lies or lay around some cases, as it stands: the items, and whose they are."""

    items: Mapping[str, Item]
    of: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Then:
    """One moment of the past. An item that `past` does not tell of reads as it read then; `ids`
    tells which item a reference means.
    """

    around: _Surroundings
    past: Mapping[str, History]
    ids: Mapping[str, str]
    at: datetime

    def case(self, case: Case) -> Case | None:
        """The case as it was; None before it began."""
        mine = self.around.of.get(case.subject, ())
        items = {id_: then for id_ in mine if (then := self._item(id_)) is not None}
        if case.subject not in items:
            return None
        edges = tuple(sorted(set(self._edges(items))))
        return replace(case, item=items[case.subject], around=Graph(items, edges), derived={})

    def _item(self, id_: str) -> Item | None:
        item, past, at = self.around.items[id_], self.past.get(id_), self.at
        if past is None:
            return item
        read = as_of(item, past, at)
        if read is None:
            return None
        marks = {facet: until[-1] for facet, each in past.items() if (until := _until(each, at))}
        fields = {name: _known(name, value, at) for name, value in read.fields.items()}
        return replace(read, marks=marks, fields=fields)

    def _edges(self, items: Mapping[str, Item]) -> Iterator[Edge]:
        """The links of then between these items, each led to the item its reference means."""
        for item in items.values():
            for link in item.links:
                target = link.to if link.to in items else self.ids.get(link.to)
                if target is not None and target in items:
                    yield Edge(item.id, link.kind, target)


def _has_changed(item: Item, at: datetime) -> bool:
    """Whether an item may read otherwise than it did: of all others the past need not be read, and
    that is most of what lies around.
    """
    ends = (item.fields.get(name) for name in ("created", *_ENDED))
    times = [*ends, *(mark.at for mark in item.marks.values())]
    is_later = any(isinstance(each, datetime) and each > at for each in times)
    return is_later or item.deleted_at is not None


_EVER: Final = datetime.max.replace(tzinfo=UTC)


def _surroundings(connection: Connection, cases: Sequence[Case]) -> _Surroundings:
    there = {case.subject: case.item for case in cases if case.item is not None}
    graphs = {case.subject: case.around for case in cases}
    gone = parted(connection, there, graphs, _EVER)
    items: dict[str, Item] = {}
    of: dict[str, Sequence[str]] = {}
    for id_, item in there.items():
        mine = {id_: item, **graphs[id_].items, **{each.id: each for each, _ in gone.get(id_, ())}}
        of[id_] = tuple(mine)
        items |= mine
    return _Surroundings(items, of)


def _led(
    connection: Connection, items: Mapping[str, Item], past: Mapping[str, History]
) -> Mapping[str, str]:
    """Which items all the references mean that stand, or stood once."""
    named = {link.to for item in items.values() for link in item.links}
    told = (facet for each in past.values() for facet in each if facet.startswith("link:"))
    return led(connection, {*named, *(facet.split(":", 2)[2] for facet in told)} - items.keys())


def _behind(connection: Connection, case: Case, at: datetime) -> Background | None:
    if case.item is None or case.background is None:
        return None
    of, around = {case.subject: case.item}, {case.subject: case.around}
    return backgrounds(connection, of, around, at)[case.subject]


def _known(name: str, value: Value, at: datetime) -> Value:
    """What was known then: nothing had ended that ended later, though no change tells of it."""
    return None if name in _ENDED and isinstance(value, datetime) and value > at else value


_ENDED: Final = frozenset({"closed", "merged_at", "published"})


def _until(marks: Sequence[Mark], at: datetime) -> Sequence[Mark]:
    return [mark for mark in marks if mark.at <= at]
