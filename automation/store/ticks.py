"""tick: when each schedule and sweep is due, exactly once whatever clocks and restarts do.

The next time of each stands here as `planned`; the leading clock lets it run, and plans the one
after it, in one transaction. A rule that is new or changed is planned from now on.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from automation.effects import ARM, Wake
from automation.ports import Instants, Run
from automation.store import schema
from automation.store.advisory import Lock, wait_for
from automation.store.database import Database
from automation.store.plans import withdrawal
from automation.store.reasons import put_wakes
from automation.store.rows import KEEP_LONG
from automation.store.upsert import insert

MOST_MISSED: Final = 100
"""Times that passed unseen and are put on record, of each schedule and jump of the clock."""

_WINDOWS: Final = tuple(timedelta(hours=hours) for hours in (1, 24, 24 * 32, 24 * 400))


@dataclass(frozen=True, slots=True)
class Timed:
    """One trigger of a rule and its times. `skips`: a time that passed unseen is not made up for.

    `next_after` gives the next time after another, None where there is none.
    """

    schedule: str
    next_after: Callable[[datetime], datetime | None]
    skips: bool = False


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one schedule needs now: the time that runs, those that are missed, and the next."""

    schedule: str
    planned: datetime | None
    missed: tuple[datetime, ...]
    runs: datetime | None
    following: datetime | None


class Ticks:
    """The times of all schedules."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def tend(
        self, schedules: Sequence[Timed], *, version: str, instants: Instants, late: timedelta
    ) -> None:
        """Let what is due run, and plan what comes next.

        `version` is the set of rules these schedules stand in; `late` is how long after its time a
        run still counts as on time, on the company's clock.
        """
        with self._database.reading() as connection:
            planned = _planned(connection)
            turns = [t for s in schedules if (t := _turn(s, planned, version, instants.now, late))]
            gone = planned.keys() - {each.schedule for each in schedules}
            newest = _newest(connection) if turns else {}
        if not turns and not gone:
            return
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            _drop(connection, sorted(gone))
            for turn, schedule in _with(turns, schedules):
                _take(connection, turn, version, instants)
                start = max([instants.now, *newest.get(schedule.schedule, ())])
                # After the newest on record: a clock that was set back repeats nothing.
                following = turn.following if start == instants.now else schedule.next_after(start)
                _plan(connection, schedule.schedule, following, version, instants.wall)

    def shown(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Of each rule the next time and the last ones, newest first."""
        table = schema.tick
        place = func.row_number().over(
            partition_by=table.c.schedule, order_by=table.c.planned_at.desc()
        )
        some = select(table, place.label("place")).subquery()
        query = select(some).where(some.c.place <= _SHOWN).order_by(some.c.planned_at.desc())
        found: dict[str, list[Mapping[str, Any]]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["schedule"].partition("/")[0], []).append(dict(row))
        return found

    def awaited(self, *, since: datetime) -> datetime | None:
        """The time of the first report that is planned, or runs since that wall time or later."""
        table = schema.tick
        runs = and_(table.c.state == "running", table.c.started_at >= since)
        query = select(func.min(table.c.planned_at)).where(
            table.c.schedule.like("report:%"), or_(table.c.state == "planned", runs)
        )
        with self._database.reading() as connection:
            found: datetime | None = connection.scalar(query)
        return found

    def missed(self) -> int:
        """How many times passed unseen and were not made up for."""
        table = schema.tick
        query = select(func.count()).where(table.c.state == "missed")
        with self._database.reading() as connection:
            return connection.scalar(query) or 0


_SHOWN: Final = 5


def start(connection: Connection, run: Run, version: str, wall: datetime) -> None:
    """Put a run on record and on the agenda; one that is there already is left alone."""
    born = connection.execute(
        insert(schema.tick, connection)
        .values(**_row(run, version, wall, "running"))
        .on_conflict_do_nothing()
        .returning(schema.tick.c.schedule)
    ).all()
    if born:
        _call(connection, run, wall)


def drop_runs(connection: Connection, kept: Collection[str], wall: datetime) -> None:
    """Forget the times of rules that are gone or changed; `kept` are those that stay as they are.

    What such a run has staged is withdrawn: it was never decided whole.
    """
    agenda, tick, box = schema.agenda, schema.tick, schema.outbox
    unfinished = tick.c.state.in_(("planned", "running", "releasing"))
    found = connection.scalars(select(tick.c.schedule).where(unfinished).distinct())
    gone = [schedule for schedule in found if Run(schedule, wall).rule not in kept]
    if not gone:
        return
    _drop(connection, gone)
    mine = (tick.c.schedule.in_(gone), unfinished)
    for schedule, at in connection.execute(select(tick.c.schedule, tick.c.planned_at).where(*mine)):
        run = Run(schedule, at)
        row = (agenda.c.subject == run.subject, agenda.c.reason == f"tick:{run.id}")
        connection.execute(delete(agenda).where(*row))
        staged = update(box).where(box.c.run == run.id, box.c.state == "staged")
        connection.execute(staged.values(**withdrawal(wall)))
    connection.execute(update(tick).where(*mine).values(state="dropped", done_at=wall))


def drop_timers(connection: Connection, rules: Collection[str]) -> None:
    """Forget the later looks that rules asked for which are none of these.

    Those of a rule that is only changed stay: a timer decides nothing, it looks again.
    """
    table = schema.agenda
    own = (table.c.reason.like("timer:%"), table.c.reason != ARM)
    timers = select(table.c.reason).where(*own).distinct()
    gone = [r for r in connection.scalars(timers) if r.split(":")[1] not in rules]
    if gone:
        connection.execute(delete(table).where(table.c.reason.in_(gone)))


def _turn(
    schedule: Timed,
    planned: Mapping[str, Any],
    version: str,
    now: datetime,
    late: timedelta,
) -> _Turn | None:
    """What to do about a schedule; None where its next time is yet to come."""
    row = planned.get(schedule.schedule)
    if row is not None and row.planned_at > now and row.ruleset == version:
        return None
    following = schedule.next_after(now)
    if row is None:
        return _Turn(schedule.schedule, None, (), None, following) if following else None
    if row.planned_at > now:  # another set: its zone may be another as well
        return _Turn(schedule.schedule, row.planned_at, (), None, following)
    newest = _last_due(schedule, row.planned_at, now)
    runs = not schedule.skips or now - newest <= late
    missed = (t for t in _walk(schedule, row.planned_at, now) if t != newest or not runs)
    return _Turn(
        schedule=schedule.schedule,
        planned=row.planned_at,
        missed=tuple(islice(missed, MOST_MISSED)),
        runs=newest if runs else None,
        following=following,
    )


def _walk(schedule: Timed, begin: datetime, now: datetime) -> Iterator[datetime]:
    """The times from this one until now."""
    at: datetime | None = begin
    while at is not None and at <= now:
        yield at
        at = schedule.next_after(at)


def _last_due(schedule: Timed, begin: datetime, now: datetime) -> datetime:
    """The newest time that has come, found from now backwards: a clock may have jumped years."""
    for window in _WINDOWS:
        first = schedule.next_after(now - window) if now - window > begin else None
        if first is not None and first <= now:
            return max(_walk(schedule, first, now))
    return max(_walk(schedule, begin, now))


def _with(turns: Sequence[_Turn], schedules: Sequence[Timed]) -> Iterator[tuple[_Turn, Timed]]:
    by_name = {each.schedule: each for each in schedules}
    return ((turn, by_name[turn.schedule]) for turn in turns)


def _planned(connection: Connection) -> Mapping[str, Any]:
    table = schema.tick
    found = connection.execute(select(table).where(table.c.state == "planned"))
    return {row.schedule: row for row in found}


def _newest(connection: Connection) -> Mapping[str, tuple[datetime]]:
    table = schema.tick
    query = select(table.c.schedule, func.max(table.c.planned_at)).where(table.c.state != "planned")
    return {name: (at,) for name, at in connection.execute(query.group_by(table.c.schedule))}


def _drop(connection: Connection, schedules: Sequence[str]) -> None:
    table = schema.tick
    connection.execute(
        delete(table).where(table.c.schedule.in_(schedules), table.c.state == "planned")
    )


def _take(connection: Connection, turn: _Turn, version: str, instants: Instants) -> None:
    """Turn the planned row into what it came to. Another clock may have been first."""
    if turn.planned is None:
        return
    table = schema.tick
    was = (table.c.schedule == turn.schedule, table.c.planned_at == turn.planned)
    gone = connection.execute(delete(table).where(*was, table.c.state == "planned"))
    if not gone.rowcount:
        return
    for at in turn.missed:
        row = _row(Run(turn.schedule, at), version, instants.wall, "missed")
        connection.execute(insert(table, connection).values(row).on_conflict_do_nothing())
    if turn.runs is not None:
        start(connection, Run(turn.schedule, turn.runs), version, instants.wall)


def _plan(
    connection: Connection, schedule: str, at: datetime | None, version: str, wall: datetime
) -> None:
    """Plan the next time, unless another clock has."""
    table = schema.tick
    there = select(table.c.schedule).where(table.c.schedule == schedule, table.c.state == "planned")
    if at is not None and connection.execute(there).first() is None:
        row = _row(Run(schedule, at), version, wall, "planned")
        connection.execute(insert(table, connection).values(row).on_conflict_do_nothing())


def _row(run: Run, version: str, wall: datetime, state: str) -> dict[str, object]:
    return {
        "schedule": run.schedule,
        "planned_at": run.planned_at,
        "ruleset": version,
        "state": state,
        "subjects": 0,
        "started_at": wall,
        "kept_until": wall + KEEP_LONG,
    }


def _call(connection: Connection, run: Run, wall: datetime) -> None:
    """Put a run on the agenda, on the company's clock, so that it survives everything."""
    wish = Wake(run.subject, f"tick:{run.id}", "company", run.planned_at)
    put_wakes(connection, [wish], wall=wall)
