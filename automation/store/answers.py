"""Recording what became of a write: the row's outcome, what now stands, and the site's health."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, select, update
from sqlalchemy.dialects.sqlite import insert

from automation.effects import Outcome
from automation.ports import Answer, Errand
from automation.store import schema
from automation.store.leases import MOST_ATTEMPTS, backoff
from automation.store.reasons import Due, put_on_agenda
from automation.store.rows import KEEP_LONG


def still_mine(errand: Errand, *, owner: str, wall: datetime) -> Any:  # noqa: ANN401 - an SQL expression
    """The condition under which a row is as its sender claimed it."""
    box = schema.outbox
    return and_(
        box.c.id == errand.id,
        box.c.seq == errand.seq,
        box.c.owner == owner,
        box.c.open,
        box.c.lease_until > wall,
    )


def record(
    connection: Connection, errand: Errand, answer: Answer, *, owner: str, wall: datetime
) -> bool:
    """Write down an answer; False, and nothing written, if somebody else has the row by now."""
    box = schema.outbox
    row = connection.execute(
        select(box).where(box.c.id == errand.id, box.c.owner == owner)
    ).one_or_none()
    if row is None:
        return False
    moved = row.seq != errand.seq or not row.open
    if answer.outcome in {Outcome.DONE, Outcome.ALREADY}:
        _stands(connection, errand, wall=wall)
        _recovered(connection, row.connection)
    if moved and row.open:
        _set(connection, errand, {})
    elif answer.outcome is Outcome.FAILED and not moved:
        _failed(connection, row, errand, answer, wall=wall)
    else:
        _closed(connection, errand, answer, moved=moved, wall=wall)
    if moved or answer.outcome is Outcome.HELD:
        _look_again(connection, row, answer, wall=wall)
    return True


def _set(connection: Connection, errand: Errand, change: dict[str, object]) -> None:
    box = schema.outbox
    free = {"owner": None, "lease_until": None, "alone": False}
    connection.execute(update(box).where(box.c.id == errand.id).values(**free, **change))


def _closed(
    connection: Connection, errand: Errand, answer: Answer, *, moved: bool, wall: datetime
) -> None:
    failed_unwanted = moved and answer.outcome is Outcome.FAILED
    _set(
        connection,
        errand,
        {
            "state": str(Outcome.UNKNOWN if failed_unwanted else answer.outcome),
            "open": False,
            "said": answer.said,
            "before": answer.before,
            "after": answer.after,
            "done_at": wall,
            "kept_until": wall + KEEP_LONG,
        },
    )


def _failed(
    connection: Connection,
    row: Row[Any],
    errand: Errand,
    answer: Answer,
    *,
    wall: datetime,
) -> None:
    attempts = row.attempts + answer.blames
    dead = attempts >= MOST_ATTEMPTS
    wait = _told(answer) or backoff(row.tries or attempts)
    _set(
        connection,
        errand,
        {
            "state": "dead" if dead else "planned",
            "open": not dead,
            "attempts": attempts,
            "tries": row.tries + (row.state != "sending"),
            "said": answer.said,
            "due_at": wall + wait,
            "done_at": wall if dead else None,
            "kept_until": wall + KEEP_LONG if dead else None,
        },
    )
    if not answer.blames:
        _pause(connection, row.connection, answer, wall=wall)


def _told(answer: Answer) -> timedelta:
    """How long the tracker asked us to wait, an hour at most; zero where it did not say."""
    return timedelta(seconds=min(answer.retry_after or 0, 3600))


def _stands(connection: Connection, errand: Errand, *, wall: datetime) -> None:
    statement = insert(schema.written).values(
        target=errand.effect.target, field=errand.effect.field, value=errand.effect.value, at=wall
    )
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["target", "field"], set_={"value": new.value, "at": new.at}
        )
    )


def _pause(connection: Connection, name: str, answer: Answer, *, wall: datetime) -> None:
    """Leave a site that is down alone for a while: then one row goes as a probe."""
    site = schema.connection
    failures = connection.scalar(select(site.c.failures).where(site.c.name == name)) or 0
    wait = _told(answer) or backoff(failures)
    connection.execute(
        update(site)
        .where(site.c.name == name)
        .where((site.c.paused_until.is_(None)) | (site.c.paused_until <= wall))
        .values(failures=failures + 1, paused_until=wall + wait)
    )


def _recovered(connection: Connection, name: str) -> None:
    site = schema.connection
    connection.execute(
        update(site)
        .where(site.c.name == name, site.c.failures > 0)
        .values(failures=0, paused_until=None)
    )


def _look_again(connection: Connection, row: Any, answer: Answer, *, wall: datetime) -> None:  # noqa: ANN401 - a result row
    """The tracker may stand elsewhere than we believe: decide again, after reading it if held."""
    wishes = [Due(row.subject, "look", wall, frozenset({"any"}))]
    if answer.outcome in {Outcome.HELD, Outcome.DONE}:
        wishes.append(Due(row.target, "reread", wall))
    put_on_agenda(connection, wishes, wall=wall)
