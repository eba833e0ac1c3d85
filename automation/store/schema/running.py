"""Which processes live, and what time it is for the company."""

from sqlalchemy import Column, Float, Integer, Table

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
    Column("until", Instant),
    Column("after_rate", Integer, nullable=False, server_default="0"),
    Column("kept_until", Instant),
    Column("playing_in", Float),
    comment="One row, in the sandbox only: the company's time is anchor_company + (wall - "
    "anchor_wall) * rate up to `until`, from there on it passes at after_rate. A pace without an "
    "end stands still from kept_until on. `playing_in` is the share of the past taken in.",
)
