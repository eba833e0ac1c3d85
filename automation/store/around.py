"""The graph around subjects: what they are part of, what is part of them, what stands beside."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from automation.graph import Edge, Graph
from automation.model import CLIMBING, Item, LinkKind
from automation.store import schema
from automation.store.composed import among, once, one_of
from automation.store.items import items_of
from automation.store.names import parts

MOST: Final = 5_000
"""Items that one case shows, or a set of small ones; what is farther away is left out."""

ASIDE: Final = frozenset({LinkKind.BLOCKED_BY, LinkKind.SHIPS_IN, LinkKind.ASKS_FOR})
"""Kinds that are followed one step from everything above and below a subject."""

Ids = Sequence[str]
Steps = Mapping[str, Ids]
"""What is one link away from each item, sorted."""

Edges = Mapping[str, Sequence[Edge]]
"""Edges by the item they leave."""


def around(
    connection: Connection, known: Mapping[str, Item], subjects: Ids, reach: int
) -> Mapping[str, Graph]:
    """The graph around each subject, `reach` links up and as many down; none at all for 0.

    `known` are items at hand. One query for each level of all subjects together, as long as they
    show no more than one set may: else of half of them, for no case may lack what another has.
    """
    if reach == 0 or not subjects:
        return {}
    ways = [_walk(connection, subjects, reach, downwards=way) for way in (False, True)]
    near = {id_: _reached(id_, ways, reach) for id_ in subjects}
    if len(subjects) > 1 and len(_first(near.values())) >= MOST:
        half = len(subjects) // 2
        some, others = subjects[:half], subjects[half:]
        found = around(connection, known, some, reach)
        return {**found, **around(connection, known, others, reach)}
    edges = _leaving(connection, _first(near.values()))
    aside = _aside(connection, edges)
    whole = {id_: _with(ids, aside) for id_, ids in near.items()}
    shown = _first([*near.values(), *whole.values()])
    items = {**items_of(connection, [id_ for id_ in shown if id_ not in known]), **known}
    edges |= _leaving(connection, [id_ for id_ in shown if id_ not in edges])
    mine = {id_: items[id_] for id_ in shown if id_ in items}
    return {id_: _cut(whole[id_], mine, edges) for id_ in subjects}


def _walk(connection: Connection, starts: Ids, reach: int, *, downwards: bool) -> Steps:
    """Every step up, or down, from the items on the way."""
    found: dict[str, Ids] = {}
    level = sorted(starts)
    for _ in range(reach):
        steps = _steps(connection, level, CLIMBING, downwards=downwards)
        found |= {id_: steps.get(id_, ()) for id_ in level}
        there = frozenset(chain.from_iterable(steps.values())) - found.keys()
        level = sorted(there)[: max(0, MOST - len(found))]
        if not level:
            break
    return found


def _aside(connection: Connection, leaving: Edges) -> Steps:
    """One step aside from each of the items that these edges leave, in both directions."""
    back = _steps(connection, list(leaving), ASIDE, downwards=True)
    return {
        id_: (*sorted(edge.target for edge in edges if edge.kind in ASIDE), *back.get(id_, ()))
        for id_, edges in leaving.items()
    }


def _steps(
    connection: Connection, ids: Ids, kinds: Collection[LinkKind], *, downwards: bool
) -> Steps:
    found: dict[str, list[str]] = {}
    query = _stepping(connection, tuple(sorted(kinds)), downwards)
    for some in parts(ids):
        for one, other in connection.execute(query, {"ids": some}).all():
            found.setdefault(one, []).append(other)
    return found


@once
def _stepping(connection: Connection, kinds: Sequence[LinkKind], downwards: bool) -> Select[Any]:  # noqa: FBT001 - what a statement is composed of is told by place
    table = schema.link
    start, end = table.c.source, table.c.target
    if downwards:
        start, end = end, start
    return (
        select(start, end)
        .where(among(connection, start))
        .where(one_of(table.c.kind, kinds), table.c.target.is_not(None))
        .distinct()
        .order_by(start, end)
    )


def _reached(id_: str, ways: Iterable[Steps], reach: int) -> Ids:
    """The item itself, then what is above it, then what is below, nearest first."""
    found = {id_: None}
    for steps in ways:
        level: Ids = [id_]
        for _ in range(reach):
            there = chain.from_iterable(steps.get(each, ()) for each in level)
            level = [each for each in dict.fromkeys(there) if each not in found]
            if not level:
                break
            found |= dict.fromkeys(level)
    return list(found)


def _with(ids: Ids, aside: Steps) -> Ids:
    return list(dict.fromkeys([*ids, *chain.from_iterable(aside.get(id_, ()) for id_ in ids)]))


def _first(each: Iterable[Ids]) -> Ids:
    """As many as are shown, each once."""
    return list(dict.fromkeys(chain.from_iterable(each)))[:MOST]


def _leaving(connection: Connection, ids: Ids) -> dict[str, list[Edge]]:
    """Every edge that starts at one of these, wherever it leads, by where it starts."""
    found: dict[str, list[Edge]] = {id_: [] for id_ in ids}
    query = _joining(connection)
    for some in parts(ids):
        for source, kind, target in connection.execute(query, {"ids": some}).all():
            found[source].append(Edge(source, LinkKind(kind), target))
    return found


@once
def _joining(connection: Connection) -> Select[Any]:
    table = schema.link
    return (
        select(table.c.source, table.c.kind, table.c.target)
        .where(among(connection, table.c.source), table.c.target.is_not(None))
        .distinct()
        .order_by(table.c.source, table.c.kind, table.c.target)
    )


def _cut(ids: Ids, items: Mapping[str, Item], edges: Edges) -> Graph:
    """What of all that was loaded belongs to one subject."""
    mine = {id_: items[id_] for id_ in ids if id_ in items}
    found = (edge for id_ in mine for edge in edges.get(id_, ()) if edge.target in mine)
    # By a key of texts: a comparison of two edges in Python costs ten times as much.
    return Graph(mine, tuple(sorted(found, key=_ORDER)))


_ORDER: Final = attrgetter("source", "kind", "target")
