"""Short ways to fill a record and to ask what became of a row."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from automation.effects import Plan, Step
from automation.model import Item
from automation.ports import Absorbed, Case, Instants, Mail, Renewed
from automation.store import schema
from automation.store.record import Record
from tests.builders import ISSUE, a_delivery, at


def instants(seconds: float) -> Instants:
    return Instants(at(seconds), at(seconds))


def an_item(id_: str = ISSUE, labels: Sequence[str] = ()) -> Item:
    return Item(
        id=id_,
        connection=id_.partition(":")[0],
        key=f"{id_.partition(':')[0]}:acme/shop#{id_.partition(':')[2]}",
        type="issue",
        project="acme/shop",
        url="https://github.example/acme/shop/issues/12",
        visibility="public",
        fields={"title": "Checkout hangs", "state": "open"},
        labels=frozenset(labels),
    )


def seen(item: Item, *, version: int | None = None, settle: float = 0) -> Renewed:
    return Renewed(item, version, frozenset({"labels"}), (), reread=False, settle=settle)


def arrives(record: Record, id_: str = "d-1", seconds: float = 0) -> None:
    record.inbox.receive(a_delivery(id_=id_, seconds=seconds), timeout=5)


def mail(record: Record, *, owner: str = "me", seconds: float = 0, limit: int = 50) -> list[Mail]:
    return list(record.inbox.claim(owner=owner, wall=at(seconds), limit=limit))


def takes_in(record: Record, item: Item, *, seconds: float = 0, settle: float = 0) -> None:
    """One delivery about the item, all the way onto the agenda."""
    arrives(record, f"d-{item.id}-{seconds}", seconds)
    claimed = mail(record, seconds=seconds)
    version = record.inbox.known([item.id])
    read_at = version[item.id].version if item.id in version else None
    rows = [Absorbed(each, ignored=False) for each in claimed]
    kept = record.inbox.absorbed(
        rows, [seen(item, version=read_at, settle=settle)], owner="me", wall=at(seconds)
    )
    assert kept


def cases(record: Record, *, owner: str = "me", seconds: float = 0) -> list[Case]:
    return list(record.agenda.claim(owner=owner, instants=instants(seconds), limit=50))


def plans(record: Record, *steps: Step, seconds: float = 0, settled: Sequence[str] = ()) -> None:
    """Decide about the item of these steps, however it came onto the agenda."""
    takes_in(record, an_item(steps[0].effect.target if steps else ISSUE), seconds=seconds)
    found = cases(record, seconds=seconds)
    plan = Plan(found[0].subject, steps=steps, settled=tuple(settled))
    record.agenda.decided([(found[0], plan)], owner="me", wall=at(seconds))


def rows_of(record: Record, table: str) -> list[dict[str, Any]]:
    with record.database.reading() as connection:
        rows = schema.metadata.tables[table]
        found = connection.execute(select(rows).order_by(*rows.primary_key)).mappings()
        return [dict(row) for row in found]
