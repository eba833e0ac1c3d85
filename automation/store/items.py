"""Items read from the record, each parsed once for as long as its row reads the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select, Text, select, type_coerce

from automation.model import Item
from automation.ports import Known
from automation.store import rows, schema
from automation.store.composed import among, once
from automation.store.names import parts
from automation.store.types import loads

KEPT: Final = 5_000
"""Items that are kept parsed, each as it was read last: as many as one set of cases shows. With
room for fewer, whoever reads all of them one after the other finds none.
"""

_NAMES: Final = (
    "id",
    "connection",
    "key",
    "type",
    "project",
    "url",
    "visibility",
    "deleted_at",
    "state",
)


def items_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, Item]:
    """Those of these items that are on record, by id, deleted ones included."""
    found: dict[str, Item] = {}
    query = _reading(connection)
    for some in parts(ids):
        for told in connection.execute(query, {"ids": some}):
            found[told[0]] = _item(tuple(told))
    return found


def known_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, Known]:
    """The same with the version of each."""
    found: dict[str, Known] = {}
    query = _reading(connection, "version")
    for some in parts(ids):
        for *told, version in connection.execute(query, {"ids": some}):
            found[told[0]] = Known(_item(tuple(told)), version)
    return found


@once
def _reading(connection: Connection, *further: str) -> Select[Any]:
    """The state as text, by which it is known whether it still reads the same."""
    table = schema.item
    plain = (table.c[name] for name in _NAMES[:-1])
    state = type_coerce(table.c.state, Text)
    rest = (table.c[name] for name in further)
    return select(*plain, state, *rest).where(among(connection, table.c.id))


@dataclass(slots=True)
class _Last:
    """The row of an item as it was read last, and what it means."""

    read: tuple[tuple[Any, ...], Item] | None = None


@lru_cache(maxsize=KEPT)
def _last(_id: str) -> _Last:
    """One of each item: what it read before is read by nobody any more."""
    return _Last()


def _item(told: tuple[Any, ...]) -> Item:
    """What a row means follows from all of its text and from nothing else."""
    last = _last(told[0])
    read = last.read
    if read is None or read[0] != told:
        row = dict(zip(_NAMES, told, strict=True))
        read = last.read = told, rows.item({**row, "state": loads(row["state"])})
    return read[1]
