"""Who we are connected to, and how fast we may write there."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from automation.store.schema.columns import Instant, Json, Word, metadata

connection = Table(
    "connection",
    metadata,
    Column("name", Word, primary_key=True),
    Column("tracker", Word, nullable=False),
    Column("account", Word, nullable=False, server_default=""),
    Column("actor_id", Word),
    Column("directory", Json),
    Column("live_since", Instant, nullable=False),
    Column("recovered_to", Instant),
    Column("free_at", Instant),
    Column("paused_until", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    comment="One tracker site. live_since divides history from present and is set once. Kept.",
)

budget = Table(
    "budget",
    metadata,
    Column("connection", Word, primary_key=True),
    Column("scope", Word, primary_key=True),
    Column("window", BigInteger, primary_key=True),
    Column("used", Integer, nullable=False),
    Column("kept_until", Instant, nullable=False),
    Index("ix_budget_kept_until", "kept_until"),
    comment="Writes counted for each window of a connection's pace. A day.",
)
