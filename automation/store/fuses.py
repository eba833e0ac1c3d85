"""What rests, what is held, what rules in shadow would write, and a person's `apply`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from automation.effects import Wake
from automation.ports import Bounds, Run, stamp
from automation.store import schema
from automation.store.advisory import Lock, wait_for
from automation.store.database import Database
from automation.store.flips import let_go
from automation.store.fuse import wake
from automation.store.reasons import put_wakes
from automation.store.ticks import start
from automation.store.waiting import going

Row = Mapping[str, Any]


class Fuses:
    """The rules that wanted too much, and the way back."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def resting(self) -> Sequence[Row]:
        """The rules that rest, the newest first."""
        table = schema.fuse
        return self._rows(select(table).order_by(table.c.since.desc(), table.c.rule))

    def held(self) -> Mapping[str, int]:
        """How many wishes of each rule are held."""
        box = schema.outbox
        # Counted here: to group by rule SQLite would read all that was ever written.
        query = select(box.c.rule).where(_HELD)
        with self._database.reading() as connection:
            return Counter(connection.scalars(query))

    def held_wishes(self, rule: str, subject: str | None = None) -> Sequence[Row]:
        """Field, value and subject of each held wish of a rule, with the key of a known item."""
        box, item = schema.outbox, schema.item
        mine = (_HELD, box.c.rule == rule, *([box.c.subject == subject] if subject else []))
        columns = (box.c.field, box.c.value, box.c.subject, item.c.key)
        query = select(*columns).outerjoin(item, item.c.id == box.c.subject).where(*mine)
        return self._rows(query)

    def shadow(self, *, limit: int = 50, rule: str | None = None) -> Sequence[Row]:
        """What rules in shadow would have written, the newest first."""
        table, item = schema.shadow, schema.item
        query = (
            select(table, item.c.key)
            .outerjoin(item, item.c.id == table.c.subject)
            .order_by(table.c.at.desc(), table.c.effect)
            .limit(limit)
        )
        return self._rows(query.where(table.c.rule == rule) if rule else query)

    def shadow_counts(self) -> Mapping[str, int]:
        """How many wishes of each rule the shadow ledger holds."""
        table = schema.shadow
        query = select(table.c.rule, func.count()).group_by(table.c.rule)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def apply_all(self, of: Bounds, *, wall: datetime, now: datetime) -> bool:
        """Put a run over all the rule is about on the agenda, and let the rule work again.

        False, and nothing done, where such a run is under way.
        """
        tick = schema.tick
        run = Run(f"{of.rule}/apply", now.replace(microsecond=0))
        same = (tick.c.schedule == run.schedule, tick.c.state.in_(("running", "releasing")))
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            if connection.execute(select(tick.c.schedule).where(*same)).first() is not None:
                return False
            wake(connection, of.rule)
            let_go(connection, of.rule, now)
            start(connection, run, of.version, wall)
            if not of.derives:  # what it held is let go as it is
                last = (tick.c.schedule == run.schedule, tick.c.planned_at == run.planned_at)
                connection.execute(update(tick).where(*last).values(state="releasing"))
        return True

    def apply_one(self, of: Bounds, subject: str, *, wall: datetime, now: datetime) -> None:
        """Let the rule look at one item, whatever its fuse says, and let go what it held there."""
        run = f"apply@{stamp(now)}"
        box = schema.outbox
        with self._database.writing() as connection:
            let_go(connection, of.rule, now, subject)
            if of.derives:
                wish = Wake(subject, f"sweep:{of.rule}:{run}", "company", now)
                put_wakes(connection, [wish], wall=wall)
                return
            mine = and_(_HELD, box.c.rule == of.rule, box.c.subject == subject)
            gone = {**going(connection, wall), "run": run}
            connection.execute(update(box).where(mine).values(**gone))

    def _rows(self, query: Any) -> Sequence[Row]:  # noqa: ANN401 - an SQL expression
        with self._database.reading() as connection:
            return _read(connection, query)


def _read(connection: Connection, query: Any) -> Sequence[Row]:  # noqa: ANN401 - an SQL expression
    return [dict(row) for row in connection.execute(query).mappings()]


_HELD = and_(schema.outbox.c.open, schema.outbox.c.state == "held")
