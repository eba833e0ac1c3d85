"""What telling the rule folder to the line needs of the record: own items, pages of all others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
    type_coerce,
)

from automation.graph import Edge, Graph
from automation.model import Delivery, Item, LinkKind
from automation.past import History
from automation.store import rows, schema
from automation.store.arrivals import pack, store_deliveries
from automation.store.database import Database
from automation.store.reasons import Due, put_on_agenda
from automation.store.related import histories
from automation.visibility import RESTRICTED

OWN: Final = "own"
"""The connection of the items that only the rule folder knows."""

MOST_STATUSES: Final = 1_000
"""Different statuses that are looked at; a board with more has something else in that field."""

BESIDE: Final = (LinkKind.ASKS_FOR, LinkKind.RELATES)
"""The links by which somebody may have asked for an item."""

MOST_BESIDE: Final = 500


class Folder:
    """The record as the rule folder is told to it."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def own(self) -> Mapping[str, Item]:
        """The items that the rule folder told of, by id."""
        table = schema.item
        query = select(table).where(table.c.connection == OWN)
        with self._database.reading() as connection:
            return {row["id"]: rows.item(row) for row in connection.execute(query).mappings()}

    def histories(self, ids: Sequence[str]) -> Mapping[str, History]:
        """Every change that is on record of these items, by facet, oldest first."""
        with self._database.reading() as connection:
            return histories(connection, ids)

    def hides_any(self) -> bool:
        """Whether any item of a tracker is for some of the company alone."""
        table = schema.item
        hidden = and_(table.c.visibility == RESTRICTED, table.c.connection != OWN)
        with self._database.reading() as connection:
            return connection.scalar(select(table.c.id).where(hidden).limit(1)) is not None

    def page(self, after: str, *, limit: int) -> Sequence[Item]:
        """So many of the trackers' items, in the order of their ids, from behind this one on."""
        table = schema.item
        query = (
            select(table)
            .where(table.c.id > after, table.c.connection != OWN, table.c.deleted_at.is_(None))
            .order_by(table.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [rows.item(row) for row in connection.execute(query).mappings()]

    def beside(self, id_: str) -> Graph:
        """The items that ask for this one or are related to it, and how."""
        table, link = schema.item, schema.link
        ends = select(link.c.source, link.c.kind, link.c.target).where(
            or_(link.c.source == id_, link.c.target == id_),
            link.c.kind.in_([kind.value for kind in BESIDE]),
            link.c.target.is_not(None),
        )
        with self._database.reading() as connection:
            edges = [
                Edge(source, LinkKind(kind), target)
                for source, kind, target in connection.execute(ends.limit(MOST_BESIDE))
            ]
            ids = {end for edge in edges for end in (edge.source, edge.target)}
            found = connection.execute(select(table).where(table.c.id.in_(ids))).mappings()
            items = {row["id"]: rows.item(row) for row in found}
        return Graph(items, tuple(sorted(set(edges))))

    def tell(self, deliveries: Sequence[Delivery]) -> None:
        """Put deliveries into the inbox."""
        arrivals = [pack(delivery) for delivery in deliveries]
        with self._database.writing() as connection:
            store_deliveries(connection, arrivals)

    def ask(self, ids: Sequence[str], *, wall: datetime) -> None:
        """Have these items read again at once."""
        with self._database.writing() as connection:
            put_on_agenda(connection, [Due(id_, "reread", wall) for id_ in ids], wall=wall)

    def statuses(self) -> Sequence[tuple[str, str, str]]:
        """Every status that some work stands in: connection, status, and the tracker's category.

        The category is "" where the tracker has none. It reads every item: ask seldom.
        """
        table = schema.item
        with self._database.reading() as connection:
            status = field_of(connection, "status").label("status")
            kind = func.coalesce(field_of(connection, "status_category"), "").label("kind")
            query = (
                select(table.c.connection, status, kind)
                .where(table.c.deleted_at.is_(None), status.is_not(None))
                .where(table.c.type.not_in(_NO_WORK))
                .distinct()
                .order_by(table.c.connection, status, kind)
                .limit(MOST_STATUSES)
            )
            return [(site, str(name), str(kind)) for site, name, kind in connection.execute(query)]


_NO_WORK = ("milestone", "release")
"""Types whose states are the tracker's own and are never a column of a board."""


def field_of(connection: Connection, name: str) -> ColumnElement[Any]:
    """A field of an item out of its JSON, as text."""
    return state_of(connection)["fields"][name].as_string()  # type: ignore[no-any-return]  # what an index gives is typed as anything


def state_of(connection: Connection) -> ColumnElement[Any]:
    """An item's JSON, to be asked for what is in it."""
    state = schema.item.c.state
    # On SQLite a cast to JSON would make a number of it; PostgreSQL needs one.
    at_home = connection.dialect.name == "sqlite"
    return type_coerce(state, JSON) if at_home else cast(type_coerce(state, Text), JSON)
