"""The pace of writes: a gap, a minute's and an hour's allowance, kept as rows and as due times.

GitHub asks for a second between writes and allows 80 a minute and 500 an hour.
https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
No worker sleeps: a row that may not go yet is only due later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from automation.store import schema
from automation.store.types import micros
from automation.store.upsert import insert


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two writes, and the most in a minute and in an hour; 0 is no limit."""

    gap: float = 0.0
    minute: int = 0
    hour: int = 0

    def windows(self) -> Iterator[tuple[str, int, int]]:
        """(scope, its length in seconds, its limit) for each window that has a limit."""
        if self.minute:
            yield "minute", 60, self.minute
        if self.hour:
            yield "hour", 3600, self.hour


GITHUB = Pace(gap=1.0, minute=80, hour=500)


def within_pace(
    connection: Connection, rows: Sequence[Any], paces: Mapping[str, Pace], *, wall: datetime
) -> Sequence[Any]:
    """The rows that may go now, charged to their connection; the others become due later.

    Several fields of one target go in one request and are charged once.
    """
    chosen, tried, going = [], set[str](), set[str]()
    for row in rows:
        if row.target in going:
            chosen.append(row)
            continue
        pace = paces.get(row.connection, Pace())
        probing = bool(row.failures) and row.connection in tried
        tried.add(row.connection)
        free_at = wall if probing else _free_at(connection, row, pace, wall=wall)
        if probing:
            continue
        if free_at > wall:
            _postpone(connection, row.id, free_at)
        else:
            _charge(connection, row.connection, pace, cost=_calls(row), wall=wall)
            chosen.append(row)
            going.add(row.target)
    return chosen


def _free_at(connection: Connection, row: Any, pace: Pace, *, wall: datetime) -> datetime:  # noqa: ANN401 - a result row
    """When the connection may write next."""
    site = schema.connection
    free = wall
    if pace.gap:
        found = connection.scalar(select(site.c.free_at).where(site.c.name == row.connection))
        free = max(free, found or free)
    for scope, length, limit in pace.windows():
        if _used(connection, row.connection, scope, _window(wall, length)) >= limit:
            free = max(free, _next_window(wall, length))
    return free


def _calls(row: Any) -> int:  # noqa: ANN401 - a result row
    """Changing one label for another is two writes, opening an item under another may be two;
    anything else is one.
    """
    if row.kind == "create":
        return 2 if row.wish["parent"] else 1
    if row.kind != "label":
        return 1
    return max(1, len(row.wish["basis"]) + (row.value is not None))


def _charge(connection: Connection, name: str, pace: Pace, *, cost: int, wall: datetime) -> None:
    site, budget = schema.connection, schema.budget
    if pace.gap:
        connection.execute(
            update(site)
            .where(site.c.name == name)
            .values(free_at=wall + timedelta(seconds=pace.gap * cost))
        )
    for scope, length, _ in pace.windows():
        statement = insert(budget, connection).values(
            connection=name,
            scope=scope,
            window=_window(wall, length),
            used=cost,
            kept_until=wall + timedelta(days=1),
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["connection", "scope", "window"],
                set_={"used": budget.c.used + cost},
            )
        )


def _used(connection: Connection, name: str, scope: str, window: int) -> int:
    budget = schema.budget
    query = select(func.coalesce(func.sum(budget.c.used), 0)).where(
        budget.c.connection == name, budget.c.scope == scope, budget.c.window == window
    )
    return int(connection.scalar(query) or 0)


def _postpone(connection: Connection, id_: int, until: datetime) -> None:
    box = schema.outbox
    connection.execute(update(box).where(box.c.id == id_).values(due_at=until))


def _window(wall: datetime, length: int) -> int:
    return micros(wall) // (length * 1_000_000)


def _next_window(wall: datetime, length: int) -> datetime:
    spent = micros(wall) % (length * 1_000_000)
    return wall + timedelta(microseconds=length * 1_000_000 - spent)
