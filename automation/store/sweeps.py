"""The runs that are due, page by page: the cursor stands in the tick row, the lease on the rule.

A worker that dies in the middle leaves both: the next one goes on where it was.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Integer, Select, Update, and_, bindparam, or_, select, update

from automation.effects import Plan
from automation.ports import Bounds, ByRule, Case, Instants, Page, Reason, Run
from automation.store import schema
from automation.store.advisory import Lock, is_free, wait_for
from automation.store.aftermath import forget, woken
from automation.store.agenda import TICKS
from automation.store.cases import cases_of
from automation.store.composed import among, once, one_of
from automation.store.database import Database
from automation.store.ending import DECIDED, end
from automation.store.fuse import resting
from automation.store.items import items_of
from automation.store.leases import LEASE
from automation.store.plans import Way, keep_plans, keep_statuses
from automation.store.reasons import put_on_agenda, put_wakes
from automation.store.subjects import lease_subjects, put_leases, release, still_ours
from automation.store.types import Instant

_RULES: Final = ("rule:", "rule;")
"""Subjects that begin with the first come before the second: a range of the key, cheap to ask."""


class Sweeps:
    """The runs of all rules."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def claim(
        self, *, owner: str, instants: Instants, bounds: ByRule, limit: int, reach: int = 0
    ) -> Page | None:
        """Lease the oldest run that is due, and the next of its subjects; None: nothing to do."""
        with self._database.reading() as connection:
            if not _due(connection, instants):
                return None
        with self._database.writing() as connection:
            if not is_free(connection, Lock.SUBJECTS):
                return None
            row = next(iter(_due(connection, instants)), None)
            if row is None:
                return None
            taken = lease_subjects(connection, [row], owner=owner, wall=instants.wall)
            page, ids = _page(connection, row, bounds, limit=limit) if taken else (None, ())
            free = _lease_items(connection, ids, owner=owner, wall=instants.wall)
            if page is None or (ids and not free):
                release(connection, taken)  # it is gone, or its next subject is decided right now
                return None
        page = page if len(free) == len(ids) else _cut(page, free)
        return self._filled(page, free, reach, bounds[page.run.rule], instants.now)

    def look_at(self, run: Run, bounds: Bounds, subject: str, *, reach: int = 0) -> Page:
        """A page of this one subject, without a lease, to see what would come of it."""
        page = Page(run, 0, "", subject, last=True)
        return self._filled(page, [subject], reach, bounds, run.planned_at)

    def look(self, run: Run, bounds: Bounds, *, since: str, limit: int, reach: int = 0) -> Page:
        """The page after `since` without a lease, to see what would come of it."""
        with self._database.reading() as connection:
            ids = _subjects(connection, bounds, since=since, limit=limit)
        last = len(ids) < limit
        page = Page(run, 0, since, ids[-1] if ids else since, last)
        return self._filled(page, ids, reach, bounds, run.planned_at)

    def decided(
        self,
        page: Page,
        plans: Sequence[tuple[Case, Plan]],
        *,
        owner: str,
        bounds: ByRule,
        wall: datetime,
    ) -> None:
        """Commit a page; with the last one every wish of the run becomes due, or none does."""
        subject, of = f"rule:{page.run.rule}", bounds[page.run.rule]
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            ours = still_ours(connection, [subject], owner=owner, wall=wall)
            if not ours or not _moved(connection, page, len(plans)):
                return
            _keep(connection, page, plans, bounds, wall=wall)
            end(connection, page, of, wall=wall)
            release(connection, [subject, *page.leased])

    def _filled(
        self, page: Page, ids: Sequence[str], reach: int, of: Bounds, now: datetime
    ) -> Page:
        """The page with the cases of those subjects that the rule is about."""
        with self._database.reading() as connection:
            found = items_of(connection, ids)
            about = [id_ for id_ in ids if id_ in found and of.about(found[id_])]
            reasons = {id_: (Reason(page.run.reason, 0),) for id_ in about}
            cases = cases_of(connection, reasons, now=now, reach=reach, appraised=of.appraised)
        return replace(page, cases=tuple(cases), leased=tuple(ids))


def _due(connection: Connection, instants: Instants) -> Sequence[Any]:
    """The oldest run of a rule that nobody works, with the lease a dead worker may have left."""
    asked = {"wall": instants.wall, "now": instants.now}
    return connection.execute(_due_run(connection), asked).all()


@once
def _due_run(_connection: Connection) -> Select[Any]:
    table, holder = schema.agenda, schema.subject
    wall, now = (bindparam(name, type_=Instant()) for name in ("wall", "now"))
    first, end_ = _RULES
    return (
        select(table.c.subject, table.c.reason, table.c.seq, holder.c.lease_until, holder.c.alone)
        .outerjoin(holder, holder.c.id == table.c.subject)
        .where(table.c.subject >= first, table.c.subject < end_, table.c.reason.like(TICKS))
        .where(~table.c.dead)
        .where(
            or_(
                and_(table.c.due_on == "company", table.c.due_at <= now),
                and_(table.c.due_on == "wall", table.c.due_at <= wall),
            )
        )
        .where(or_(holder.c.lease_until.is_(None), holder.c.lease_until < wall))
        .order_by(table.c.due_at, table.c.reason)
        .limit(1)
    )


def _page(
    connection: Connection,
    row: Any,  # noqa: ANN401 - a result row
    bounds: ByRule,
    *,
    limit: int,
) -> tuple[Page | None, Sequence[str]]:
    """The next page of the run of an agenda row; None where the rule or the run is gone."""
    run = run_of(row.reason)
    asked = {"schedule": run.schedule, "at": run.planned_at}
    found = connection.execute(_told(connection), asked).one_or_none()
    of = bounds.get(run.rule)
    if found is None or of is None:
        return None, ()
    since = found.cursor or ""
    if found.state in DECIDED:
        return Page(run, row.seq, since, since, last=True), ()
    ids = _subjects(connection, of, since=since, limit=limit)
    return Page(run, row.seq, since, ids[-1] if ids else since, len(ids) < limit), ids


@once
def _told(_connection: Connection) -> Select[Any]:
    tick = schema.tick
    is_it = (tick.c.schedule == bindparam("schedule"), tick.c.planned_at == bindparam("at"))
    return select(tick).where(*is_it)


def run_of(reason: str) -> Run:
    """`tick:<schedule>@<planned_at>` as a run."""
    schedule, _, at = reason.removeprefix("tick:").rpartition("@")
    return Run(schedule, datetime.fromisoformat(at))


def _subjects(connection: Connection, of: Bounds, *, since: str, limit: int) -> Sequence[str]:
    """The next items that the rule may be about; which of them it truly is, the rule says."""
    query = _following(connection)
    if of.projects:
        query = query.where(schema.item.c.project.in_(of.projects))
    return list(connection.scalars(query, {"since": since, "most": limit}))


@once
def _following(_connection: Connection) -> Select[Any]:
    item = schema.item
    query = select(item.c.id).where(item.c.id > bindparam("since"), item.c.deleted_at.is_(None))
    return query.order_by(item.c.id).limit(bindparam("most", type_=Integer()))


def _lease_items(
    connection: Connection, ids: Sequence[str], *, owner: str, wall: datetime
) -> Sequence[str]:
    """Lease the first of these up to one that somebody else is deciding about."""
    asked = {"ids": ids, "wall": wall}
    held = frozenset(connection.scalars(_leased(connection), asked)) if ids else frozenset()
    free = list(ids)
    for place, id_ in enumerate(ids):
        if id_ in held:
            free = free[:place]
            break
    put_leases(connection, free, owner=owner, until=wall + LEASE)
    return free


@once
def _leased(connection: Connection) -> Select[Any]:
    holder = schema.subject
    mine = among(connection, holder.c.id)
    return select(holder.c.id).where(mine, holder.c.lease_until >= bindparam("wall"))


def _cut(page: Page, free: Sequence[str]) -> Page:
    return Page(page.run, page.seq, page.since, free[-1], last=False)


def _moved(connection: Connection, page: Page, subjects: int) -> bool:
    """Move the cursor from where the page begins; False where the run is dropped or elsewhere."""
    asked = {
        "named": page.run.schedule,
        "at": page.run.planned_at,
        "begin": page.since,
        "end": page.until,
        "many": subjects,
    }
    return connection.execute(_moving(connection), asked).rowcount == 1


@once
def _moving(_connection: Connection) -> Update:
    tick = schema.tick
    return (
        update(tick)
        .where(tick.c.schedule == bindparam("named"), tick.c.planned_at == bindparam("at"))
        .where(one_of(tick.c.state, ("running", *DECIDED)))
        .where(or_(tick.c.cursor == bindparam("begin"), tick.c.cursor.is_(None)))
        .values(cursor=bindparam("end"), subjects=tick.c.subjects + bindparam("many"))
    )


def _keep(
    connection: Connection,
    page: Page,
    plans: Sequence[tuple[Case, Plan]],
    bounds: ByRule,
    *,
    wall: datetime,
) -> None:
    """Keep what the page says; its wishes wait for the end of the run, or for a person."""
    if not plans:
        return
    rests = not page.run.is_applied and resting(connection, [page.run.rule])
    way = Way("held" if rests else "staged", page.run.id)
    forget(connection, plans, wall=wall)
    keep_statuses(connection, plans)
    keep_plans(connection, [plan for _, plan in plans], wall=wall, way=lambda _: way, bounds=bounds)
    put_on_agenda(connection, woken(connection, plans, wall), wall=wall)
    put_wakes(connection, [wake for _, plan in plans for wake in plan.wakes], wall=wall)
