"""Every table, with why it exists and how long its rows are kept. Column-level truth is here."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.sql import text

from automation.store.types import Blob, Instant, Json

NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
metadata = MetaData(naming_convention=NAMES)

RowId = BigInteger().with_variant(Integer, "sqlite")  # which numbers only INTEGER by itself


def _lease() -> tuple[Column[str], Column[datetime]]:  # who holds a row, and until when
    return Column("owner", String), Column("lease_until", Instant)


connection = Table(
    "connection",
    metadata,
    Column("name", String, primary_key=True),
    Column("tracker", String, nullable=False),
    Column("account", String, nullable=False, server_default=""),
    Column("actor_id", String),
    Column("live_since", Instant, nullable=False),
    Column("free_at", Instant),
    Column("paused_until", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    comment="One tracker site. live_since divides history from present and is set once. Kept.",
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("connection", String, nullable=False),
    Column("delivery", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("alone", Boolean, nullable=False, server_default="0"),
    *_lease(),
    Column("error", Text),
    Index("uq_inbox_delivery", "connection", "delivery", unique=True),
    Index("ix_inbox_due", "due_at", sqlite_where=text("state = 'waiting'")),
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
    Column("key", String, primary_key=True),
    Column("connection", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("item", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Json),
    Column("url", Text, nullable=False),
    Column("changes", Json, nullable=False),
    Column("inbox", RowId),
    Column("kept_until", Instant, nullable=False),
    Index("ix_event_item", "item", "at"),
    Index("ix_event_kept_until", "kept_until"),
    comment="What happened, once for each semantic key. 400 days.",
)

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
    Column("item", String, nullable=False),
    comment="Every key and node id an item was ever known by, so that old links still lead to it.",
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

subject = Table(
    "subject",
    metadata,
    Column("id", String, primary_key=True),
    *_lease(),
    Column("alone", Boolean, nullable=False, server_default="0"),
    comment="The lease under which one worker at a time decides about a subject.",
)

agenda = Table(
    "agenda",
    metadata,
    Column("subject", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("due_on", String, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("changed", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("dead", Boolean, nullable=False, server_default="0"),
    Column("error", Text),
    Column("since", Instant, nullable=False),
    Index("ix_agenda_due", "due_on", "due_at", sqlite_where=text("dead = 0")),
    comment="Who must be looked at, and when. Gone once decided; seq sees a late wake-up.",
)

ruleset = Table(
    "ruleset",
    metadata,
    Column("hash", String, primary_key=True),
    Column("files", Json, nullable=False),
    Column("live_since", Json, nullable=False),
    Column("activated_at", Instant, nullable=False),
    Column("active", Boolean, nullable=False),
    Index("ix_ruleset_active", "active", unique=True, sqlite_where=text("active = 1")),
    comment="Each set of rules that was ever active, whole, by hash. For ever.",
)

trouble = Table(
    "trouble",
    metadata,
    Column("place", String, primary_key=True),
    Column("problems", Json, nullable=False),
    Column("since", Instant, nullable=False),
    comment="What is wrong right now and who can mend it: a rule folder that does not load.",
)

derived = Table(
    "derived",
    metadata,
    Column("item", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("value", String),
    Column("because", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("rule", String, nullable=False),
    Column("ruleset", String, nullable=False),
    Column("candidate", String),
    Column("candidate_since", Instant),
    Column("changed_at", Instant, nullable=False),
    comment="What the rules say a field should read, with its reason. Kept with its item.",
)

override = Table(
    "override",
    metadata,
    Column("item", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("value", String),
    Column("by", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    comment="A person's value for a field Pitboard derives. Kept with its item.",
)

written = Table(
    "written",
    metadata,
    Column("target", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("value", String),
    Column("at", Instant, nullable=False),
    comment="What we last wrote into a field of a target. Kept with its item.",
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("effect", String, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("connection", String, nullable=False),
    Column("target", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", String),
    Column("wish", Json, nullable=False),
    Column("subject", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("ruleset", String, nullable=False),
    Column("because", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("alone", Boolean, nullable=False, server_default="0"),
    *_lease(),
    Column("said", Text),
    Column("before", Json),
    Column("after", Json),
    Column("planned_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("done_at", Instant),
    Column("kept_until", Instant),
    Index("uq_outbox_effect", "effect", unique=True, sqlite_where=text("open = 1")),
    Index("ix_outbox_due", "due_at", sqlite_where=text("open = 1")),
    Index("ix_outbox_target", "target", "planned_at"),
    Index("ix_outbox_kept_until", "kept_until"),
    comment="What must be written or said: planned, sending, then an outcome. Done rows 400 days.",
)

shadow = Table(
    "shadow",
    metadata,
    Column("effect", String, primary_key=True),
    Column("rule", String, primary_key=True),
    Column("wish", Json, nullable=False),
    Column("subject", String, nullable=False),
    Column("ruleset", String, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", Instant, nullable=False),
    comment="What rules in shadow would have written. 400 days.",
)

verdict = Table(
    "verdict",
    metadata,
    Column("rule", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("ruleset", String, nullable=False),
    Column("result", String, nullable=False),
    Column("because", Text, nullable=False),
    Index("ix_verdict_subject", "subject"),
    comment="The latest word of each rule on each subject; other explanations are recomputed.",
)

budget = Table(
    "budget",
    metadata,
    Column("connection", String, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("window", BigInteger, primary_key=True),
    Column("used", Integer, nullable=False),
    Column("kept_until", Instant, nullable=False),
    Index("ix_budget_kept_until", "kept_until"),
    comment="Writes counted for each window of a connection's pace. A day.",
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("process", String, primary_key=True),
    Column("at", Instant, nullable=False),
    *_lease(),
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
