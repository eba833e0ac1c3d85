"""What work happens to, by whatever name, with its links and its past."""

from sqlalchemy import Column, Index, Integer, Table, Text

from automation.store.schema.columns import Instant, Json, Word, metadata, only

PARTED = "facet >= 'link:' AND facet < 'link;'"
"""The changes of links, which alone are looked for by what changed: as the index says it."""

item = Table(
    "item",
    metadata,
    Column("id", Word, primary_key=True),
    Column("connection", Word, nullable=False),
    Column("key", Word, nullable=False),
    Column("type", Word, nullable=False),
    Column("project", Word, nullable=False),
    Column("url", Text, nullable=False),
    Column("visibility", Word, nullable=False),
    Column("state", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    Column("born_at", Instant),
    Column("finished_at", Instant),
    Index("ix_item_key", "key"),
    Index("ix_item_born_at", "project", "born_at"),
    Index("ix_item_finished_at", "project", "finished_at"),
    Index("ix_item_seen_at", "seen_at"),
    comment="Something work happens to, as last seen: fields, labels, guards and marks in `state`. "
    "`finished_at` is set while it is done.",
)

alias = Table(
    "alias",
    metadata,
    Column("key", Word, primary_key=True),
    Column("item", Word, primary_key=True),
    Index("ix_alias_item", "item"),
    comment="Every name of an item: id, keys old and new, node id, address. Two items: no item.",
)

link = Table(
    "link",
    metadata,
    Column("source", Word, primary_key=True),
    Column("kind", Word, primary_key=True),
    Column("reference", Word, primary_key=True),
    Column("origin", Word, primary_key=True),
    Column("target", Word),
    Column("since", Instant, nullable=False),
    Index("ix_link_reference", "reference"),
    Index("ix_link_target", "target", "kind"),
    comment="The links that stand. `target` is the item the reference leads to, once it is known.",
)

history = Table(
    "history",
    metadata,
    Column("item", Word, primary_key=True),
    Column("facet", Word, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("hash", Word, primary_key=True),
    Column("mark", Json, nullable=False),
    Column("kept_until", Instant, nullable=False),
    Index("ix_history_kept_until", "kept_until"),
    Index("ix_history_facet", "facet", **only(PARTED)),
    comment="Each change of a facet with who and which event: pages and evidence. 400 days.",
)
