"""ask: every question once. open, then answered, expired, or over because it has settled itself."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import case, func, select, update

from automation.asks import LASTS, Ask
from automation.effects import Email, Plan, Step
from automation.model import Item
from automation.sayings import Proposal
from automation.store import schema
from automation.store.advisory import Lock, wait_for
from automation.store.database import Database
from automation.store.items import items_of
from automation.store.names import parts
from automation.store.plans import keep_plans
from automation.store.said import proposal
from automation.store.upsert import adding

ASKING: Final = "asks"
"""Whose mails questions are: of no rule."""

_WEEK: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)

Row = Mapping[str, Any]


class Asks:
    """The one queue of questions."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def listed(self, *, every: bool = False, limit: int = 200) -> Sequence[Row]:
        """The open questions, the oldest first; with `every` also those that are over."""
        table = schema.ask
        is_over = case((table.c.state == "open", 0), else_=1)
        query = select(table).order_by(is_over, table.c.at, table.c.id).limit(limit)
        query = query if every else query.where(table.c.state == "open")
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def ask(self, asked: Sequence[Ask], *, now: datetime) -> None:
        """Put what was never asked on the list, and take off it what is no question any more.

        Questions that lasted long enough expire; nothing is ever asked again.
        """
        table = schema.ask
        values = [_row(each, now) for each in asked]
        still = {each.id for each in asked}
        open_ = table.c.state == "open"
        with self._database.writing() as connection:
            if values:
                connection.execute(adding(connection, table), values)
            late = update(table).where(open_, table.c.until <= now)
            connection.execute(late.values(state="expired", answered_at=now))
            stand = connection.scalars(select(table.c.id).where(open_)).all()
            for some in parts({*stand} - still):
                over = update(table).where(open_, table.c.id.in_(some))
                connection.execute(over.values(state="settled", answered_at=now))

    def answer(self, id_: str, said: str, *, now: datetime) -> bool:
        """Keep an answer; False where nothing of this name is open."""
        table = schema.ask
        mine = update(table).where(table.c.id == id_, table.c.state == "open")
        with self._database.writing() as connection:
            done = connection.execute(mine.values(state="answered", answer=said, answered_at=now))
        return done.rowcount == 1

    def mailed(self, now: datetime) -> Mapping[str, int]:
        """How many questions each person was mailed in the last seven days."""
        table = schema.ask
        query = select(table.c.person, func.count()).where(table.c.mailed_at > now - _WEEK)
        with self._database.reading() as connection:
            found = connection.execute(query.group_by(table.c.person)).all()
        return {person: many for person, many in found}  # noqa: C416 - rows are no pairs to mypy

    def mail(self, row: Row, email: Email, *, version: str, wall: datetime, now: datetime) -> None:
        """Put the mail of a question into the outbox, once."""
        table = schema.ask
        mine = update(table).where(table.c.id == row["id"], table.c.mailed_at.is_(None))
        step = Step(email, email.target, ASKING, version, row["question"], evidence=())
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            if connection.execute(mine.values(mailed_at=now)).rowcount:
                keep_plans(connection, [Plan(step.subject, steps=(step,))], wall=wall)

    def proposals(self, now: datetime) -> Sequence[tuple[Proposal, Item]]:
        """What people proposed in comments of late that no change of the field has answered since.

        `now` is the company's. Who would ask about an older one asked, and the question is over.
        """
        with self._database.reading() as connection:
            found_ = connection.execute(_proposals(now - LASTS - _DAY)).mappings()
            told = [proposal(row) for row in found_]
            items = items_of(connection, {each.item_id for each in told})
        found = [(each, items[each.item_id]) for each in told if each.item_id in items]
        return [(each, item) for each, item in found if not _is_answered(each, item)]

    def trips(self, known: Collection[str]) -> Sequence[tuple[Row, Item]]:
        """Where these rules rest because they wrote to and fro, each with its item."""
        table = schema.trip
        query = select(table).where(table.c.flips != "", table.c.rule.in_(sorted(known)))
        with self._database.reading() as connection:
            found = [dict(row) for row in connection.execute(query).mappings()]
            items = items_of(connection, {row["item"] for row in found})
        return [(row, items[row["item"]]) for row in found if row["item"] in items]


def _proposals(since: datetime) -> Any:  # noqa: ANN401 - an SQL expression
    table = schema.proposal
    return select(table).where(table.c.at > since).order_by(table.c.at)


def _is_answered(proposed: Proposal, item: Item) -> bool:
    mark = item.marks.get(proposed.field)
    return item.deleted_at is not None or (mark is not None and mark.at > proposed.at)


def _row(asked: Ask, now: datetime) -> dict[str, object]:
    return {
        "id": asked.id,
        "kind": asked.kind,
        "person": asked.person,
        "subject": asked.subject,
        "question": asked.question,
        "otherwise": asked.otherwise,
        "url": asked.url,
        "state": "open",
        "at": now,
        "until": now + LASTS,
    }
