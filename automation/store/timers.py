"""What a new set of rules does to the timers that stand on the agenda.

Those of a rule that reads as it did stay. Where it waits otherwise, its rows make way for looks
that arm them anew; what was due already, and what has fired, stays what it is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select

from automation.ports import Instants
from automation.store import schema
from automation.store.arming import begin

TIMER: Final = "timer:"
"""How keys of `live_since` begin that say since when the timers of a rule read as they do."""

_KEPT: Final = frozenset({"0", "1", "limit"})
"""Rows of a rule that wait for nothing its triggers name: an edit that ends, a change that is
pending, a limit that has room again.
"""


def rearm(
    connection: Connection,
    set_: str,
    known: Mapping[str, datetime],
    readings: Mapping[str, str],
    *,
    begun: Collection[str],
    instants: Instants,
) -> Mapping[str, datetime]:
    """Replace the timers of rules that wait otherwise than before; since when each reads so.

    `readings` has by rule the key of how its timers read in the set that becomes active, `known`
    those of the set before. `begun` are the rules that go live now: for them nothing is due that
    was due before.
    """
    kept = {key: known[key] for key in readings.values() if key in known}
    before = {key.split(":")[1] for key in known if key.startswith(TIMER)}
    anew = {rule for rule, key in readings.items() if key not in known}
    over = (before - readings.keys()) | (anew & {*begun})
    timers = _timers(connection) if over or anew else ()
    _drop(connection, timers, over.__contains__)
    _drop(connection, timers, (anew - over).__contains__, after=instants.now)
    begin(connection, set_, readings, anew=anew, wall=instants.wall)
    return {**kept, **{readings[rule]: instants.now for rule in anew}}


def _timers(connection: Connection) -> Sequence[str]:
    """The names of all rows that a trigger waits in, each once."""
    reason = schema.agenda.c.reason
    found = connection.scalars(select(reason).where(reason.like(f"{TIMER}%")).distinct())
    return [each for each in found if each.rpartition(":")[2] not in _KEPT]


def _drop(
    connection: Connection,
    timers: Sequence[str],
    is_of: Callable[[str], bool],
    *,
    after: datetime | None = None,
) -> None:
    """Forget what is armed of these rules, and due later than this, or at any time."""
    table = schema.agenda
    mine = [each for each in timers if is_of(each.split(":")[1])]
    armed = delete(table).where(table.c.reason.in_(mine), table.c.due_on == "company")
    if mine:
        connection.execute(armed if after is None else armed.where(table.c.due_at > after))
