"""Rows that gave up, from all three tables, each with its error in plain words and a way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from automation.store.views import Views
from automation.web import troubles, words
from automation.web.words import Row

_LONG = 60
"""Letters of a value above which it stands below the row's name."""

MOST = 50
"""Dead rows shown of each table; the rest comes up as these are dealt with."""


@dataclass(frozen=True, slots=True)
class Dead:
    """One row that gave up. `key` is the item it is about, "" where none is known, and `wanted` a
    text that is too long to stand in its name.

    `raw` is the error as it was recorded. `action` is where its form goes, with `subject` in it.
    """

    what: str
    key: str
    trouble: str
    raw: str
    at: datetime
    action: str
    button: str
    subject: str = ""
    wanted: str = ""


def dead_rows(views: Views) -> Iterator[Dead]:
    """Deliveries first: what could not be read may be why the rest went wrong."""
    for row in views.deliveries(state="dead", limit=MOST):
        yield _delivery(row)
    # One form lets all rows of a subject live again.
    subjects = {row["subject"]: row for row in views.agenda(dead=True, limit=MOST)}
    for row in subjects.values():
        yield _decision(row)
    for row in views.writes(state="dead", limit=MOST):
        yield _write(row)


def _delivery(row: Row) -> Dead:
    return Dead(
        what=f"Delivery {row['delivery']} from {row['connection']}",
        key="",
        trouble=troubles.unread(row["error"] or ""),
        raw=row["error"] or "",
        at=row["received_at"],
        action=url_for("operations.replay_delivery", delivery=row["delivery"]),
        button=f"delivery {row['delivery']}",
    )


def _decision(row: Row) -> Dead:
    key = row["key"] or row["subject"]
    return Dead(
        what=f"Deciding about {key}",
        key=row["key"] or "",
        trouble=troubles.undecided(row["error"] or ""),
        raw=row["error"] or "",
        at=row["since"],
        action=url_for("operations.replay_decision"),
        button=f"deciding about {key}",
        subject=row["subject"],
    )


def _write(row: Row) -> Dead:
    key = row["key"] or row["target"]
    wanted, field = words.value(row["value"]).word, words.field(row["field"])
    is_long = len(wanted) > _LONG
    return Dead(
        what=f"Writing {field}{'' if is_long else f': {wanted}'}, to {key}",
        key=row["key"] or "",
        trouble=troubles.unwritten(row["said"] or ""),
        raw=row["said"] or "",
        at=row["done_at"] or row["planned_at"],
        action=url_for("operations.replay_write", id_=row["id"]),
        button=f"writing {field} to {key}",
        wanted=wanted if is_long else "",
    )
