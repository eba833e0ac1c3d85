"""The active set of rules as a row, and what is wrong with the folder it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from automation.ports import Instants
from automation.sayings import COMMANDS
from automation.store import schema
from automation.store.advisory import Lock, wait_for
from automation.store.arming import Waits, arm
from automation.store.asks import ASKING
from automation.store.clocks import company_time
from automation.store.composed import once
from automation.store.database import Database
from automation.store.plans import withdrawal
from automation.store.taken_back import not_taking_back
from automation.store.ticks import drop_runs, drop_timers
from automation.store.timers import TIMER, rearm
from automation.store.upsert import insert
from automation.store.waiting import DIGEST

_NOWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ActiveSet:
    """A set of rule files, whole, and since when each of its live rules is live: in the company's
    time, for it is held against the times of events. Keys that begin with `timer:` say since when
    the timers of a rule read as they do.
    """

    hash: str
    files: Mapping[str, str]
    live_since: Mapping[str, datetime]


class RuleSets:
    """Every set that was ever active, by hash; one of them is active now."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def active_hash(self) -> str | None:
        """The hash alone: cheap enough to ask before every fork."""
        with self._database.reading() as connection:
            found: str | None = connection.scalar(_active_hash(connection))
        return found

    def active(self) -> ActiveSet | None:
        """The set that decides now; None before the first activation."""
        with self._database.reading() as connection:
            return _active(connection)

    def activate(
        self,
        hash_: str,
        files: Mapping[str, str],
        states: Mapping[str, str],
        *,
        wall: datetime,
        homes: Mapping[str, str] = _NOWHERE,
        timers: Mapping[str, str] = _NOWHERE,
    ) -> None:
        """Make this set the active one, and withdraw the wishes of rules that are not live in it.

        `states` is each rule's state by name. A rule that is paused or missing for a while keeps
        the time it went live, and with it the edits people made since; shadow forgets it.
        `homes` is the file of each rule: one of which the text is another runs no time of before.
        `timers` has by rule the key of how its timers read: where that is another, they are armed
        anew, and what would have been due by now never fires.
        """
        table = schema.ruleset
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            before = _active(connection)
            known = before.live_since if before else {}
            live = [rule for rule, state in states.items() if state == "live"]
            told = (rule for rule in known if not rule.startswith(TIMER))
            since = {rule: known[rule] for rule in told if states.get(rule) != "shadow"}
            now = company_time(connection)(wall)
            since |= {rule: known.get(rule, now) for rule in live}
            box, fuse = schema.outbox, schema.fuse
            unwanted = update(box).where(box.c.open, box.c.rule.not_in(_speaking(live)))
            unwanted = unwanted.where(not_taking_back())
            connection.execute(unwanted.values(**withdrawal(wall)))
            connection.execute(delete(fuse).where(fuse.c.rule.not_in(live)))
            drop_runs(connection, _same(before, files, homes), wall)
            drop_timers(connection, states)
            begun, instants = since.keys() - known.keys(), Instants(wall, now)
            since |= rearm(connection, hash_, known, timers, begun=begun, instants=instants)
            connection.execute(update(table).where(table.c.active).values(active=False))
            row = {"files": dict(files), "live_since": since, "activated_at": wall, "active": True}
            connection.execute(
                insert(table, connection)
                .values(hash=hash_, **row)
                .on_conflict_do_update(index_elements=["hash"], set_=row)
            )

    def arm(self, hash_: str, waits: Waits, *, wall: datetime) -> bool:
        """Arm timers that this set, once it was active, left to arm: those of the next items.

        Whether more are left. `waits` tells the rules that wait for something at an item.
        """
        return arm(self._database, hash_, waits, wall=wall)

    def trouble(self, place: str) -> tuple[str, ...]:
        """What is wrong with a place now, a line each."""
        table = schema.trouble
        with self._database.reading() as connection:
            found = connection.scalar(select(table.c.problems).where(table.c.place == place))
        return tuple(found or ())

    def report_trouble(self, place: str, problems: Sequence[str], *, wall: datetime) -> None:
        """Say what is wrong with a place; nothing wrong clears it."""
        table = schema.trouble
        with self._database.writing() as connection:
            if not problems:
                connection.execute(delete(table).where(table.c.place == place))
                return
            row = {"problems": list(problems), "since": wall}
            connection.execute(
                insert(table, connection)
                .values(place=place, **row)
                .on_conflict_do_update(index_elements=["place"], set_=row)
            )


def _speaking(live: Sequence[str]) -> Sequence[str]:
    """Whose wishes stay: those of live rules, and of no rule at all. A digest tells lines of
    several, and of some that rest by now.
    """
    return [*live, DIGEST, ASKING, COMMANDS]


def _same(
    before: ActiveSet | None, files: Mapping[str, str], homes: Mapping[str, str]
) -> frozenset[str]:
    """The rules whose file reads as it did, and every report: one that is about to go out goes
    out, by its file as it reads now.
    """
    was = before.files if before else {}
    return frozenset(
        name
        for name, file in homes.items()
        if name.startswith("report:") or was.get(file) == files.get(file)
    )


@once
def _active_hash(_connection: Connection) -> Select[Any]:
    return select(schema.ruleset.c.hash).where(schema.ruleset.c.active)


def _active(connection: Connection) -> ActiveSet | None:
    table = schema.ruleset
    row = connection.execute(select(table).where(table.c.active)).one_or_none()
    return None if row is None else ActiveSet(row.hash, row.files, row.live_since)
