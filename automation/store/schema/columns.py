"""What the tables are made of: names of indexes, types of columns, and rows that matter."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, text

from automation.store.types import Blob, Instant, Json

__all__ = ["Blob", "Instant", "Json", "RowId", "lease", "metadata", "only"]

NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
metadata = MetaData(naming_convention=NAMES)

RowId = BigInteger().with_variant(Integer, "sqlite")  # which numbers only INTEGER by itself


def lease() -> tuple[Column[str], Column[datetime]]:
    """Who holds a row, and until when."""
    return Column("owner", String), Column("lease_until", Instant)


def only(sqlite: str, postgresql: str | None = None) -> dict[str, Any]:
    """The rows an index holds, in the words of each database."""
    return {"sqlite_where": text(sqlite), "postgresql_where": text(postgresql or sqlite)}
