"""The broad line: links and names of items, what was said and where, schedules and the fuse."""

import sqlalchemy as sa
from alembic import op

from automation.store.types import Instant, Json

revision = "0002"
down_revision = "0001"

_BARE_NAMES = """
INSERT INTO alias (key, item)
SELECT DISTINCT '*:' || substr(former_alias.key, length(connection) + 2), former_alias.item
FROM former_alias JOIN item ON item.id = former_alias.item
WHERE substr(former_alias.key, 1, length(connection) + 1) = connection || ':'
AND substr(former_alias.key, length(connection) + 2, 5) <> 'node:'
AND former_alias.key <> former_alias.item
"""
"""A key as whoever says it without its connection."""

Word = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _links()
    _names()
    _schedules()
    _columns()


def _links() -> None:
    op.create_table(
        "link",
        sa.Column("source", Word, nullable=False),
        sa.Column("kind", Word, nullable=False),
        sa.Column("reference", Word, nullable=False),
        sa.Column("origin", Word, nullable=False),
        sa.Column("target", Word, nullable=True),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "reference", "origin", name="pk_link"),
    )
    op.create_index("ix_link_reference", "link", ["reference"])
    op.create_index("ix_link_target", "link", ["target", "kind"])


def _names() -> None:
    """A name may belong to two items now, and an item is known by its id as well."""
    op.execute("CREATE TABLE former_alias AS SELECT key, item FROM alias")
    op.drop_table("alias")
    op.create_table(
        "alias",
        sa.Column("key", Word, nullable=False),
        sa.Column("item", Word, nullable=False),
        sa.PrimaryKeyConstraint("key", "item", name="pk_alias"),
    )
    op.execute("INSERT INTO alias (key, item) SELECT key, item FROM former_alias")
    op.execute("INSERT INTO alias (key, item) SELECT id, id FROM item")
    op.execute(_BARE_NAMES)
    op.drop_table("former_alias")
    op.create_index("ix_alias_item", "alias", ["item"])


def _schedules() -> None:
    op.create_table(
        "tick",
        sa.Column("schedule", Word, nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("ruleset", Word, nullable=False),
        sa.Column("state", Word, nullable=False),
        sa.Column("cursor", Word, nullable=True),
        sa.Column("subjects", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("kept_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "planned_at", name="pk_tick"),
    )
    op.create_index("ix_tick_state", "tick", ["state"])
    op.create_index("ix_tick_kept_until", "tick", ["kept_until"])
    op.create_table(
        "fuse",
        sa.Column("rule", Word, nullable=False),
        sa.Column("run", Word, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name="pk_fuse"),
    )


def _columns() -> None:
    op.add_column("connection", sa.Column("directory", Json(), nullable=True))
    op.add_column("connection", sa.Column("recovered_to", Instant(), nullable=True))
    op.add_column("inbox", sa.Column("waits_for", Word, nullable=True))
    op.create_index(
        "ix_inbox_waits_for",
        "inbox",
        ["waits_for"],
        sqlite_where=sa.text("waits_for IS NOT NULL"),
        postgresql_where=sa.text("waits_for IS NOT NULL"),
    )
    op.add_column("event", sa.Column("about", Json(), nullable=True))
    op.add_column("written", sa.Column("source", Word, nullable=True))
    kind = sa.Column("kind", Word, server_default="label", nullable=False)
    op.add_column("outbox", kind)
    op.add_column("outbox", sa.Column("run", Word, nullable=True))
    op.create_index("ix_outbox_rule", "outbox", ["rule", "planned_at"])
    op.create_index(
        "ix_outbox_run",
        "outbox",
        ["run"],
        sqlite_where=sa.text("run IS NOT NULL"),
        postgresql_where=sa.text("run IS NOT NULL"),
    )
