"""Teams that left: since when, what is theirs on record, and what is taken back for them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select, update

from automation.ports import Case, nothing, stamp
from automation.store import schema
from automation.store.advisory import Lock, wait_for
from automation.store.cases import cases_of
from automation.store.database import Database
from automation.store.names import parts
from automation.store.plans import withdrawal
from automation.store.reasons import Due, put_on_agenda
from automation.store.undoing import put_back
from automation.store.upsert import insert
from automation.taking_back import LEFT, Back

_OF_ITEMS: Final = (
    *(schema.status, schema.derived, schema.override, schema.ended_override),
    schema.trip,
)


class Departures:
    """Which teams left."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def teams(self) -> Mapping[str, datetime]:
        """Every team that left, with when, by the company's clock."""
        table = schema.departure
        with self._database.reading() as connection:
            found = connection.execute(select(table.c.team, table.c.at))
            return {row.team: row.at for row in found}

    def touched(self, *, now: datetime, reach: int) -> Sequence[Case]:
        """Every item that Pitboard wrote to or says something of, with what is above it."""
        box = schema.outbox
        written = select(box.c.target).where(box.c.state == "done")
        with self._database.reading() as connection:
            ids = set(connection.scalars(written.distinct()))
            ids |= {*connection.scalars(select(schema.status.c.item))}
            ids |= {*connection.scalars(select(schema.derived.c.item).distinct())}
            return [case for some in parts(ids) for case in _cases(connection, some, now, reach)]

    def leave(
        self,
        team: str,
        items: Collection[str],
        backs: Sequence[Back],
        *,
        wall: datetime,
        now: datetime,
    ) -> None:
        """Take these back, forget what is said of the team's items, and be about none of them."""
        because = f"{team} left Pitboard"
        run = f"{LEFT}@{stamp(now)}"
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            row = {"team": team, "at": now}
            statement = insert(schema.departure, connection).values(row)
            connection.execute(statement.on_conflict_do_nothing())
            for some in parts(items):
                _forget(connection, some, wall)
            put_back(connection, backs, run=run, because=because, wall=wall, now=now)

    def back(self, team: str, items: Collection[str], *, wall: datetime) -> bool:
        """Let the rules be about the team's items again, and look at these; False: it never left.

        An item that is not among them is looked at as soon as something of it changes.
        """
        table = schema.departure
        with self._database.writing() as connection:
            gone = connection.execute(delete(table).where(table.c.team == team)).rowcount
            looks = [Due(id_, "look", wall, frozenset({"any"})) for id_ in items] if gone else []
            put_on_agenda(connection, looks, wall=wall)
        return bool(gone)


def _cases(connection: Connection, ids: Sequence[str], now: datetime, reach: int) -> Sequence[Case]:
    found = cases_of(connection, dict.fromkeys(ids, ()), now=now, reach=reach, appraised=nothing)
    return [case for case in found if case.item is not None]


def _forget(connection: Connection, ids: Sequence[str], wall: datetime) -> None:
    """Withdraw what waits, and strike what the pages and the mails would tell."""
    box, shadow = schema.outbox, schema.shadow
    waits = update(box).where(box.c.open, box.c.target.in_(ids))
    connection.execute(waits.values(**withdrawal(wall)))
    for table in _OF_ITEMS:
        connection.execute(delete(table).where(table.c.item.in_(ids)))
    connection.execute(delete(shadow).where(shadow.c.subject.in_(ids)))
