"""What Pitboard tells: the status of each item that has one, and every sending of a report."""

from sqlalchemy import Column, Index, Table, Text

from automation.store.schema.columns import Instant, Json, RowId, Word, metadata

status = Table(
    "status",
    metadata,
    Column("item", Word, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("team", Word),
    Column("objective", Word),
    Column("found", Json, nullable=False),
    comment="What the status of an epic, an initiative or an objective is made of, as last "
    "appraised: progress, pace, signals, promises, who asked. Kept with its item.",
)

edition = Table(
    "edition",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("report", Word, nullable=False),
    Column("period", Word, nullable=False),
    Column("recipient", Word, nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("as_of", Instant),
    Column("effect", Word),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("told", Json, nullable=False),
    Column("kept_until", Instant, nullable=False),
    Index("uq_edition", "report", "period", "recipient", unique=True),
    Index("ix_edition_kept_until", "kept_until"),
    comment="One sending of a report to one recipient, whole, with what it told of each item. "
    "`as_of` is up to when it told, `effect` leads to its row in the outbox. 400 days.",
)

mute = Table(
    "mute",
    metadata,
    Column("report", Word, primary_key=True),
    Column("recipient", Word, primary_key=True),
    Column("rhythm", Word, nullable=False),
    Column("at", Instant, nullable=False),
    comment="Who wants a report less often (`monthly`) or not at all (`never`). Kept.",
)

tap = Table(
    "tap",
    metadata,
    Column("edition", RowId, primary_key=True, autoincrement=False),
    Column("word", Word, nullable=False),
    Column("at", Instant, nullable=False),
    comment="What its reader said of an edition last: useful, or not useful. Kept with it.",
)
