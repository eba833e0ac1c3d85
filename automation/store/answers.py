"""Recording what became of a write: the row's outcome, what now stands, and the site's health."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Delete, Row, Update, bindparam, delete, select, update

from automation.changes import anything_of
from automation.effects import Effect, Outcome
from automation.ports import Answer, Errand
from automation.removals import RemoveComment
from automation.store import schema
from automation.store.composed import once
from automation.store.leases import MOST_ATTEMPTS, backoff
from automation.store.reasons import Due, put_on_agenda
from automation.store.rows import KEEP_LONG
from automation.store.upsert import Insert, insert
from automation.store.wishes import NOWHERE, SPOKEN

_SPOKEN_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer, and the row of the outbox as it stands now. `now` is the company's time of it."""

    row: Any
    errand: Errand
    answer: Answer
    wall: datetime
    now: datetime

    @property
    def moved(self) -> bool:
        """Whether the wish was replaced or withdrawn meanwhile."""
        return self.row.seq != self.errand.seq or not self.row.open

    @property
    def stands(self) -> bool:
        """Whether the tracker now reads what was wished."""
        return self.answer.outcome in {Outcome.DONE, Outcome.ALREADY}


def settle(connection: Connection, settled: Sequence[Settled]) -> None:
    """Write down answers to rows that are their senders' own."""
    _stand(connection, [each for each in settled if each.stands])
    _close(connection, [each for each in settled if each.stands and not each.moved])
    for each in settled:
        if each.moved or not each.stands:
            _record(connection, each)


def _record(connection: Connection, settled: Settled) -> None:
    row, errand, answer, wall = settled.row, settled.errand, settled.answer, settled.wall
    if settled.moved and row.open:
        _set(connection, errand, {})
    elif answer.outcome is Outcome.FAILED and not settled.moved:
        _failed(connection, row, errand, answer, wall=wall)
    else:
        _close(connection, [settled])
    if answer.source == "":
        _forget(connection, settled)
    elif settled.moved or answer.outcome is Outcome.HELD:
        _look_again(connection, row, answer, wall=wall)


_FREE: Final[Mapping[str, object]] = {"owner": None, "lease_until": None, "alone": False}


def _set(connection: Connection, errand: Errand, change: Mapping[str, object]) -> None:
    box = schema.outbox
    connection.execute(update(box).where(box.c.id == errand.id).values(**_FREE, **change))


def _close(connection: Connection, settled: Sequence[Settled]) -> None:
    if settled:
        connection.execute(_closing(connection), [_closed(each) for each in settled])


@once
def _closing(_connection: Connection) -> Update:
    box = schema.outbox
    return update(box).where(box.c.id == bindparam("this"))


def _closed(settled: Settled) -> Mapping[str, object]:
    answer = settled.answer
    failed_unwanted = settled.moved and answer.outcome is Outcome.FAILED
    return {
        "this": settled.errand.id,
        "state": str(Outcome.UNKNOWN if failed_unwanted else answer.outcome),
        "open": False,
        "said": answer.said,
        "before": answer.before,
        "after": answer.after,
        "done_at": settled.wall,
        "company_at": settled.now,
        "kept_until": settled.wall + KEEP_LONG,
        **_FREE,
    }


def _failed(
    connection: Connection,
    row: Row[Any],
    errand: Errand,
    answer: Answer,
    *,
    wall: datetime,
) -> None:
    attempts = row.attempts + answer.blames
    dead = attempts >= MOST_ATTEMPTS or too_late(row, wall)
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


def too_late(row: Any, wall: datetime) -> bool:  # noqa: ANN401 - a result row
    """Whether nobody wants to hear it any more; a field would still be worth setting."""
    return row.kind in SPOKEN and wall - row.planned_at > _SPOKEN_FOR


def _told(answer: Answer) -> timedelta:
    """How long the tracker asked us to wait, an hour at most; zero where it did not say."""
    return timedelta(seconds=min(answer.retry_after or 0, 3600))


def _stand(connection: Connection, settled: Sequence[Settled]) -> None:
    """Remember what we wrote, and that these sites answer."""
    if not settled:
        return
    taken = [each for each in settled if _took_away(each)]
    written = [
        _written(each) for each in settled if each.row.kind not in NOWHERE and each not in taken
    ]
    if written:
        connection.execute(_standing(connection), written)
    for each in taken:
        connection.execute(_gone(each.errand.effect))
    names = sorted({each.row.connection for each in settled})
    connection.execute(_recovered(connection), {"names": names})


def _took_away(settled: Settled) -> bool:
    """Whether it is a comment of ours that we deleted ourselves: then nothing was ever said."""
    is_ours = settled.answer.outcome is Outcome.DONE
    return is_ours and isinstance(settled.errand.effect, RemoveComment)


def _gone(effect: Effect) -> Delete:
    last = schema.written
    return delete(last).where(last.c.target == effect.target, last.c.field == effect.field)


@once
def _standing(connection: Connection) -> Insert:
    statement = insert(schema.written, connection)
    new = statement.excluded
    fresh = {"value": new.value, "source": new.source, "at": new.at}
    return statement.on_conflict_do_update(index_elements=["target", "field"], set_=fresh)


def _written(settled: Settled) -> Mapping[str, object]:
    effect, source = settled.errand.effect, settled.answer.source
    return {
        "target": effect.target,
        "field": effect.field,
        "value": effect.value,
        "source": source,
        "at": settled.now,
    }


def _forget(connection: Connection, settled: Settled) -> None:
    """A person deleted what we said: its id leads nowhere any more, and nothing stands there."""
    last, effect = schema.written, settled.errand.effect
    connection.execute(
        update(last)
        .where(last.c.target == effect.target, last.c.field == effect.field)
        .values(value=None, source=None, at=settled.now)
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


@once
def _recovered(_connection: Connection) -> Update:
    site = schema.connection
    named = site.c.name.in_(bindparam("names", expanding=True))
    return update(site).where(named, site.c.failures > 0).values(failures=0, paused_until=None)


def _look_again(connection: Connection, row: Any, answer: Answer, *, wall: datetime) -> None:  # noqa: ANN401 - a result row
    """The tracker may stand elsewhere than we believe: decide again, after reading it if held."""
    wishes = [Due(row.subject, "look", wall, frozenset({"any"}))]
    is_there = row.target != anything_of(row.connection)
    if is_there and answer.outcome in {Outcome.HELD, Outcome.DONE}:
        wishes.append(Due(row.target, "reread", wall))
    put_on_agenda(connection, wishes, wall=wall)
