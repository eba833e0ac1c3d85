"""The table of links that stand, what they lead to, and who stands above whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Delete, Select, bindparam, delete, select, update

from automation.graph import HIGHEST
from automation.model import CLIMBING, Item, Link, LinkKind
from automation.ports import Renewed
from automation.store import schema
from automation.store.composed import among, once, one_of
from automation.store.names import led, parts
from automation.store.upsert import adding

UPWARDS: Final = tuple(sorted(CLIMBING))
"""The kinds that lead to what an item is part of, as the table spells them."""


def relink(connection: Connection, items: Sequence[Renewed], *, wall: datetime) -> None:
    """Let the table say what the items say: what went goes, what came is led to its item."""
    gone = [(r.item.id, link) for r in items for link in r.unlinked]
    came = [(r.item, link) for r in items for link in r.linked]
    if gone:
        values = [{f"the_{n}": v for n, v in _row(id_, link).items()} for id_, link in gone]
        connection.execute(_unlinking(connection), values)
    if came:
        to = led(connection, {link.to for _, link in came})
        values = [
            {
                **_row(item.id, link),
                "target": to.get(link.to),
                "since": _since(item, link, wall),
            }
            for item, link in came
        ]
        connection.execute(adding(connection, schema.link), values)


@once
def _unlinking(_connection: Connection) -> Delete:
    table = schema.link
    return delete(table).where(*(table.c[name] == bindparam(f"the_{name}") for name in _KEY))


def retarget(connection: Connection, names: Collection[str]) -> Collection[str]:
    """Lead links to the items that have these names since now; returns the references that moved.

    A name that a second item takes leads nowhere from then on, whichever of them came first.
    """
    table, found = schema.link, list[tuple[str, str | None]]()
    if not names or connection.execute(_any(connection)).first() is None:
        return ()
    for some in parts(names):
        query = select(table.c.reference, table.c.target).where(table.c.reference.in_(some))
        found += ((reference, target) for reference, target in connection.execute(query.distinct()))
    to = led(connection, (reference for reference, _ in found))
    moved = {reference for reference, target in found if target != to.get(reference)}
    if moved:
        connection.execute(
            update(table).where(table.c.reference == bindparam("r")).values(target=bindparam("t")),
            [{"r": reference, "t": to.get(reference)} for reference in sorted(moved)],
        )
    return moved


@once
def _any(_connection: Connection) -> Select[Any]:
    """Whether there is any link at all."""
    return select(schema.link.c.source).limit(1)


def pointing(connection: Connection, references: Iterable[str]) -> Mapping[str, str]:
    """The items that are linked by these references, each with its type."""
    table, item = schema.link, schema.item
    found: dict[str, str] = {}
    for some in parts(references):
        query = (
            select(item.c.id, item.c.type)
            .join(table, table.c.source == item.c.id)
            .where(table.c.reference.in_(some))
            .distinct()
        )
        found |= dict(connection.execute(query).all())
    return found


def parents(connection: Connection, ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """What each of these items is directly part of; one that is part of nothing is left out."""
    found = dict[str, frozenset[str]]()
    for some in parts(ids):
        for source, target in connection.execute(_upwards(connection), {"ids": some}):
            found[source] = found.get(source, frozenset()) | {target}
    return found


@once
def _upwards(connection: Connection) -> Select[Any]:
    table = schema.link
    return select(table.c.source, table.c.target).where(
        among(connection, table.c.source),
        one_of(table.c.kind, UPWARDS),
        table.c.target.is_not(None),
    )


def waiters(connection: Connection, ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """What is blocked by each of these items; one that blocks nothing is left out."""
    found = dict[str, frozenset[str]]()
    for some in parts(ids):
        for source, target in connection.execute(_blocked(connection), {"ids": some}):
            found[target] = found.get(target, frozenset()) | {source}
    return found


@once
def _blocked(connection: Connection) -> Select[Any]:
    table = schema.link
    return select(table.c.source, table.c.target).where(
        among(connection, table.c.target),
        table.c.kind == LinkKind.BLOCKED_BY.value,
    )


def ancestors(connection: Connection, ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Everything each of these items is part of, by the links as they stand."""
    starts = frozenset(ids)
    above: dict[str, frozenset[str]] = {}
    level = starts
    for _ in range(HIGHEST):
        if not level:
            break
        found = parents(connection, level)
        above |= {id_: found.get(id_, frozenset()) for id_ in level}
        level = frozenset().union(*found.values()) - above.keys()
    return {id_: _climbed(id_, above) for id_ in starts}


def _climbed(id_: str, above: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    level = frozenset({id_})
    for _ in range(HIGHEST):
        level = frozenset().union(*(above.get(each, ()) for each in level)) - found
        found |= level
    return found - {id_}


_KEY: Final = tuple(column.name for column in schema.link.primary_key)


def _row(id_: str, link: Link) -> Mapping[str, object]:
    """The key of a link's row."""
    return {"source": id_, "kind": link.kind, "reference": link.to, "origin": link.origin}


def _since(item: Item, link: Link, wall: datetime) -> datetime:
    """When we were told of it, by the clock of whoever told."""
    own = f"link:{link.kind}:{link.origin}:{link.to}"
    guard = item.guards.get(own) or item.guards.get(f"links:{link.origin}")
    return guard.at if guard else wall
