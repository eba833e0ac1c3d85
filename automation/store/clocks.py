"""The company's clock as a row, signs of life, and who leads among several clocks."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache as cached
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from automation.store import schema
from automation.store.composed import once
from automation.store.database import Database
from automation.store.upsert import insert

LEADERSHIP = timedelta(seconds=6)


class Clocks:
    """Times and heartbeats that processes share."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def company(self, wall: datetime) -> datetime:
        """The company's time at this wall time; the system's where no row says otherwise."""
        return _company(self._row(), wall)

    def for_a_turn(self) -> Callable[[datetime], datetime]:
        """The company's time at any wall time of one short turn, for which its row is read once."""
        row = cached(self._row)
        return lambda wall: _company(row(), wall)

    def _row(self) -> Any:  # noqa: ANN401 - a result row
        with self._database.reading() as connection:
            return connection.execute(_clock(connection)).one_or_none()

    def beat(self, name: str, *, wall: datetime) -> None:
        """Leave a sign of life."""
        table = schema.heartbeat
        with self._database.writing() as connection:
            connection.execute(
                insert(table, connection)
                .values(process=name, at=wall)
                .on_conflict_do_update(index_elements=["process"], set_={"at": wall})
            )

    def beats(self) -> Mapping[str, datetime]:
        """The last sign of life of each process by name."""
        table = schema.heartbeat
        with self._database.reading() as connection:
            return {row.process: row.at for row in connection.execute(select(table))}

    def lead(self, owner: str, *, wall: datetime) -> bool:
        """Take or keep the lease of the leading clock; False while another holds it."""
        table = schema.heartbeat
        lease = {"owner": owner, "lease_until": wall + LEADERSHIP}
        with self._database.writing() as connection:
            taken = connection.execute(
                insert(table, connection)
                .values(process="leader", at=wall, **lease)
                .on_conflict_do_update(
                    index_elements=["process"],
                    set_={**lease, "at": wall},
                    where=or_(table.c.owner == owner, table.c.lease_until < wall),
                )
                .returning(table.c.process)
            ).first()
        return taken is not None


def _company(row: Any, wall: datetime) -> datetime:  # noqa: ANN401 - a result row
    if row is None:
        return wall
    passed: timedelta = (wall - row.anchor_wall) * row.rate
    return row.anchor_company + passed  # type: ignore[no-any-return]


@once
def _clock(_connection: Connection) -> Select[Any]:
    return select(schema.clock)
