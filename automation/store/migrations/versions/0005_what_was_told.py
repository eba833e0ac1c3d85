"""What was told: up to when an edition told, and whose word ended last."""

import sqlalchemy as sa
from alembic import op

from automation.store.types import Instant

revision = "0005"
down_revision = "0004"

Word = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _conduct()
    op.add_column("edition", sa.Column("as_of", Instant(), nullable=True))
    op.create_table(
        "ended_override",
        *(sa.Column(name, Word, nullable=False) for name in ("item", "field", "by")),
        sa.Column("value", Word, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("item", "field", name="pk_ended_override"),
    )


def _conduct() -> None:
    """What the page of a rule counts: what it said lately, and what it would have written."""
    op.create_index(
        "ix_outbox_done",
        "outbox",
        ["rule", "company_at"],
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index("ix_shadow_rule", "shadow", ["rule", "at"])
