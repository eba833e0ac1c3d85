"""What people said to Pitboard, as rows, and back: snoozes, unpinned fields, proposals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from automation.model import Item
from automation.sayings import Proposal, Saying, Sayings, Snooze, Unpin
from automation.store import schema
from automation.store.composed import among, once, rows_of
from automation.store.names import parts
from automation.store.upsert import Insert, insert

Row = Mapping[Any, Any]

_TABLES: Mapping[type[Saying], Table] = {
    Snooze: schema.snooze,
    Unpin: schema.unpin,
    Proposal: schema.proposal,
}


def keep(connection: Connection, sayings: Sequence[Saying]) -> None:
    """Put them on record, each in place of an earlier one of the same."""
    for saying in sayings:
        connection.execute(_keeping(connection, _TABLES[type(saying)]), _row(saying))


def sayings_of(
    connection: Connection, ids: Sequence[str], around: Iterable[str], now: datetime
) -> Mapping[str, Sayings]:
    """What holds of these subjects, by id; each knows the snoozes of all of them and of the items
    `around` them, which rules may be about. `now` is the company's.
    """
    snoozed = snoozes(connection, (*ids, *around), now)
    unpinned: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(rows_of(connection, schema.unpin, "item"), {"ids": list(ids)}):
        unpinned.setdefault(row.item, {})[row.field] = row.at
    if not snoozed and not unpinned:
        return {}
    return {id_: Sayings(snoozed, unpinned.get(id_, {})) for id_ in ids}


def snoozes(connection: Connection, ids: Iterable[str], now: datetime) -> Mapping[str, Snooze]:
    """The snoozes of these items that last, by item."""
    found: dict[str, Snooze] = {}
    for some in parts(ids):
        asked = {"ids": some, "now": now}
        rows = connection.execute(_lasting(connection), asked).mappings()
        found |= {row["item"]: snooze(row) for row in rows}
    return found


def snooze_of(connection: Connection, item: str) -> Snooze | None:
    """The last snooze of an item, which may have passed."""
    table = schema.snooze
    row = connection.execute(select(table).where(table.c.item == item)).mappings().first()
    return snooze(row) if row is not None else None


def proposals(connection: Connection, item: Item) -> Sequence[Proposal]:
    """What people would have its fields read, newest first; nothing that a change of the field has
    answered since.
    """
    table = schema.proposal
    query = select(table).where(table.c.item == item.id).order_by(table.c.at.desc())
    found = [proposal(row) for row in connection.execute(query).mappings()]
    return [each for each in found if not _answered(each, item)]


def _answered(proposed: Proposal, item: Item) -> bool:
    mark = item.marks.get(proposed.field)
    return mark is not None and mark.at > proposed.at


def snooze(row: Row) -> Snooze:
    """A snooze from its row."""
    return Snooze(row["item"], row["until"], row["by"], row["at"], row["why"])


def proposal(row: Row) -> Proposal:
    """A proposal from its row."""
    return Proposal(
        *(row["item"], row["field"], row["value"], row["by"], row["at"]),
        why=row["why"],
        url=row["url"],
        who=row["who"],
    )


def _row(saying: Saying) -> dict[str, object]:
    match saying:
        case Snooze():
            own: dict[str, object] = {"until": saying.until, "why": saying.why}
        case Unpin():
            own = {"field": saying.field}
        case Proposal():
            own = {
                "field": saying.field,
                "who": saying.who or saying.by,
                "value": saying.value,
                "why": saying.why,
                "url": saying.url,
            }
    return {"item": saying.item_id, "by": saying.by, "at": saying.at, **own}


@once
def _keeping(connection: Connection, table: Table) -> Insert:
    """A saying that was told late never takes the place of a newer one."""
    keys = [column.name for column in table.primary_key]
    statement = insert(table, connection)
    fresh = {c.name: statement.excluded[c.name] for c in table.c if c.name not in keys}
    later = table.c.at <= statement.excluded.at
    return statement.on_conflict_do_update(index_elements=keys, set_=fresh, where=later)


@once
def _lasting(connection: Connection) -> Select[Any]:
    table = schema.snooze
    mine = among(connection, table.c.item)
    return select(table).where(mine, table.c.until > bindparam("now"))
