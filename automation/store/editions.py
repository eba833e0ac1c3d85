"""edition: each sending of a report, once for its (report, period, recipient), and its mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, or_, select, update

from automation.effects import Plan, Step
from automation.ports import Instants, Run
from automation.ports.reporting import Issue, Last, Letter, Told
from automation.store import schema, sendings
from automation.store.advisory import Lock, is_free, wait_for
from automation.store.composed import once
from automation.store.database import Database
from automation.store.leases import LEASE, MOST_ATTEMPTS, backoff
from automation.store.plans import keep_plans
from automation.store.rows import KEEP_LONG
from automation.store.sendings import Edition
from automation.store.subjects import lease_subjects, release
from automation.store.sweeps import run_of
from automation.store.types import Instant
from automation.store.upsert import insert

_REPORTS: Final = ("report:", "report;")
"""Subjects that begin with the first come before the second: a range of the key, cheap to ask."""


class Editions:
    """Every sending of every report."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def claim(
        self, *, owner: str, instants: Instants, since: datetime | None = None
    ) -> Issue | None:
        """Lease the oldest time of a report that is due; None: there is nothing to do. `since` is
        the wall time before which it must have been called.
        """
        with self._database.reading() as connection:
            if _due(connection, instants, since) is None:
                return None
        with self._database.writing() as connection:
            row = _due(connection, instants, since) if is_free(connection, Lock.SUBJECTS) else None
            if row is None or not lease_subjects(
                connection, [row], owner=owner, wall=instants.wall
            ):
                return None
        return _issue(row)

    def issued(
        self, issue: Issue, letters: Sequence[Letter], *, version: str, owner: str, wall: datetime
    ) -> bool:
        """Commit some editions, each once for its (report, period, recipient), and their mails,
        and hold the lease for longer. False where it has moved on, and nothing is kept.
        """
        subject = f"report:{issue.report}"
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            if not _is_held(connection, subject, owner):
                _is_alive(connection, subject)
                return False
            fresh = [each for each in letters if _is_new(connection, issue, each, wall)]
            steps = tuple(_step(each, subject, version) for each in fresh)
            keep_plans(connection, [Plan(subject, steps=steps)], wall=wall)
            _hold(connection, subject, wall)
        return True

    def finish(self, issue: Issue, *, owner: str, wall: datetime) -> None:
        """The issue is whole: strike it from the agenda."""
        subject = f"report:{issue.report}"
        with self._database.writing() as connection:
            if _is_held(connection, subject, owner):
                _finish(connection, issue, wall)
                release(connection, [subject])

    def rest(self, issue: Issue, *, owner: str) -> None:
        """Give an issue back of which some readers are left, for the next turn."""
        subject = f"report:{issue.report}"
        with self._database.writing() as connection:
            if _is_held(connection, subject, owner):
                release(connection, [subject])

    def blame(self, issue: Issue, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against an issue that could not be composed; the eighth makes it
        dead, where the page of operations shows it.
        """
        table, subject = schema.agenda, f"report:{issue.report}"
        mine = (table.c.subject == subject, table.c.reason == f"tick:{_run(issue).id}")
        with self._database.writing() as connection:
            if not _is_held(connection, subject, owner):
                return
            attempts = 1 + (connection.scalar(select(table.c.attempts).where(*mine)) or 0)
            later = {"due_on": "wall", "due_at": wall + backoff(attempts)}
            told = {"attempts": attempts, "dead": attempts >= MOST_ATTEMPTS, "error": error}
            connection.execute(update(table).where(*mine).values(**told, **later))
            release(connection, [subject])

    def had(self, issue: Issue) -> frozenset[str]:
        """Who has an edition of this issue already."""
        table = schema.edition
        mine = (table.c.report == issue.name, table.c.period == issue.period)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(table.c.recipient).where(*mine)))

    def last(self, report: str, *, before: datetime, but: str | None = None) -> Mapping[str, Last]:
        """By recipient the newest edition planned before that time, in another period than `but`:
        readers in zones further east have had theirs of this period.
        """
        table = schema.edition
        newest = select(func.max(table.c.id)).where(
            table.c.report == report, table.c.planned_at < before, table.c.period != (but or "")
        )
        ids = newest.group_by(table.c.recipient)
        told = func.coalesce(table.c.as_of, table.c.planned_at)
        query = select(table.c.recipient, table.c.id, table.c.planned_at, told)
        with self._database.reading() as connection:
            found = connection.execute(query.where(table.c.id.in_(ids))).all()
        return {recipient: Last(*newest) for recipient, *newest in found}

    def told(self, id_: int) -> Told:
        """What an edition told of each item."""
        table = schema.edition
        with self._database.reading() as connection:
            return connection.scalar(select(table.c.told).where(table.c.id == id_)) or {}

    def find(self, report: str, period: str, recipient: str) -> int | None:
        """The number of one edition; None for one that is not kept."""
        table = schema.edition
        mine = (table.c.report == report, table.c.period == period)
        query = select(table.c.id).where(*mine, table.c.recipient == recipient)
        with self._database.reading() as connection:
            found: int | None = connection.scalar(query)
        return found

    def rhythms(self, report: str) -> Mapping[str, str]:
        """Who wants the report less often (`monthly`) or not at all (`never`), by address."""
        table = schema.mute
        query = select(table.c.recipient, table.c.rhythm).where(table.c.report == report)
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return {row.recipient: row.rhythm for row in found}

    def wants(self, report: str, recipient: str, rhythm: str, *, wall: datetime) -> None:
        """Keep how often a reader wants a report: `weekly`, `monthly` or `never`."""
        table = schema.mute
        with self._database.writing() as connection:
            if rhythm == "weekly":
                mine = (table.c.report == report, table.c.recipient == recipient)
                connection.execute(delete(table).where(*mine))
                return
            row = {"rhythm": rhythm, "at": wall}
            connection.execute(
                insert(table, connection)
                .values(report=report, recipient=recipient, **row)
                .on_conflict_do_update(index_elements=["report", "recipient"], set_=row)
            )

    def tap(self, edition: int, word: str, *, wall: datetime) -> None:
        """Keep what a reader said of an edition: `useful` or `not`, the last word counts."""
        table = schema.tap
        with self._database.writing() as connection:
            row = {"word": word, "at": wall}
            connection.execute(
                insert(table, connection)
                .values(edition=edition, **row)
                .on_conflict_do_update(index_elements=["edition"], set_=row)
            )

    def list(self, limit: int) -> Sequence[Edition]:
        """The newest."""
        with self._database.reading() as connection:
            return sendings.read(connection, sendings.newest(limit))

    def get(self, id_: int) -> Edition | None:
        """One of them."""
        query = select(schema.edition).where(schema.edition.c.id == id_)
        with self._database.reading() as connection:
            found = sendings.read(connection, query)
        return found[0] if found else None


def _due(connection: Connection, instants: Instants, since: datetime | None) -> Any | None:  # noqa: ANN401 - a result row
    """The oldest time that is due, with the lease a dead worker may have left."""
    bounds = {"now": instants.now, "wall": instants.wall, "called": since or instants.wall}
    return connection.execute(_oldest_due(connection), bounds).one_or_none()


@once
def _oldest_due(_connection: Connection) -> Select[Any]:
    table, holder = schema.agenda, schema.subject
    first, end = _REPORTS
    wall = bindparam("wall", type_=Instant())
    by_clock = or_(
        and_(table.c.due_on == "company", table.c.due_at <= bindparam("now", type_=Instant())),
        and_(table.c.due_on == "wall", table.c.due_at <= wall),
    )
    free = or_(holder.c.lease_until.is_(None), holder.c.lease_until < wall)
    called = table.c.since <= bindparam("called", type_=Instant())
    return (
        select(table.c.subject, table.c.reason, table.c.seq, holder.c.lease_until, holder.c.alone)
        .outerjoin(holder, holder.c.id == table.c.subject)
        .where(table.c.subject >= first, table.c.subject < end, ~table.c.dead, by_clock, free)
        .where(called)
        .order_by(table.c.due_at, table.c.reason)
        .limit(1)
    )


def _issue(row: Any) -> Issue:  # noqa: ANN401 - a result row
    """`tick:report:<id>/<step> <zone>@<planned_at>` as an issue."""
    run = run_of(row.reason)
    step, _, zone = run.schedule.partition("/")[2].partition(" ")
    return Issue(run.rule.removeprefix("report:"), step, zone, run.planned_at, row.seq)


def _is_new(connection: Connection, issue: Issue, letter: Letter, wall: datetime) -> bool:
    """Put an edition on record; False where this reader has had this one."""
    email = letter.email
    born = connection.execute(
        insert(schema.edition, connection)
        .values(
            report=letter.report,
            period=letter.period,
            recipient=email.recipient,
            planned_at=issue.planned_at,
            as_of=letter.as_of,
            effect=email.key,
            subject=email.subject,
            text=email.text,
            html=email.html,
            told=dict(letter.told),
            kept_until=wall + KEEP_LONG,
        )
        .on_conflict_do_nothing()
        .returning(schema.edition.c.id)
    ).all()
    return bool(born)


def _step(letter: Letter, subject: str, version: str) -> Step:
    return Step(
        effect=letter.email,
        subject=subject,
        rule=subject,
        ruleset=version,
        because=letter.because,
        evidence=(),
    )


def _finish(connection: Connection, issue: Issue, wall: datetime) -> None:
    agenda, tick, table, run = schema.agenda, schema.tick, schema.edition, _run(issue)
    sent = (table.c.report == issue.name, table.c.planned_at == issue.planned_at)
    editions = connection.scalar(select(func.count()).select_from(table).where(*sent)) or 0
    mine = (tick.c.schedule == run.schedule, tick.c.planned_at == issue.planned_at)
    done = {"state": "done", "subjects": editions, "done_at": wall}
    connection.execute(update(tick).where(*mine).values(**done))
    row = (agenda.c.subject == run.subject, agenda.c.seq == issue.seq)
    connection.execute(delete(agenda).where(*row, agenda.c.reason == f"tick:{run.id}"))


def _is_held(connection: Connection, subject: str, owner: str) -> bool:
    """Whether this owner has the lease, or nobody took it since it ran out: slow is not dead."""
    table = schema.subject
    mine = select(table.c.id).where(table.c.id == subject, table.c.owner == owner)
    return connection.execute(mine.with_for_update()).first() is not None


def _is_alive(connection: Connection, subject: str) -> None:
    """Whoever was taken for dead is not: the next of them is not the second that died of it."""
    table = schema.subject
    connection.execute(update(table).where(table.c.id == subject).values(alone=False))


def _hold(connection: Connection, subject: str, wall: datetime) -> None:
    """Hold a lease that is ours for longer, alone if it was."""
    table = schema.subject
    longer = update(table).where(table.c.id == subject).values(lease_until=wall + LEASE)
    connection.execute(longer)


def _run(issue: Issue) -> Run:
    return Run(f"report:{issue.report}/{issue.step} {issue.zone}", issue.planned_at)
