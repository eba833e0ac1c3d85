"""What people said to Pitboard in comments."""

from sqlalchemy import Column, Index, Table, Text

from automation.store.schema.columns import Instant, Word, metadata

snooze = Table(
    "snooze",
    metadata,
    Column("item", Word, primary_key=True),
    Column("until", Instant, nullable=False),
    Column("by", Word, nullable=False),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_snooze_until", "until"),
    comment="Items of which rules say nothing until then. 400 days after that.",
)

unpin = Table(
    "unpin",
    metadata,
    Column("item", Word, primary_key=True),
    Column("field", Word, primary_key=True),
    Column("by", Word, nullable=False),
    Column("at", Instant, nullable=False),
    comment="Since when what a person set in a field stays no longer; field '' is all of them. "
    "Kept with its item.",
)

proposal = Table(
    "proposal",
    metadata,
    Column("item", Word, primary_key=True),
    Column("field", Word, primary_key=True),
    Column("who", Word, primary_key=True),
    Column("by", Word, nullable=False),
    Column("value", Word, nullable=False),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False),
    Column("url", Text, nullable=False),
    comment="What people would have a field read: the latest of each. Kept with its item.",
)
