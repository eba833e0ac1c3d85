"""Which connections have to be caught up with: a row on the agenda each, and how far it is."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from automation.model import Delivery
from automation.ports import Gap, Haul, Listed
from automation.store import schema
from automation.store.arrivals import pack, store_deliveries
from automation.store.clocks import company_time
from automation.store.database import Database
from automation.store.folder import field_of, state_of
from automation.store.leases import LEASE
from automation.store.names import nodes, parts
from automation.store.reasons import Due, put_on_agenda
from automation.store.rows import KEEP_LONG
from automation.store.types import Instant, dumps, loads
from automation.store.upsert import insert
from automation.store.waking import A_SECOND

RECOVER: Final = "recover"
"""The reason of these rows, whose subject is `connection:<name>`."""

OVERLAP: Final = timedelta(minutes=10)
"""How much further back than needed is asked: a tracker's clock and its index are not ours."""

ROLL: Final = 100
"""Items that are asked for at once: as many as Jira and GitHub take."""

_SUBJECT: Final = "connection:"


class Recoveries:
    """deliver's other table: what every connection may have missed. Its lease is the due time."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database
        self._due = _due()

    def ask(self, connection: str, *, wall: datetime) -> None:
        """Have a connection caught up with at once, from where the last whole pass began."""
        table = schema.agenda
        row = {"due_on": "wall", "due_at": wall, "changed": "", "error": None, "dead": False}
        with self._database.writing() as opened:
            statement = insert(table, opened).values(
                subject=f"{_SUBJECT}{connection}", reason=RECOVER, seq=1, since=wall, **row
            )
            opened.execute(
                statement.on_conflict_do_update(
                    index_elements=["subject", "reason"], set_={**row, "seq": table.c.seq + 1}
                )
            )

    def claim(self, *, wall: datetime) -> Sequence[Gap]:
        """Take what is due for as long as a lease; nobody else has it meanwhile."""
        with self._database.reading() as connection:
            found = [
                (row, _projects(connection, row.name))
                for row in connection.execute(self._due, {"wall": wall})
            ]
        if not found:
            return ()
        with self._database.writing() as connection:
            gaps = [_taken(connection, *each, wall) for each in found]
        return [gap for gap in gaps if gap]

    def arrived(self, connection: str, ids: Sequence[str]) -> AbstractSet[str]:
        """Which of these deliveries are in the inbox."""
        box, found = schema.inbox, set[str]()
        with self._database.reading() as opened:
            for some in parts(ids):
                query = select(box.c.delivery).where(
                    box.c.connection == connection, box.c.delivery.in_(some)
                )
                found.update(opened.scalars(query))
        return found

    def keep(self, gap: Gap, haul: Haul, *, wall: datetime) -> bool:
        """Put a haul into the inbox and the lease on; False if the gap is somebody else's."""
        arrivals = [pack(delivery) for delivery in haul.deliveries]
        with self._database.writing() as connection:
            ours = _move(connection, gap, due_at=wall + LEASE, changed=_payload(gap, haul.cursor))
            if ours and arrivals:
                store_deliveries(connection, arrivals)
            if ours and haul.doubts:
                put_on_agenda(connection, _rereads(haul.doubts, wall), wall=wall)
        return ours

    def roll(self, gap: Gap, after: str, *, whole: bool, wall: datetime) -> Sequence[Listed]:
        """The next hundred items of the connection to ask for, in the order of their ids.

        Those that vanished, and with `whole` those that ought to be there: open ones, and others
        that were seen within 400 days. None that was seen since the pass began.
        """
        with self._database.reading() as connection:
            query = _on_the_roll(connection, gap, after, whole=whole, wall=wall)
            found = connection.execute(query.limit(ROLL)).all()
            node_of = nodes(connection, [row.id for row in found])
        start = f"{gap.connection}:"
        return [
            Listed(
                id=row.id,
                key=row.key.removeprefix(start),
                node=node_of.get(row.id, ""),
                vanished=row.deleted_at is not None,
            )
            for row in found
        ]

    def go_on(self, gap: Gap, cursor: str, *, at: datetime, said: str | None = None) -> None:
        """Let the pass go on there and then; `said` is why it could not go on now.

        Without a cursor the next turn begins a new pass.
        """
        payload = _payload(gap, cursor) if cursor else _rest(gap)
        with self._database.writing() as connection:
            _move(connection, gap, due_at=at, changed=payload, error=said)

    def done(self, gap: Gap, *, at: datetime) -> None:
        """Everything until the pass began is read; the next one is due then."""
        site = schema.connection
        with self._database.writing() as connection:
            if _move(connection, gap, due_at=at, changed=_rest(gap), error=None):
                connection.execute(
                    update(site)
                    .where(site.c.name == gap.connection)
                    .values(recovered_to=gap.until or gap.began)
                )

    def store(self, deliveries: Sequence[Delivery]) -> int:
        """Put deliveries into the inbox; how many of them were not there."""
        arrivals = [pack(delivery) for delivery in deliveries]
        with self._database.writing() as connection:
            receipts = store_deliveries(connection, arrivals) if arrivals else ()
        return sum(not receipt.duplicate for receipt in receipts)

    def waiting(self, *, wall: datetime) -> int:
        """Deliveries that could be taken in now, and are not yet."""
        box = schema.inbox
        query = select(func.count()).where(box.c.state == "waiting", box.c.due_at <= wall)
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)

    def projects(self, connection: str) -> tuple[str, ...]:
        """Every project of which an item is on record."""
        with self._database.reading() as opened:
            return _projects(opened, connection)


def _due() -> Select[Any]:
    """The connections to be caught up with at `wall`. Made once: it is asked for all the time."""
    table, site = schema.agenda, schema.connection
    return (
        select(table.c.seq, table.c.changed, site.c.name, site.c.live_since, site.c.recovered_to)
        .join(site, table.c.subject == _SUBJECT + site.c.name)
        .where(table.c.reason == RECOVER, ~table.c.dead, table.c.due_on == "wall")
        .where(table.c.due_at <= bindparam("wall", type_=Instant()))
    )


def _taken(
    connection: Connection,
    row: Any,  # noqa: ANN401 - a result row
    projects: tuple[str, ...],
    wall: datetime,
) -> Gap | None:
    """The gap, once its seq is moved; None where somebody else was faster."""
    left: Any = loads(row.changed) if row.changed else {}
    to = row.recovered_to or row.live_since
    company = company_time(connection)
    gap = Gap(
        connection=row.name,
        seq=row.seq,
        began=left.get("began", wall),
        since=max(row.live_since, to - OVERLAP),
        projects=projects,
        cursor=left.get("cursor", ""),
        called=left.get("called"),
        until=left.get("until", company(wall)),
        now=company.soon(wall, LEASE),
    )
    ours = _move(connection, gap, seq=gap.seq + 1, due_at=wall + LEASE)
    return replace(gap, seq=gap.seq + 1) if ours else None


def _payload(gap: Gap, cursor: str) -> str:
    """Where a pass is, for its next turn."""
    left = {"began": gap.began, "cursor": cursor, "called": gap.called, "until": gap.until}
    return dumps(left)


def _rest(gap: Gap) -> str:
    """What the next pass has to know of this one."""
    return dumps({"called": gap.called}) if gap.called else ""


def _rereads(ids: Sequence[str], wall: datetime) -> Sequence[Due]:
    """A few each second, however many are in doubt."""
    return [
        Due(id_, "reread", wall + timedelta(seconds=number / A_SECOND))
        for number, id_ in enumerate(ids)
    ]


def _on_the_roll(
    connection: Connection, gap: Gap, after: str, *, whole: bool, wall: datetime
) -> Select[Any]:
    item = schema.item
    lately = item.c.seen_at >= wall - KEEP_LONG
    asked: ColumnElement[bool] = and_(
        item.c.deleted_at.is_not(None), state_of(connection)["vanished"].as_boolean(), lately
    )
    if whole:
        is_open = func.coalesce(field_of(connection, "state"), "open") != "closed"
        asked = or_(asked, and_(item.c.deleted_at.is_(None), or_(lately, is_open)))
    return (
        select(item.c.id, item.c.key, item.c.deleted_at)
        .where(item.c.connection == gap.connection, item.c.id > after, asked)
        .where(item.c.seen_at < gap.began)
        .order_by(item.c.id)
    )


def _move(connection: Connection, gap: Gap, **values: object) -> bool:
    """Write into the gap's row; False if it was asked for anew, or taken by another, since."""
    table = schema.agenda
    moved = connection.execute(
        update(table)
        .where(
            and_(
                table.c.subject == f"{_SUBJECT}{gap.connection}",
                table.c.reason == RECOVER,
                table.c.seq == gap.seq,
            )
        )
        .values(**values)
    )
    return moved.rowcount == 1


def _projects(connection: Connection, name: str) -> tuple[str, ...]:
    item = schema.item
    query = (
        select(item.c.project)
        .where(item.c.connection == name, item.c.project != "", item.c.deleted_at.is_(None))
        .distinct()
        .order_by(item.c.project)
    )
    return tuple(connection.scalars(query))
