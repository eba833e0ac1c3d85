"""The thin line: every table an event passes on its way to a label."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from automation.store.types import Instant, Json

revision = "0001"
down_revision = None


RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Word = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def only(sqlite: str, postgresql: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}


def upgrade() -> None:
    op.create_table(
        "agenda",
        sa.Column("subject", Word, nullable=False),
        sa.Column("reason", Word, nullable=False),
        sa.Column("due_on", Word, nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Text(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("dead", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "reason", name="pk_agenda"),
    )
    op.create_index("ix_agenda_due", "agenda", ["due_on", "due_at"], **only("dead = 0", "NOT dead"))
    op.create_table(
        "alias",
        sa.Column("key", Word, nullable=False),
        sa.Column("item", Word, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_alias"),
    )
    op.create_table(
        "body",
        sa.Column(
            "inbox",
            RowId,
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("headers", Json(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("inbox", name="pk_body"),
    )
    op.create_index("ix_body_kept_until", "body", ["kept_until"])
    op.create_table(
        "budget",
        sa.Column("connection", Word, nullable=False),
        sa.Column("scope", Word, nullable=False),
        sa.Column("window", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("kept_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "scope", "window", name="pk_budget"),
    )
    op.create_index("ix_budget_kept_until", "budget", ["kept_until"])
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchor_wall", Instant(), nullable=False),
        sa.Column("anchor_company", Instant(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    op.create_table(
        "connection",
        sa.Column("name", Word, nullable=False),
        sa.Column("tracker", Word, nullable=False),
        sa.Column("account", Word, server_default="", nullable=False),
        sa.Column("actor_id", Word, nullable=True),
        sa.Column("live_since", Instant(), nullable=False),
        sa.Column("free_at", Instant(), nullable=True),
        sa.Column("paused_until", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_connection"),
    )
    op.create_table(
        "derived",
        sa.Column("item", Word, nullable=False),
        sa.Column("field", Word, nullable=False),
        sa.Column("value", Word, nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("evidence", Json(), nullable=False),
        sa.Column("rule", Word, nullable=False),
        sa.Column("ruleset", Word, nullable=False),
        sa.Column("candidate", Word, nullable=True),
        sa.Column("candidate_since", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("item", "field", name="pk_derived"),
    )
    op.create_table(
        "event",
        sa.Column("key", Word, nullable=False),
        sa.Column("connection", Word, nullable=False),
        sa.Column("kind", Word, nullable=False),
        sa.Column("item", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", Json(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("changes", Json(), nullable=False),
        sa.Column("inbox", RowId, nullable=True),
        sa.Column("kept_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_event"),
    )
    op.create_index("ix_event_item", "event", ["item", "at"])
    op.create_index("ix_event_kept_until", "event", ["kept_until"])
    op.create_table(
        "heartbeat",
        sa.Column("process", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("owner", Word, nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("process", name="pk_heartbeat"),
    )
    op.create_table(
        "history",
        sa.Column("item", Word, nullable=False),
        sa.Column("facet", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("hash", Word, nullable=False),
        sa.Column("mark", Json(), nullable=False),
        sa.Column("kept_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("item", "facet", "at", "hash", name="pk_history"),
    )
    op.create_index("ix_history_kept_until", "history", ["kept_until"])
    op.create_table(
        "inbox",
        sa.Column(
            "id",
            RowId,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("connection", Word, nullable=False),
        sa.Column("delivery", Word, nullable=False),
        sa.Column("kind", Word, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("state", Word, nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("alone", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("owner", Word, nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
    )
    op.create_index(
        "ix_inbox_due", "inbox", ["due_at"], **only("state = 'waiting'", "state = 'waiting'")
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_index("uq_inbox_delivery", "inbox", ["connection", "delivery"], unique=True)
    op.create_table(
        "item",
        sa.Column("id", Word, nullable=False),
        sa.Column("connection", Word, nullable=False),
        sa.Column("key", Word, nullable=False),
        sa.Column("type", Word, nullable=False),
        sa.Column("project", Word, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("visibility", Word, nullable=False),
        sa.Column("state", Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
    )
    op.create_index("ix_item_key", "item", ["key"])
    op.create_index("ix_item_seen_at", "item", ["seen_at"])
    op.create_table(
        "outbox",
        sa.Column(
            "id",
            RowId,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("effect", Word, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("state", Word, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("connection", Word, nullable=False),
        sa.Column("target", Word, nullable=False),
        sa.Column("field", Word, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("wish", Json(), nullable=False),
        sa.Column("subject", Word, nullable=False),
        sa.Column("rule", Word, nullable=False),
        sa.Column("ruleset", Word, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("evidence", Json(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("alone", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("owner", Word, nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("before", Json(), nullable=True),
        sa.Column("after", Json(), nullable=True),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("kept_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_due", "outbox", ["due_at"], **only("open = 1", "open"))
    op.create_index("ix_outbox_kept_until", "outbox", ["kept_until"])
    op.create_index("ix_outbox_target", "outbox", ["target", "planned_at"])
    op.create_index(
        "uq_outbox_effect", "outbox", ["effect"], unique=True, **only("open = 1", "open")
    )
    op.create_table(
        "override",
        sa.Column("item", Word, nullable=False),
        sa.Column("field", Word, nullable=False),
        sa.Column("value", Word, nullable=True),
        sa.Column("by", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("item", "field", name="pk_override"),
    )
    op.create_table(
        "ruleset",
        sa.Column("hash", Word, nullable=False),
        sa.Column("files", Json(), nullable=False),
        sa.Column("live_since", Json(), nullable=False),
        sa.Column("activated_at", Instant(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_ruleset"),
    )
    op.create_index(
        "ix_ruleset_active", "ruleset", ["active"], unique=True, **only("active = 1", "active")
    )
    op.create_table(
        "shadow",
        sa.Column("effect", Word, nullable=False),
        sa.Column("rule", Word, nullable=False),
        sa.Column("wish", Json(), nullable=False),
        sa.Column("subject", Word, nullable=False),
        sa.Column("ruleset", Word, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("effect", "rule", name="pk_shadow"),
    )
    op.create_table(
        "subject",
        sa.Column("id", Word, nullable=False),
        sa.Column("owner", Word, nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("alone", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subject"),
    )
    op.create_table(
        "trouble",
        sa.Column("place", Word, nullable=False),
        sa.Column("problems", Json(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_trouble"),
    )
    op.create_table(
        "verdict",
        sa.Column("rule", Word, nullable=False),
        sa.Column("subject", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ruleset", Word, nullable=False),
        sa.Column("result", Word, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "subject", name="pk_verdict"),
    )
    op.create_index("ix_verdict_subject", "verdict", ["subject"])
    op.create_table(
        "written",
        sa.Column("target", Word, nullable=False),
        sa.Column("field", Word, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("target", "field", name="pk_written"),
    )
