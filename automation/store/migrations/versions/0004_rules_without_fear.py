"""Rules that an operations person can change without fear: what people said in comments."""

import sqlalchemy as sa
from alembic import op

from automation.store.types import Instant

revision = "0004"
down_revision = "0003"

Word = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _sayings()
    _safety()
    _limits()


def _sayings() -> None:
    op.create_table(
        "snooze",
        sa.Column("item", Word, nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("by", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item", name="pk_snooze"),
    )
    op.create_index("ix_snooze_until", "snooze", ["until"])
    op.create_table(
        "unpin",
        sa.Column("item", Word, nullable=False),
        sa.Column("field", Word, nullable=False),
        sa.Column("by", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("item", "field", name="pk_unpin"),
    )
    op.create_table(
        "proposal",
        sa.Column("item", Word, nullable=False),
        sa.Column("field", Word, nullable=False),
        sa.Column("who", Word, nullable=False),
        sa.Column("by", Word, nullable=False),
        sa.Column("value", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item", "field", "who", name="pk_proposal"),
    )


def _limits() -> None:
    """When what is said may be said, and what was said once for ever."""
    op.add_column("outbox", sa.Column("opens_at", Instant(), nullable=True))
    op.create_index(
        "ix_outbox_opens",
        "outbox",
        ["opens_at"],
        sqlite_where=sa.text("open = 1 AND opens_at IS NOT NULL"),
        postgresql_where=sa.text("open AND opens_at IS NOT NULL"),
    )
    op.create_index("ix_outbox_effect", "outbox", ["effect"])
    op.create_table(
        "said_once",
        sa.Column("what", Word, nullable=False),
        sa.Column("effect", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_said_once"),
    )


def _safety() -> None:
    op.create_table(
        "departure",
        sa.Column("team", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_departure"),
    )
    op.create_table(
        "trip",
        sa.Column("rule", Word, nullable=False),
        sa.Column("item", Word, nullable=False),
        sa.Column("field", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("flips", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "item", "field", name="pk_trip"),
    )
    op.create_table(
        "ask",
        *(
            sa.Column(name, Word, nullable=False)
            for name in ("id", "kind", "person", "subject", "state")
        ),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("question", "otherwise", "url")),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("mailed_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ask"),
    )
    op.create_index("ix_ask_state", "ask", ["state", "until"])
    op.create_index("ix_ask_person", "ask", ["person", "mailed_at"])
