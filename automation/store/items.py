"""Items read from the record, each parsed once for as long as its row reads the same."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select, Text, select, type_coerce

from automation.model import Item
from automation.store import rows, schema
from automation.store.composed import among, once
from automation.store.names import parts
from automation.store.types import loads

KEPT: Final = 2_000
"""Items that are kept parsed: of the work under an epic most reads as it did at the last look."""

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
        read = [_item(*row) for row in connection.execute(query, {"ids": some}).all()]
        found |= {item.id: item for item in read}
    return found


@once
def _reading(connection: Connection) -> Select[Any]:
    """The state as text, by which it is known whether it still reads the same."""
    table = schema.item
    plain = (table.c[name] for name in _NAMES[:-1])
    return select(*plain, type_coerce(table.c.state, Text)).where(among(connection, table.c.id))


@lru_cache(maxsize=KEPT)
def _item(*told: Any) -> Item:  # noqa: ANN401 - a row, as the database gives it
    """What a row means follows from all of its text and from nothing else."""
    row = dict(zip(_NAMES, told, strict=True))
    return rows.item({**row, "state": loads(row["state"])})
