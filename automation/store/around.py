"""The graph around subjects: what they are part of, what is part of them, what stands beside."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from automation.graph import Edge, Graph
from automation.model import CLIMBING, Item, LinkKind
from automation.store import rows, schema
from automation.store.composed import once, rows_of
from automation.store.names import parts

MOST: Final = 5_000
"""Items that one case shows, or a set of small ones; what is farther away is left out."""

ASIDE: Final = frozenset({LinkKind.BLOCKED_BY, LinkKind.SHIPS_IN, LinkKind.ASKS_FOR})
"""Kinds that are followed one step from everything above and below a subject."""

Ids = Sequence[str]
Steps = Mapping[str, Ids]
"""What is one link away from each item, sorted."""


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
    aside = _aside(connection, _first(near.values()))
    whole = {id_: _with(ids, aside) for id_, ids in near.items()}
    shown = _first([*near.values(), *whole.values()])
    items = {**_items(connection, [id_ for id_ in shown if id_ not in known]), **known}
    edges = _all_between(connection, shown)
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


def _aside(connection: Connection, ids: Ids) -> Steps:
    """One step aside from each of these, in both directions."""
    there = _steps(connection, ids, ASIDE, downwards=False)
    back = _steps(connection, ids, ASIDE, downwards=True)
    return {id_: (*there.get(id_, ()), *back.get(id_, ())) for id_ in ids}


def _steps(
    connection: Connection, ids: Ids, kinds: Collection[LinkKind], *, downwards: bool
) -> Steps:
    found: dict[str, list[str]] = {}
    query = _stepping(connection, tuple(sorted(kinds)), downwards)
    for some in parts(ids):
        for one, other in connection.execute(query, {"ids": some}):
            found.setdefault(one, []).append(other)
    return found


@once
def _stepping(_connection: Connection, kinds: Sequence[LinkKind], downwards: bool) -> Select[Any]:  # noqa: FBT001 - what a statement is composed of is told by place
    table = schema.link
    start, end = table.c.source, table.c.target
    if downwards:
        start, end = end, start
    return (
        select(start, end)
        .where(start.in_(bindparam("ids", expanding=True)))
        .where(table.c.kind.in_(kinds), table.c.target.is_not(None))
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
            found |= dict.fromkeys(level)
    return list(found)


def _with(ids: Ids, aside: Steps) -> Ids:
    return list(dict.fromkeys([*ids, *chain.from_iterable(aside.get(id_, ()) for id_ in ids)]))


def _first(each: Iterable[Ids]) -> Ids:
    """As many as are shown, each once."""
    return list(dict.fromkeys(chain.from_iterable(each)))[:MOST]


def _items(connection: Connection, ids: Ids) -> Mapping[str, Item]:
    found: dict[str, Item] = {}
    query = rows_of(connection, schema.item, "id")
    for some in parts(ids):
        read = connection.execute(query, {"ids": some}).mappings()
        found |= {row["id"]: rows.item(row) for row in read}
    return found


def _all_between(connection: Connection, ids: Ids) -> Mapping[str, Sequence[Edge]]:
    """Every edge between two of these, by where it starts."""
    among = frozenset(ids)
    found: dict[str, list[Edge]] = {}
    query = _joining(connection)
    for some in parts(ids):
        for source, kind, target in connection.execute(query, {"ids": some}):
            if target in among:
                found.setdefault(source, []).append(Edge(source, LinkKind(kind), target))
    return found


@once
def _joining(_connection: Connection) -> Select[Any]:
    table = schema.link
    return (
        select(table.c.source, table.c.kind, table.c.target)
        .where(table.c.source.in_(bindparam("ids", expanding=True)), table.c.target.is_not(None))
        .distinct()
        .order_by(table.c.source, table.c.kind, table.c.target)
    )


def _cut(ids: Ids, items: Mapping[str, Item], edges: Mapping[str, Sequence[Edge]]) -> Graph:
    """What of all that was loaded belongs to one subject."""
    mine = {id_: items[id_] for id_ in ids if id_ in items}
    found = (edge for id_ in mine for edge in edges.get(id_, ()) if edge.target in mine)
    return Graph(mine, tuple(sorted(found)))
