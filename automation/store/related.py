"""What an item is to others, both ways, and its past, as pages and reports read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from automation.model import LinkKind, Mark
from automation.past import History
from automation.store import rows, schema
from automation.store.composed import once
from automation.store.names import parts

MOST_SHOWN = 500
"""Links of one direction on one page."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One link of an item, seen from the item. `outward` is false where the other one links here.

    Where the other item is not known, `reference` is all there is, and the texts are empty.
    """

    kind: LinkKind
    outward: bool
    reference: str
    key: str = ""
    title: str = ""
    type: str = ""
    state: str = ""
    url: str = ""


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
        for item, facet, mark in connection.execute(_past(connection), {"ids": some}):
            found[item].setdefault(facet, []).append(rows.mark(mark))
    return found


@once
def _past(_connection: Connection) -> Select[Any]:
    table = schema.history
    return (
        select(table.c.item, table.c.facet, table.c.mark)
        .where(table.c.item.in_(bindparam("ids", expanding=True)))
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
    )
