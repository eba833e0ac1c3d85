"""What an item is to others, both ways, and its past, as pages and reports read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Select, Text, bindparam, select, type_coerce

from automation.model import Item, LinkKind, Mark
from automation.past import History
from automation.store import rows, schema
from automation.store.composed import among, once
from automation.store.names import parts
from automation.store.types import Instant

MOST_SHOWN = 500
"""Links of one direction on one page."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One link of an item, seen from the item. `outward` is false where the other one links here.

    Where the other `item` is not known, `reference` is all there is, and the texts are empty.
    """

    kind: LinkKind
    outward: bool
    reference: str
    key: str = ""
    title: str = ""
    type: str = ""
    state: str = ""
    url: str = ""
    visibility: str = ""
    item: Item | None = None


def relations(connection: Connection, id_: str) -> Sequence[Relation]:
    """Every link from and to the item, each other item once for each kind and direction."""
    found: dict[tuple[str, bool, str], Relation] = {}
    for outward in (True, False):
        for each in _relations(connection, id_, outward=outward):
            found.setdefault((each.kind, outward, each.key or each.reference), each)
    return list(found.values())


def histories(connection: Connection, ids: Sequence[str]) -> Mapping[str, History]:
    """Every change on record of these items, by item and facet, oldest first."""
    found: dict[str, dict[str, list[Mark]]] = {id_: {} for id_ in ids}
    for some in parts(ids):
        read = connection.execute(_past(connection), {"ids": some}).all()
        marks = rows.marks_of([text for _, _, text in read])
        for (item, facet, _), mark in zip(read, marks, strict=True):
            found[item].setdefault(facet, []).append(mark)
    return found


def marks_at(
    connection: Connection, ids: Sequence[str], at: datetime
) -> Mapping[str, Mapping[str, Sequence[Mark]]]:
    """Of each facet of these items the one change by which it is known how it read then: its last
    one until then, else its first one after. The others are not read, for they are most of all.
    """
    found: dict[str, dict[str, str]] = {id_: {} for id_ in ids}
    for some in parts(ids):
        asked = {"ids": some, "at": at}
        for item, facet, text, until in connection.execute(_past_at(connection), asked):
            mine = found[item]
            if until or facet not in mine:
                mine[facet] = text
    marks = iter(rows.marks_of([text for each in found.values() for text in each.values()]))
    return {id_: {facet: (next(marks),) for facet in each} for id_, each in found.items()}


@once
def _past_at(connection: Connection) -> Select[Any]:
    table = schema.history
    until = type_coerce(table.c.at <= bindparam("at", type_=Instant()), Integer)
    return (
        select(table.c.item, table.c.facet, type_coerce(table.c.mark, Text), until)
        .where(among(connection, table.c.item))
        .order_by(table.c.item, table.c.facet, table.c.at, table.c.hash)
    )


@once
def _past(connection: Connection) -> Select[Any]:
    table = schema.history
    return (
        select(table.c.item, table.c.facet, type_coerce(table.c.mark, Text))
        .where(among(connection, table.c.item))
        .order_by(table.c.item, table.c.facet, table.c.at, table.c.hash)
    )


def _relations(connection: Connection, id_: str, *, outward: bool) -> Sequence[Relation]:
    link, item = schema.link, schema.item
    own, other = (link.c.source, link.c.target) if outward else (link.c.target, link.c.source)
    query = (
        select(link.c.kind, link.c.reference, item)
        .outerjoin(item, item.c.id == other)
        .where(own == id_)
        .order_by(link.c.kind, item.c.key, link.c.reference)
        .limit(MOST_SHOWN)
    )
    return [
        _relation(row, outward=outward)
        for row in connection.execute(query).mappings()
        if row["deleted_at"] is None
    ]


def _relation(row: Mapping[Any, Any], *, outward: bool) -> Relation:
    kind, reference = LinkKind(row["kind"]), row["reference"]
    if row["id"] is None:
        return Relation(kind, outward, reference)
    item = rows.item(row)
    return Relation(
        kind=kind,
        outward=outward,
        reference=reference,
        key=item.key,
        title=str(item.fields.get("title") or ""),
        type=item.type,
        state=str(item.fields.get("state") or ""),
        url=item.url,
        visibility=item.visibility,
        item=item,
    )
