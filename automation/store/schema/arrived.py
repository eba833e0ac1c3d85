"""What arrived, and what it said happened."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from automation.store.schema.columns import Blob, Instant, Json, RowId, Word, lease, metadata, only

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("connection", Word, nullable=False),
    Column("delivery", Word, nullable=False),
    Column("kind", Word, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", Word, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("alone", Boolean, nullable=False, server_default="0"),
    *lease(),
    Column("error", Text),
    Column("waits_for", Word),
    Index("uq_inbox_delivery", "connection", "delivery", unique=True),
    Index("ix_inbox_due", "due_at", **only("state = 'waiting'")),
    Index("ix_inbox_waits_for", "waits_for", **only("waits_for IS NOT NULL")),
    Index("ix_inbox_received_at", "received_at"),
    comment="What arrived: waiting, absorbed, ignored or dead. Delivery ids are kept 35 days.",
)

body = Table(
    "body",
    metadata,
    Column("inbox", RowId, primary_key=True, autoincrement=False),
    Column("headers", Json, nullable=False),
    Column("content", Blob, nullable=False),
    Column("kept_until", Instant, nullable=False),
    Index("ix_body_kept_until", "kept_until"),
    comment="The bytes of a delivery, zlib-compressed, apart from claimed rows. 30 days.",
)

event = Table(
    "event",
    metadata,
    Column("key", Word, primary_key=True),
    Column("connection", Word, nullable=False),
    Column("kind", Word, nullable=False),
    Column("item", Word, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Json),
    Column("url", Text, nullable=False),
    Column("changes", Json, nullable=False),
    Column("about", Json),
    Column("inbox", RowId),
    Column("kept_until", Instant, nullable=False),
    Index("ix_event_item", "item", "at"),
    Index("ix_event_kept_until", "kept_until"),
    comment="What happened, once for each semantic key. 400 days.",
)
