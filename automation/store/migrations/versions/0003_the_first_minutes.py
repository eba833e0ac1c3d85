"""Status told to people: what each is made of, sendings of reports, and what was finished when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from automation.store.types import Instant, Json

revision = "0003"
down_revision = "0002"

Word = sa.String().with_variant(sa.String(collation="C"), "postgresql")
RowId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


_ITEM = sa.table(
    "item",
    *(sa.column("id", Word), sa.column("type", Word), sa.column("state", Json())),
    *(sa.column("born_at", Instant()), sa.column("finished_at", Instant())),
)
_AT_A_TIME: Final = 500
_ABANDONED: Final = ("not_planned", "duplicate")


def upgrade() -> None:
    _statuses()
    _editions()
    _finished()
    _fill()
    _clock()


def _statuses() -> None:
    op.create_table(
        "status",
        sa.Column("item", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("team", Word, nullable=True),
        sa.Column("objective", Word, nullable=True),
        sa.Column("found", Json(), nullable=False),
        sa.PrimaryKeyConstraint("item", name="pk_status"),
    )


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("report", Word, nullable=False),
        sa.Column("period", Word, nullable=False),
        sa.Column("recipient", Word, nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("effect", Word, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("told", Json(), nullable=False),
        sa.Column("kept_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
    )
    op.create_index("uq_edition", "edition", ["report", "period", "recipient"], unique=True)
    op.create_index("ix_edition_kept_until", "edition", ["kept_until"])
    op.create_table(
        "mute",
        sa.Column("report", Word, nullable=False),
        sa.Column("recipient", Word, nullable=False),
        sa.Column("rhythm", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("report", "recipient", name="pk_mute"),
    )
    op.create_table(
        "tap",
        sa.Column("edition", RowId, autoincrement=False, nullable=False),
        sa.Column("word", Word, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_tap"),
    )


def _finished() -> None:
    op.add_column("item", sa.Column("born_at", Instant(), nullable=True))
    op.add_column("item", sa.Column("finished_at", Instant(), nullable=True))
    op.create_index("ix_item_born_at", "item", ["project", "born_at"])
    op.create_index("ix_item_finished_at", "item", ["project", "finished_at"])
    links = sa.text("facet >= 'link:' AND facet < 'link;'")
    op.create_index(
        "ix_history_facet", "history", ["facet"], sqlite_where=links, postgresql_where=links
    )


def _fill() -> None:
    """Items known before: closed ones are seldom seen again, and without them there is no pace.

    Only the files beside the rules tell work that was given up by the name of its status, and what
    is called an issue but is none. Both count as finished until they are next seen.
    """
    connection, last = op.get_bind(), ""
    some = sa.select(_ITEM.c.id, _ITEM.c.type, _ITEM.c.state).order_by(_ITEM.c.id)
    some = some.limit(_AT_A_TIME)
    filling = (
        _ITEM.update()
        .where(_ITEM.c.id == sa.bindparam("this"))
        .values(born_at=sa.bindparam("born"), finished_at=sa.bindparam("finished"))
    )
    while found := connection.execute(some.where(_ITEM.c.id > last)).all():
        last = found[-1].id
        connection.execute(
            filling, [{"this": id_, **_times(type_, state)} for id_, type_, state in found]
        )


def _times(type_: str, state: Mapping[str, Any]) -> Mapping[str, datetime | None]:
    """When an item was born, and since when its work is done."""
    fields = state.get("fields", {})
    born, closed = fields.get("created"), fields.get("closed")
    is_done = fields.get("state") == "closed" or fields.get("status_category") == "done"
    if type_ != "issue" or not is_done or fields.get("state_reason") in _ABANDONED:
        finished = None
    elif isinstance(closed, datetime):
        finished = closed
    else:  # a team that sets no resolution in Jira: its last change of status has to tell
        marks = [state.get("marks", {}).get(facet) for facet in ("status", "state")]
        finished = max((mark["at"] for mark in marks if mark), default=None)
    return {"born": born if isinstance(born, datetime) else None, "finished": finished}


def _clock() -> None:
    """The company's clock knows where it goes, who keeps it and how much of the past is in."""
    op.add_column("clock", sa.Column("until", Instant(), nullable=True))
    after = sa.Column("after_rate", sa.Integer(), server_default="0", nullable=False)
    op.add_column("clock", after)
    op.add_column("clock", sa.Column("kept_until", Instant(), nullable=True))
    op.add_column("clock", sa.Column("playing_in", sa.Float(), nullable=True))
    op.add_column("outbox", sa.Column("company_at", Instant(), nullable=True))
