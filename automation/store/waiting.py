"""What is to be said later: it waits in the outbox for its time, by the company's clock.

Lines of a digest become one mail in the transaction that closes them, so that each is told once
whatever dies on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from automation.effects import Notice, Plan, Step
from automation.notices import LINES, as_mail
from automation.ports import stamp
from automation.store import rows, schema, wishes
from automation.store.advisory import Lock, wait_for
from automation.store.clocks import company_time
from automation.store.database import Database
from automation.store.plans import NEVER, keep_plans
from automation.store.types import Instant

DIGEST: Final = "digest"
"""Whose mails digests are: of several rules, so of none."""

_AT_A_TIME: Final = 500


class Waiting:
    """The wishes that wait for an hour at which their rule may speak."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def tend(self, *, wall: datetime, now: datetime) -> int:
        """Let go what may be said by now; how many wishes went."""
        box = schema.outbox
        due = and_(box.c.open, box.c.opens_at <= now, box.c.state == "waiting")
        with self._database.reading() as connection:
            if not connection.scalar(select(exists().where(due))):
                return 0
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            some = select(box).where(due).order_by(box.c.opens_at, box.c.id).limit(_AT_A_TIME)
            found = connection.execute(some).all()
            first = [row for row in found if _is_line(row)]
            lines = _all_lines(connection, first, due) if len(found) == _AT_A_TIME else first
            for mine in _by_recipient(lines):
                _gather(connection, mine, wall=wall, now=now)
            alone = {row.id for row in found} - {row.id for row in first}
            _let_go(connection, sorted(alone), wall=wall, now=now)
        return len(found)

    def counts(self) -> Mapping[str, int]:
        """How many wishes of each rule wait for their time."""
        box = schema.outbox
        waits = (box.c.open, box.c.state == "waiting")
        query = select(box.c.rule, func.count()).where(*waits).group_by(box.c.rule)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def over(self, *, limit: int = 50) -> Sequence[Mapping[str, Any]]:
        """What is held because its rule is over one of its rates, the newest first."""
        box, item = schema.outbox, schema.item
        query = (
            select(box, item.c.key)
            .outerjoin(item, item.c.id == box.c.target)
            .where(box.c.open, box.c.state == "held", box.c.said.is_not(None))
            .order_by(box.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def going(connection: Connection, wall: datetime) -> Mapping[str, object]:
    """What lets wishes go that waited for something else: at once, or when they may be said.

    Lines for people wait even where their hour is over: what waits together becomes one mail.
    """
    box = schema.outbox
    is_line = and_(box.c.kind == "notice", box.c.opens_at.is_not(None))
    later = or_(box.c.opens_at > company_time(connection)(wall), is_line)
    return {
        "state": case((later, "waiting"), else_="planned"),
        "due_at": case((later, literal(NEVER, Instant())), else_=literal(wall, Instant())),
        "planned_at": wall,
        "said": None,
        "seq": box.c.seq + 1,
    }


def _let_go(connection: Connection, ids: Sequence[int], *, wall: datetime, now: datetime) -> None:
    if not ids:
        return
    box = schema.outbox
    # A run of its own: what waited through the night is nothing that this minute brought.
    run = func.coalesce(box.c.run, f"hours@{stamp(now)}")
    change = {"state": "planned", "due_at": wall, "planned_at": wall, "seq": box.c.seq + 1}
    connection.execute(update(box).where(box.c.id.in_(ids)).values(**change, run=run))


def _is_line(row: Any) -> bool:  # noqa: ANN401 - a result row
    return row.kind == "notice" and bool(row.wish["digest"])


def _all_lines(
    connection: Connection, first: Sequence[Any], due: ColumnElement[bool]
) -> Sequence[Any]:
    """Every line that is due to those who are told some: what goes together is one mail."""
    if not first:
        return first
    box, people = schema.outbox, {_recipient(row) for row in first}
    notices = select(box).where(due, box.c.kind == "notice").order_by(box.c.opens_at, box.c.id)
    return [r for r in connection.execute(notices) if _is_line(r) and _recipient(r) in people]


def _recipient(row: Any) -> str:  # noqa: ANN401 - a result row
    return str(row.wish["recipient"]).casefold()


def _by_recipient(lines: Iterable[Any]) -> Iterable[Sequence[Any]]:
    found: dict[str, list[Any]] = {}
    for row in lines:
        found.setdefault(_recipient(row), []).append(row)
    for mine in found.values():
        yield from (mine[start : start + LINES] for start in range(0, len(mine), LINES))


def _gather(connection: Connection, lines: Sequence[Any], *, wall: datetime, now: datetime) -> None:
    """Close these lines, and put the mail that tells them into the outbox."""
    box, first = schema.outbox, lines[0]
    notices = [each for row in lines if isinstance(each := wishes.effect(row), Notice)]
    mail = as_mail(notices, f"digest:{first.id}")
    closed = {
        "state": "done",
        "open": False,
        "seq": box.c.seq + 1,
        "said": "told in a digest",
        "after": [mail.recipient, mail.key],
        "done_at": wall,
        "company_at": now,
        "kept_until": wall + rows.KEEP_LONG,
    }
    ids = [row.id for row in lines]
    connection.execute(update(box).where(box.c.id.in_(ids)).values(**closed))
    subject = f"digest:{mail.recipient}"
    rules = ", ".join(sorted({row.rule for row in lines}))
    step = Step(mail, subject, DIGEST, first.ruleset, f"lines of {rules}", ())
    keep_plans(connection, [Plan(subject, steps=(step,))], wall=wall)
