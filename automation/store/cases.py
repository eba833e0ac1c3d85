"""Subjects with all that deciding about them needs: items, values, writes, neighbours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table

from automation.graph import Graph
from automation.ports import Case, Picks, Reason
from automation.sayings import Sayings
from automation.store import rows, schema
from automation.store.around import around
from automation.store.backgrounds import backgrounds
from automation.store.composed import rows_of
from automation.store.items import items_of
from automation.store.said import sayings_of


def cases_of(
    connection: Connection,
    reasons: Mapping[str, tuple[Reason, ...]],
    *,
    now: datetime,
    reach: int,
    appraised: Picks,
) -> Sequence[Case]:
    """These subjects with all that deciding about them needs; `now` is the company's."""
    ids = list(reasons)
    if not ids:
        return ()
    items = items_of(connection, ids)
    derived = _by_item(connection, schema.derived, ids, key="item")
    overrides = _by_item(connection, schema.override, ids, key="item")
    written = _by_item(connection, schema.written, ids, key="target")
    graphs = around(connection, items, ids, reach)
    tall = {id_: items[id_] for id_ in ids if id_ in items and appraised(items[id_])}
    behind = backgrounds(connection, tall, graphs, now)
    seen = (id_ for graph in graphs.values() for id_ in graph.items)
    said = sayings_of(connection, ids, seen, now)
    return [
        Case(
            subject=id_,
            reasons=reasons[id_],
            item=items.get(id_),
            derived={f: rows.derived(r) for f, r in derived.get(id_, {}).items()},
            overrides={f: rows.override(r) for f, r in overrides.get(id_, {}).items()},
            written={f: rows.written(r) for f, r in written.get(id_, {}).items()},
            around=graphs.get(id_, Graph()),
            background=behind.get(id_),
            sayings=said.get(id_, Sayings()),
        )
        for id_ in ids
    ]


def _by_item(
    connection: Connection,
    table: Table,
    ids: Sequence[str],
    *,
    key: str,
) -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(rows_of(connection, table, key), {"ids": ids}).mappings():
        found.setdefault(row[key], {})[row["field"]] = row
    return found
