"""Joined reads for pages, the API and the clock. Nothing here writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    and_,
    case,
    func,
    or_,
    select,
)

from automation.changes import anything_of
from automation.effects import FIRED
from automation.model import Derived, Item, Mark, Override
from automation.sayings import Proposal, Snooze
from automation.store import outlook, rows, said, schema
from automation.store.database import Database
from automation.store.dues import Due, due
from automation.store.folder import OWN
from automation.store.outlook import Timers
from automation.store.related import Relation, relations

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with everything Pitboard says and did about it, newest first."""

    item: Item
    derived: Sequence[Derived]
    overrides: Sequence[Override]
    verdicts: Sequence[Row]
    writes: Sequence[Row]
    history: Sequence[tuple[str, Mark]]
    links: Sequence[Relation] = ()
    ripe: Mapping[str, datetime] = field(default_factory=dict)
    """When the pending value of a rule is read, by rule, on the company's clock."""

    snooze: Snooze | None = None
    """Until when rules say nothing of it; it may have passed."""

    proposals: Sequence[Proposal] = ()
    """What people would have its fields read, newest first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An item with what is derived for it and what people said instead."""

    item: Item
    derived: Sequence[Derived]
    overrides: Sequence[Override]
    ripe: Mapping[str, datetime] = field(default_factory=dict)


class Views:
    """What people and the clock look at."""

    def __init__(self, database: Database) -> None:
        """Share one database with the tables."""
        self._database = database

    def counts(self) -> dict[str, int]:
        """What trackers sent, and how much of it is in each state."""
        box = schema.inbox
        query = select(box.c.state, func.count()).group_by(box.c.state)
        sent = query.where(box.c.connection != OWN)
        with self._database.reading() as connection:
            found: dict[str, int] = dict(connection.execute(sent).all())
        states = ("absorbed", "ignored", "waiting", "dead")
        return {"received": sum(found.values()), **{s: found.get(s, 0) for s in states}}

    def due(self, *, wall: datetime) -> Due:
        """How long the oldest due work of each queue has waited, in the system's time."""
        with self._database.reading() as connection:
            return due(connection, wall=wall)

    def item(self, key: str) -> ItemView | None:
        """An item by its full key, as it is called now."""
        table = schema.item
        query = select(table).where(table.c.key == key).order_by(table.c.seen_at.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else _item_view(connection, rows.item(row))

    def key_of(self, said: str) -> str | None:
        """The full key somebody means by an alias, or by a bare key that is unique."""
        table, alias = schema.item, schema.alias
        by_alias = (
            select(table.c.key)
            .join(alias, alias.c.item == table.c.id)
            .where(alias.c.key.in_((said, f"*:{said}")))
            .distinct()
            .limit(2)
        )
        with self._database.reading() as connection:
            found = connection.scalars(by_alias).all()
        return str(found[0]) if len(found) == 1 else None

    def items(self, *, limit: int = 200) -> Sequence[Listed]:
        """The items seen last."""
        table = schema.item
        query = (
            select(table)
            .where(table.c.deleted_at.is_(None))
            .order_by(table.c.seen_at.desc(), table.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            found = [rows.item(row) for row in connection.execute(query).mappings()]
            ids = [item.id for item in found]
            derived = _by_item(connection, schema.derived, ids)
            overrides = _by_item(connection, schema.override, ids)
        return [
            Listed(
                item,
                [rows.derived(row) for row in derived.get(item.id, ())],
                [rows.override(row) for row in overrides.get(item.id, ())],
            )
            for item in found
        ]

    def deliveries(self, *, state: str | None = None, limit: int = 50) -> Sequence[Row]:
        """The newest deliveries, without their bodies."""
        box = schema.inbox
        query = select(box).order_by(box.c.id.desc()).limit(limit)
        return self._rows(query.where(box.c.state == state) if state else query)

    def agenda(self, *, dead: bool | None = None, limit: int = 50) -> Sequence[Row]:
        """What is on the agenda, dead rows first, then by due time; `dead` narrows to one kind."""
        table, item = schema.agenda, schema.item
        query = (
            select(table, item.c.key, schema.subject.c.owner)
            .outerjoin(item, item.c.id == table.c.subject)
            .outerjoin(schema.subject, schema.subject.c.id == table.c.subject)
            .order_by(table.c.dead.desc(), table.c.due_at)
            .limit(limit)
        )
        query = query.where(table.c.due_on != FIRED)
        return self._rows(query if dead is None else query.where(table.c.dead.is_(dead)))

    def writes(self, *, state: str | None = None, limit: int = 50) -> Sequence[Row]:
        """The newest wishes and what became of them."""
        box, item = schema.outbox, schema.item
        query = (
            select(box, item.c.key)
            .outerjoin(item, item.c.id == box.c.target)
            .order_by(box.c.id.desc())
            .limit(limit)
        )
        return self._rows(query.where(box.c.state == state) if state else query)

    def write_counts(self) -> dict[str, int]:
        """How many wishes are in each state; `resting` are those held because their rule rests,
        `over` those that are over one of its limits.
        """
        box = schema.outbox
        waits = and_(box.c.open, box.c.state == "held")
        over = and_(waits, box.c.said.is_not(None))
        state = case((over, "over"), (waits, "resting"), else_=box.c.state)
        query = select(state, func.count()).group_by(state)
        with self._database.reading() as connection:
            return dict(connection.execute(query).all())

    def agenda_counts(self, *, wall: datetime) -> dict[str, int]:
        """How many rows of the agenda are due, come soon, are timers, or gave up."""
        with self._database.reading() as connection:
            return outlook.counts(connection, wall=wall)

    def waiting(self, *, wall: datetime, limit: int = 50) -> Sequence[Row]:
        """The rows of the agenda that are due, and those that are soon, longest first."""
        with self._database.reading() as connection:
            return outlook.waiting(connection, wall=wall, limit=limit)

    def timers(self, *, wall: datetime, limit: int = 50) -> Sequence[Timers]:
        """What waits for its time by the company's clock, by reason, the next one first."""
        with self._database.reading() as connection:
            return outlook.timers(connection, wall=wall, limit=limit)

    def connections(self) -> Sequence[Row]:
        """Every connection, with since when it is paused."""
        return self._rows(select(schema.connection).order_by(schema.connection.c.name))

    def _rows(self, query: Any) -> Sequence[Row]:  # noqa: ANN401 - an SQL expression
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _item_view(connection: Connection, item: Item) -> ItemView:
    box, past, verdict = schema.outbox, schema.history, schema.verdict

    def all_of(query: Any) -> Sequence[Row]:  # noqa: ANN401 - an SQL expression
        return [dict(row) for row in connection.execute(query).mappings()]

    derived = all_of(select(schema.derived).where(schema.derived.c.item == item.id))
    overrides = all_of(select(schema.override).where(schema.override.c.item == item.id))
    history = all_of(
        select(past).where(past.c.item == item.id).order_by(past.c.at.desc()).limit(100)
    )
    writes = select(box).where(_about(item)).order_by(box.c.id.desc()).limit(50)
    verdicts = select(verdict).where(verdict.c.subject == item.id).order_by(verdict.c.rule)
    return ItemView(
        item=item,
        derived=[rows.derived(row) for row in derived],
        overrides=[rows.override(row) for row in overrides],
        verdicts=all_of(verdicts),
        writes=all_of(writes),
        history=[(row["facet"], rows.mark(row["mark"])) for row in history],
        links=relations(connection, item.id),
        ripe=_ripe(connection, item.id),
        snooze=said.snooze_of(connection, item.id),
        proposals=said.proposals(connection, item),
    )


def _about(item: Item) -> ColumnElement[bool]:
    """The writes to an item, and those that opened another one because of it."""
    box = schema.outbox
    opened = box.c.field.startswith(f"create:{item.id}:", autoescape=True)
    return or_(box.c.target == item.id, and_(box.c.target == anything_of(item.connection), opened))


def _ripe(connection: Connection, subject: str) -> Mapping[str, datetime]:
    """The rules' timers for a value that has to last before it is read: `timer:<rule>:1`."""
    table = schema.agenda
    query = select(table.c.reason, table.c.due_at).where(
        table.c.subject == subject, table.c.reason.like("timer:%:1")
    )
    found = connection.execute(query).all()
    return {reason.split(":")[1]: due_at for reason, due_at in found}


def _by_item(
    connection: Connection, table: Table, ids: Sequence[str]
) -> Mapping[str, Sequence[RowMapping]]:
    query = select(table).where(table.c.item.in_(ids)).order_by(table.c.field)
    found: dict[str, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["item"], []).append(row)
    return found
