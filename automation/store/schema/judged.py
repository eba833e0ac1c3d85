"""What the rules are and what they said."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from automation.store.schema.columns import Instant, Json, metadata, only

ruleset = Table(
    "ruleset",
    metadata,
    Column("hash", String, primary_key=True),
    Column("files", Json, nullable=False),
    Column("live_since", Json, nullable=False),
    Column("activated_at", Instant, nullable=False),
    Column("active", Boolean, nullable=False),
    Index("ix_ruleset_active", "active", unique=True, **only("active = 1", "active")),
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

tick = Table(
    "tick",
    metadata,
    Column("schedule", String, primary_key=True),
    Column("planned_at", Instant, primary_key=True),
    Column("ruleset", String, nullable=False),
    Column("state", String, nullable=False),
    Column("cursor", String),
    Column("subjects", Integer, nullable=False, server_default="0"),
    Column("started_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("kept_until", Instant, nullable=False),
    Index("ix_tick_state", "state"),
    Index("ix_tick_kept_until", "kept_until"),
    comment="Each time of a schedule or sweep, once: planned, running, releasing, then done, held, "
    "missed or dropped. 400 days.",
)

fuse = Table(
    "fuse",
    metadata,
    Column("rule", String, primary_key=True),
    Column("run", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("subjects", Integer, nullable=False),
    Column("most", Integer, nullable=False),
    comment="Rules that wanted more than their limit and rest until a person has looked. Kept.",
)
