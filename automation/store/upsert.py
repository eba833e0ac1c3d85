"""INSERT with ON CONFLICT, in the words of whichever database is behind the connection."""

from typing import TypeAlias

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from automation.store.composed import once

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(table: Table, connection: Connection) -> Insert:
    """An insert that knows `on_conflict_do_nothing`, `on_conflict_do_update` and `excluded`."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


@once
def adding(connection: Connection, table: Table) -> Insert:
    """Rows into a table, none over one that is there."""
    return insert(table, connection).on_conflict_do_nothing()
