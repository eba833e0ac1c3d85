"""The names items go by, and the items that names lead to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, func, select

from automation.ports import Renewed
from automation.store import schema
from automation.store.upsert import insert

MOST = 5_000
"""Values in one query: fewer than any database's limit."""


def parts(values: Iterable[str]) -> Iterator[Sequence[str]]:
    """The values sorted, as many at a time as one query takes."""
    every = sorted(set(values))
    for start in range(0, len(every), MOST):
        yield every[start : start + MOST]


def led(connection: Connection, references: Iterable[str]) -> Mapping[str, str]:
    """The id of the item that each reference leads to; a name of two items leads nowhere."""
    alias, found = schema.alias, dict[str, str]()
    for some in parts(references):
        query = (
            select(alias.c.key, func.min(alias.c.item))
            .where(alias.c.key.in_(some))
            .group_by(alias.c.key)
            .having(func.count() == 1)
        )
        found |= dict(connection.execute(query).all())
    return found


def learn(connection: Connection, items: Sequence[Renewed]) -> frozenset[str]:
    """Put the items' names on record; returns those that were new to their item."""
    first = {(name, r.item.id) for r in items if r.version is None for name in _every(r)}
    further = {(name, r.item.id) for r in items if r.version for name in _told(r)}
    fresh = first | (further - _on_record(connection, {name for name, _ in further}))
    if fresh:
        connection.execute(
            insert(schema.alias, connection).on_conflict_do_nothing(),
            [{"key": name, "item": item} for name, item in sorted(fresh)],
        )
    return frozenset(name for name, _ in fresh)


def _on_record(connection: Connection, names: AbstractSet[str]) -> AbstractSet[tuple[str, str]]:
    alias, found = schema.alias, set[tuple[str, str]]()
    for some in parts(names):
        query = select(alias.c.key, alias.c.item).where(alias.c.key.in_(some))
        found |= {(key, item) for key, item in connection.execute(query)}
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
