"""Editions as pages show them: each whole, with what became of its row in the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from automation.store import schema


@dataclass(frozen=True, slots=True)
class Edition:
    """One sending of a report to one recipient. `state` is that of its row in the outbox.

    `planned_at` and `sent_at` are the company's time; `sent_at` is None until it has left.
    """

    id: int
    report: str
    period: str
    recipient: str
    subject: str
    text: str
    html: str
    state: str
    planned_at: datetime
    sent_at: datetime | None


def newest(limit: int) -> Select[Any]:
    """The newest editions first."""
    return select(schema.edition).order_by(schema.edition.c.id.desc()).limit(limit)


def read(connection: Connection, query: Select[Any]) -> Sequence[Edition]:
    """These editions, in the query's order."""
    found = connection.execute(query).all()
    states = _states(connection, [row.effect for row in found if row.effect])
    return [_edition(row, *states.get(row.effect, ("planned", None))) for row in found]


def _states(
    connection: Connection, effects: Sequence[str]
) -> Mapping[str, tuple[str, datetime | None]]:
    """What became of these effects last, all in one look through the outbox."""
    box = schema.outbox
    query = select(box.c.effect, box.c.state, box.c.company_at).where(box.c.effect.in_(effects))
    found = connection.execute(query.order_by(box.c.id)).all() if effects else []
    return {effect: (state, stepped) for effect, state, stepped in found}


def _edition(row: Any, state: str, stepped: datetime | None) -> Edition:  # noqa: ANN401 - a result row
    return Edition(
        *(row.id, row.report, row.period, row.recipient, row.subject, row.text, row.html, state),
        planned_at=row.planned_at,
        sent_at=stepped if state == "done" else None,
    )
