"""Looks that arm the timers of rules that wait otherwise than before.

A set of rules becomes active in one short transaction; the looks follow some hundreds at a time,
and how far they are stands in a row of the agenda that only this file reads. Whoever dies between
two parts leaves that row, and the next part goes on from there.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, select, update

from automation.effects import ARM
from automation.model import Item
from automation.store import schema
from automation.store.advisory import Lock, wait_for
from automation.store.database import Database
from automation.store.items import items_of
from automation.store.reasons import Due, put_on_agenda
from automation.store.upsert import insert

AT_A_TIME: Final = 500
"""Items in one transaction, and in one second of looks: nobody waits for them all."""

_ROW: Final = {"subject": "timers", "reason": "arm"}
_NO_CLOCK: Final = "arming"
"""What the row is due on, so that no claim sees it."""

Waits = Callable[[Item], Collection[str]]
"""The rules that wait for something at items such as this one."""


@dataclass(frozen=True, slots=True)
class _Left:
    """The rules of a set that are yet to be armed, at the items `after` this one."""

    set: str
    rules: tuple[str, ...]
    after: str = ""
    parts: int = 0


def begin(
    connection: Connection,
    set_: str,
    rules: Collection[str],
    *,
    anew: Collection[str],
    wall: datetime,
) -> None:
    """Note that the timers of the rules `anew` are to be armed, beside what was left to arm of the
    set before. `rules` are all that wait in this one.
    """
    left = _left(connection)
    before = left.rules if left else ()
    wanted = tuple(sorted({*anew, *before} & {*rules}))
    connection.execute(delete(schema.agenda).where(_this()))
    if wanted:
        after = left.after if left and not anew else ""
        row = {**_ROW, "due_on": _NO_CLOCK, "due_at": wall, "seq": 1, "since": wall}
        told = _told(_Left(set_, wanted, after))
        connection.execute(insert(schema.agenda, connection).values(**row, changed=told))


def arm(database: Database, set_: str, waits: Waits, *, wall: datetime) -> bool:
    """Put a look at the next items on the agenda, each for all of its rules; whether more are left.

    What another set left to arm is left to whoever has that one in hand.
    """
    with database.reading() as connection:
        left = _left(connection)
        if left is None or left.set != set_:
            return False
        ids = _next(connection, left.after)
        items = items_of(connection, ids)
    at = wall + timedelta(seconds=left.parts)
    mine = ((id_, frozenset(left.rules) & {*waits(items[id_])}) for id_ in ids)
    looks = [Due(id_, ARM, at, rules) for id_, rules in mine if rules]
    with database.writing() as connection:
        wait_for(connection, Lock.LINE)
        if _left(connection) != left:
            return True  # another clock, or another set, was quicker
        put_on_agenda(connection, looks, wall=wall)
        if len(ids) < AT_A_TIME:
            connection.execute(delete(schema.agenda).where(_this()))
            return False
        further = _Left(left.set, left.rules, ids[-1], left.parts + 1)
        change = update(schema.agenda).where(_this())
        connection.execute(change.values(changed=_told(further)))
    return True


def _next(connection: Connection, after: str) -> Sequence[str]:
    item = schema.item
    query = select(item.c.id).where(item.c.id > after, item.c.deleted_at.is_(None))
    return connection.scalars(query.order_by(item.c.id).limit(AT_A_TIME)).all()


def _left(connection: Connection) -> _Left | None:
    found = connection.scalar(select(schema.agenda.c.changed).where(_this()))
    if found is None:
        return None
    read = json.loads(found)
    return _Left(**{**read, "rules": tuple(read["rules"])})


def _told(left: _Left) -> str:
    return json.dumps(
        {"set": left.set, "rules": left.rules, "after": left.after, "parts": left.parts}
    )


def _this() -> Any:  # noqa: ANN401 - an SQL expression
    return and_(*(schema.agenda.c[name] == value for name, value in _ROW.items()))
