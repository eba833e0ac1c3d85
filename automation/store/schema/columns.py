"""What the tables are made of: names of indexes, types of columns, and rows that matter."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, TextClause, text

from automation.store.types import Blob, Instant, Json

__all__ = ["Blob", "Instant", "Json", "RowId", "Word", "lease", "metadata", "only", "where_only"]

NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
metadata = MetaData(naming_convention=NAMES)

RowId = BigInteger().with_variant(Integer, "sqlite")  # which numbers only INTEGER by itself

# By its bytes, as SQLite and Python order it, whatever language the server was set up for.
Word = String().with_variant(String(collation="C"), "postgresql")


def lease() -> tuple[Column[str], Column[datetime]]:
    """Who holds a row, and until when."""
    return Column("owner", Word), Column("lease_until", Instant)


def only(sqlite: str, postgresql: str | None = None) -> dict[str, Any]:
    """The rows an index holds, in the words of each database."""
    return {"sqlite_where": text(sqlite), "postgresql_where": text(postgresql or sqlite)}


def where_only(connection: Connection, sqlite: str, postgresql: str) -> TextClause:
    """The rows a unique index holds, as an upsert must say them to be led to that index."""
    return text(postgresql if connection.dialect.name == "postgresql" else sqlite)
