"""The names items go by, and the items that names lead to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import Connection, Select, func, select

from automation.ports import Renewed
from automation.store import schema
from automation.store.composed import among, once, rows_of
from automation.store.upsert import adding

MOST = 5_000
"""Values in one query: fewer than any database's limit."""


def parts(values: Iterable[str]) -> Iterator[Sequence[str]]:
    """The values sorted, as many at a time as one query takes."""
    every = sorted(set(values))
    for start in range(0, len(every), MOST):
        yield every[start : start + MOST]


def led(connection: Connection, references: Iterable[str]) -> Mapping[str, str]:
    """The id of the item that each reference leads to; a name of two items leads nowhere."""
    found = dict[str, str]()
    for some in parts(references):
        found |= dict(connection.execute(_leading(connection), {"names": some}).all())
    return found


def nodes(connection: Connection, ids: Iterable[str]) -> Mapping[str, str]:
    """The id of its node at its tracker, by item; an item that has none is left out."""
    alias, found = schema.alias, dict[str, str]()
    for some in parts(ids):
        query = select(alias.c.item, alias.c.key).where(alias.c.item.in_(some))
        for item, key in connection.execute(query.order_by(alias.c.key)):
            _, is_node, node = key.partition(":node:")
            if is_node:
                found[item] = node
    return found


@once
def _leading(connection: Connection) -> Select[Any]:
    alias = schema.alias
    return (
        select(alias.c.key, func.min(alias.c.item))
        .where(among(connection, alias.c.key, "names"))
        .group_by(alias.c.key)
        .having(func.count() == 1)
    )


def learn(connection: Connection, items: Sequence[Renewed]) -> frozenset[str]:
    """Put the items' names on record; returns those that were new to their item."""
    first = {(name, r.item.id) for r in items if r.version is None for name in _every(r)}
    further = {(name, r.item.id) for r in items if r.version for name in _told(r)}
    fresh = first | (further - _on_record(connection, {name for name, _ in further}))
    if fresh:
        connection.execute(
            adding(connection, schema.alias),
            [{"key": name, "item": item} for name, item in sorted(fresh)],
        )
    return frozenset(name for name, _ in fresh)


def _on_record(connection: Connection, names: AbstractSet[str]) -> AbstractSet[tuple[str, str]]:
    found = set[tuple[str, str]]()
    for some in parts(names):
        rows = connection.execute(rows_of(connection, schema.alias, "key"), {"ids": some})
        found |= {(key, item) for key, item in rows}
    return found


def _every(renewed: Renewed) -> Iterator[str]:
    item = renewed.item
    yield item.id
    if item.key != item.id:
        yield from _forms(item.key, item.connection)
    yield from _told(renewed)


def _told(renewed: Renewed) -> Iterator[str]:
    for name in renewed.aliases - {renewed.item.id}:
        yield from _forms(name, renewed.item.connection)


def _forms(name: str, connection: str) -> Iterator[str]:
    """A name, and a key also as whoever says it without its connection."""
    yield name
    own = name.removeprefix(f"{connection}:")
    if own != name and not own.startswith("node:"):
        yield f"*:{own}"
