"""What the rules are and what they said."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from automation.store.schema.columns import Instant, Json, Word, metadata, only

ruleset = Table(
    "ruleset",
    metadata,
    Column("hash", Word, primary_key=True),
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
    Column("place", Word, primary_key=True),
    Column("problems", Json, nullable=False),
    Column("since", Instant, nullable=False),
    comment="What is wrong right now and who can mend it: a rule folder that does not load.",
)

derived = Table(
    "derived",
    metadata,
    Column("item", Word, primary_key=True),
    Column("field", Word, primary_key=True),
    Column("value", Word),
    Column("because", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("rule", Word, nullable=False),
    Column("ruleset", Word, nullable=False),
    Column("candidate", Word),
    Column("candidate_since", Instant),
    Column("changed_at", Instant, nullable=False),
    comment="What the rules say a field should read, with its reason. Kept with its item.",
)

override = Table(
    "override",
    metadata,
    Column("item", Word, primary_key=True),
    Column("field", Word, primary_key=True),
    Column("value", Word),
    Column("by", Word, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    comment="A person's value for a field Pitboard derives. Kept with its item.",
)

ended_override = Table(
    "ended_override",
    metadata,
    Column("item", Word, primary_key=True),
    Column("field", Word, primary_key=True),
    Column("value", Word),
    Column("by", Word, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    comment="The last override of a field that holds no more; it ended at `until`. "
    "Kept with its item.",
)

shadow = Table(
    "shadow",
    metadata,
    Column("effect", Word, primary_key=True),
    Column("rule", Word, primary_key=True),
    Column("wish", Json, nullable=False),
    Column("subject", Word, nullable=False),
    Column("ruleset", Word, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_shadow_rule", "rule", "at"),
    comment="What rules in shadow would have written. 400 days.",
)

verdict = Table(
    "verdict",
    metadata,
    Column("rule", Word, primary_key=True),
    Column("subject", Word, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("ruleset", Word, nullable=False),
    Column("result", Word, nullable=False),
    Column("because", Text, nullable=False),
    Index("ix_verdict_subject", "subject"),
    comment="The latest word of each rule on each subject; other explanations are recomputed.",
)

tick = Table(
    "tick",
    metadata,
    Column("schedule", Word, primary_key=True),
    Column("planned_at", Instant, primary_key=True),
    Column("ruleset", Word, nullable=False),
    Column("state", Word, nullable=False),
    Column("cursor", Word),
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
    Column("rule", Word, primary_key=True),
    Column("run", Word, nullable=False),
    Column("since", Instant, nullable=False),
    Column("subjects", Integer, nullable=False),
    Column("most", Integer, nullable=False),
    comment="Rules that wanted more than their limit and rest until a person has looked. Kept.",
)
