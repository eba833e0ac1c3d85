"""Who must be looked at, and what must be written or said."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from automation.store.schema.columns import Instant, Json, RowId, Word, lease, metadata, only

subject = Table(
    "subject",
    metadata,
    Column("id", Word, primary_key=True),
    *lease(),
    Column("alone", Boolean, nullable=False, server_default="0"),
    comment="The lease under which one worker at a time decides about a subject.",
)

agenda = Table(
    "agenda",
    metadata,
    Column("subject", Word, primary_key=True),
    Column("reason", Word, primary_key=True),
    Column("due_on", Word, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("changed", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("dead", Boolean, nullable=False, server_default="0"),
    Column("error", Text),
    Column("since", Instant, nullable=False),
    Index("ix_agenda_due", "due_on", "due_at", **only("dead = 0", "NOT dead")),
    comment="Who must be looked at, and when. Gone once decided; seq sees a late wake-up.",
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("effect", Word, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("state", Word, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("connection", Word, nullable=False),
    Column("target", Word, nullable=False),
    Column("kind", Word, nullable=False, server_default="label"),
    Column("field", Word, nullable=False),
    Column("value", Text),
    Column("wish", Json, nullable=False),
    Column("subject", Word, nullable=False),
    Column("rule", Word, nullable=False),
    Column("ruleset", Word, nullable=False),
    Column("run", Word),
    Column("because", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("alone", Boolean, nullable=False, server_default="0"),
    *lease(),
    Column("said", Text),
    Column("before", Json),
    Column("after", Json),
    Column("planned_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("done_at", Instant),
    Column("company_at", Instant),
    Column("opens_at", Instant),
    Column("kept_until", Instant),
    Index(
        "ix_outbox_opens",
        "opens_at",
        **only("open = 1 AND opens_at IS NOT NULL", "open AND opens_at IS NOT NULL"),
    ),
    Index("uq_outbox_effect", "effect", unique=True, **only("open = 1", "open")),
    Index("ix_outbox_effect", "effect"),
    Index("ix_outbox_due", "due_at", **only("open = 1", "open")),
    Index("ix_outbox_rule", "rule", "planned_at"),
    Index("ix_outbox_done", "rule", "company_at", **only("state = 'done'")),
    Index("ix_outbox_run", "run", **only("run IS NOT NULL")),
    Index("ix_outbox_target", "target", "planned_at"),
    Index("ix_outbox_kept_until", "kept_until"),
    comment="What must be written or said: planned, sending, then an outcome. Open rows that are "
    "staged (their run is not decided yet), waiting (until `opens_at`, in the company's time) or "
    "held (their rule rests, or is over one of its limits) are due in the year 9999, so that no "
    "claim sees them. `company_at` is the company's time of the last step. Done rows "
    "400 days.",
)

written = Table(
    "written",
    metadata,
    Column("target", Word, primary_key=True),
    Column("field", Word, primary_key=True),
    Column("value", Text),
    Column("source", Word),
    Column("at", Instant, nullable=False),
    comment="What we last wrote into a field of a target, and the id it has there. Kept.",
)

said_once = Table(
    "said_once",
    metadata,
    Column("what", Word, primary_key=True),
    Column("effect", Word, nullable=False),
    Column("at", Instant, nullable=False),
    comment="What a step with `once` said: rule, step and its text, in a digest, and the wish that "
    "said it. For ever.",
)
