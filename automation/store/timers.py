"""What a new set of rules does to the timers that stand on the agenda.

Those of a rule that reads as it did stay. Where it waits otherwise, its rows make way for looks
that arm them anew; what was due already, and what has fired, stays what it is.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from automation.ports import Instants
from automation.store import schema
from automation.store.reasons import Due, put_on_agenda

TIMER: Final = "timer:"
"""How keys of `live_since` begin that say since when the timers of a rule read as they do."""

A_SECOND: Final = 500
"""Items looked at in a second to arm a rule: what happens meanwhile does not wait for them all."""


def rearm(
    connection: Connection,
    known: Mapping[str, datetime],
    readings: Mapping[str, str],
    *,
    begun: Collection[str],
    instants: Instants,
) -> Mapping[str, datetime]:
    """Replace the timers of rules that wait otherwise than before; since when each reads so.

    `readings` has by rule the key of how its timers read, `known` those of the set before. `begun`
    are the rules that go live now: for them nothing is due that was due before.
    """
    kept = {key: known[key] for key in readings.values() if key in known}
    before = {key.split(":")[1] for key in known if key.startswith(TIMER)}
    anew = sorted(rule for rule, key in readings.items() if key not in known)
    for rule in sorted(before - readings.keys()):
        _drop(connection, rule, _waits())
    for rule in anew:
        _drop(connection, rule, _waits() if rule in begun else _waits(instants.now))
    put_on_agenda(connection, list(_arming(connection, anew, instants.wall)), wall=instants.wall)
    return {**kept, **{readings[rule]: instants.now for rule in anew}}


def _drop(connection: Connection, rule: str, waits: ColumnElement[bool]) -> None:
    table, start = schema.agenda, f"{TIMER}{rule}:"
    armed = and_(table.c.reason.not_in([f"{start}0", f"{start}1"]), waits)
    mine = (table.c.reason.like(f"{start}%"), or_(table.c.reason == f"{start}arm", armed))
    connection.execute(delete(table).where(*mine))


def _waits(after: datetime | None = None) -> ColumnElement[bool]:
    """What is armed and due later than this, or at any time."""
    table = schema.agenda
    is_armed = table.c.due_on == "company"
    return is_armed if after is None else and_(is_armed, table.c.due_at > after)


def _arming(connection: Connection, rules: Collection[str], wall: datetime) -> Iterator[Due]:
    table = schema.item
    there: Any = select(table.c.id).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
    for place, id_ in enumerate(connection.scalars(there) if rules else ()):
        for rule in rules:
            yield Due(id_, f"{TIMER}{rule}:arm", wall + timedelta(seconds=place // A_SECOND))
