"""What keeps Pitboard in bounds: teams that left, fields that flip, what people are asked."""

from sqlalchemy import Column, Index, Table, Text

from automation.store.schema.columns import Instant, Word, metadata

departure = Table(
    "departure",
    metadata,
    Column("team", Word, primary_key=True),
    Column("at", Instant, nullable=False),
    comment="Teams that left: no rule is about their items. Until they come back.",
)

trip = Table(
    "trip",
    metadata,
    Column("rule", Word, primary_key=True),
    Column("item", Word, primary_key=True),
    Column("field", Word, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("flips", Text, nullable=False),
    comment="Fields that a rule wrote to and fro within a day: there it rests until a person lets "
    "it go. Kept.",
)

ask = Table(
    "ask",
    metadata,
    Column("id", Word, primary_key=True),
    Column("kind", Word, nullable=False),
    Column("person", Word, nullable=False),
    Column("subject", Word, nullable=False),
    Column("question", Text, nullable=False),
    Column("otherwise", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("state", Word, nullable=False),
    Column("answer", Text),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("mailed_at", Instant),
    Column("answered_at", Instant),
    Index("ix_ask_state", "state", "until"),
    Index("ix_ask_person", "person", "mailed_at"),
    comment="Whatever Pitboard asks of a person, once: open, then answered, expired or settled by "
    "itself. For ever, so that nothing is asked twice.",
)
