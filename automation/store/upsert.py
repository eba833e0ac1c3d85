"""INSERT with ON CONFLICT, in the words of whichever database is behind the connection."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(table: Table, connection: Connection) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on_conflict_do_nothing`, `on_conflict_do_update` and `excluded`."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
