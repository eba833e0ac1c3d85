"""What work happens to, by whatever name, with its links and its past."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from automation.store.schema.columns import Instant, Json, metadata

item = Table(
    "item",
    metadata,
    Column("id", String, primary_key=True),
    Column("connection", String, nullable=False),
    Column("key", String, nullable=False),
    Column("type", String, nullable=False),
    Column("project", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("visibility", String, nullable=False),
    Column("state", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    Index("ix_item_key", "key"),
    Index("ix_item_seen_at", "seen_at"),
    comment="Something work happens to, as last seen: fields, labels, guards and marks in `state`.",
)

alias = Table(
    "alias",
    metadata,
    Column("key", String, primary_key=True),
    Column("item", String, primary_key=True),
    Index("ix_alias_item", "item"),
    comment="Every name of an item: id, keys old and new, node id, address. Two items: no item.",
)

link = Table(
    "link",
    metadata,
    Column("source", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("reference", String, primary_key=True),
    Column("origin", String, primary_key=True),
    Column("target", String),
    Column("since", Instant, nullable=False),
    Index("ix_link_reference", "reference"),
    Index("ix_link_target", "target", "kind"),
    comment="The links that stand. `target` is the item the reference leads to, once it is known.",
)

history = Table(
    "history",
    metadata,
    Column("item", String, primary_key=True),
    Column("facet", String, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("hash", String, primary_key=True),
    Column("mark", Json, nullable=False),
    Column("kept_until", Instant, nullable=False),
    Index("ix_history_kept_until", "kept_until"),
    comment="Each change of a facet with who and which event: pages and evidence. 400 days.",
)
