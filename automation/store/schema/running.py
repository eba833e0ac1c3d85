"""Which processes live, and what time it is for the company."""

from sqlalchemy import Column, Integer, Table

from automation.store.schema.columns import Instant, Word, lease, metadata

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("process", Word, primary_key=True),
    Column("at", Instant, nullable=False),
    *lease(),
    comment="The last sign of life of each kind of process; the clocks elect by the lease here.",
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("anchor_wall", Instant, nullable=False),
    Column("anchor_company", Instant, nullable=False),
    Column("rate", Integer, nullable=False),
    comment="One row: the company's time is anchor_company + (wall - anchor_wall) * rate.",
)
