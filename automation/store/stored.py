"""What is stored under the id of a delivery, for telling why it cannot be read again."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import select

from automation.store import schema
from automation.store.database import Database

_LOOKED_THROUGH: Final = 2_000

Fate = Literal["never", "waiting", "gone", "read"]
"""Nothing of this id arrived; it was not read yet; its bytes are not kept so long; it was read."""


def fate(database: Database, delivery: str) -> Fate:
    """What became of the delivery with this id."""
    box, body = schema.inbox, schema.body
    query = (
        select(box.c.state, body.c.inbox)
        .outerjoin(body, body.c.inbox == box.c.id)
        .where(box.c.delivery == delivery)
    )
    with database.reading() as connection:
        found = connection.execute(query).all()
    if not found:
        return "never"
    if any(row.state == "waiting" for row in found):
        return "waiting"
    return "gone" if all(row.inbox is None for row in found) else "read"


def newest(database: Database) -> Sequence[str]:
    """The ids of the newest deliveries, for finding one that was misspelt."""
    box = schema.inbox
    query = select(box.c.delivery).order_by(box.c.id.desc()).limit(_LOOKED_THROUGH)
    with database.reading() as connection:
        return connection.scalars(query).all()
