"""What the record tells of one rule and one item, as of now or of a moment of the past."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, or_, select

from automation.effects import Verdict
from automation.model import Event
from automation.ports import Case, Picks, Reason
from automation.ports.explaining import Rest, Site, Told, Trip, Waiting, Wrote
from automation.store import rows, schema, wishes
from automation.store.cases import cases_of
from automation.store.database import Database
from automation.store.names import parts
from automation.store.then import as_they_were
from automation.taking_back import UNDONE

MOST_EVENTS: Final = 200
MOST_WRITES: Final = 20
MOST_KEYS: Final = 2_000
_LOOK: Final = (Reason("look", 0, changed=frozenset({"any"})),)

Row = Mapping[Any, Any]


class Explained:
    """What is known of a rule and an item. Nothing here writes."""

    def __init__(self, database: Database) -> None:
        """Share one database with the tables."""
        self._database = database

    def case(
        self, item: str, now: datetime, *, reach: int, appraised: Picks, is_past: bool
    ) -> Case | None:
        """An item with all that deciding about it needs; None where it was not there then."""
        with self._database.reading() as connection:
            asked = {item: _LOOK}
            found = cases_of(connection, asked, now=now, reach=reach, appraised=appraised)
            if not is_past:
                return found[0] if found and found[0].item is not None else None
            then = as_they_were(connection, found, now).get(item)
        if then is None:
            return None
        written = {field: each for field, each in then.written.items() if each.at <= now}
        return replace(then, written=written, overrides={})

    def told(self, rule: str, item: str, around: Sequence[str], now: datetime) -> Told:
        """What is on record of the pair until then; `around` are items the rule may hear of."""
        with self._database.reading() as connection:
            events = _events(connection, [item, *around], now)
            return Told(
                events=tuple(events),
                received=_received(connection, events),
                site=_site(connection, item),
                verdict=_verdict(connection, rule, item, now),
                waiting=tuple(_waiting(connection, rule, item)),
                writes=tuple(_writes(connection, rule, item, now)),
                rest=_rest(connection, rule),
                trouble=_trouble(connection),
                ran=_ticked(connection, rule, func.max, planned=False, until=now),
                runs=_ticked(connection, rule, func.min, planned=True),
                departed=_departed(connection, now),
                trips=tuple(_trips(connection, rule, item, now)),
            )

    def keys(self, like: str) -> Sequence[str]:
        """Keys that somebody may have meant, those of the same tracker or project first."""
        table = schema.item
        name = like.partition(":")[2] or like
        head = name.rstrip("0123456789").strip("#-") or name
        near = select(table.c.key).where(table.c.key.contains(head, autoescape=True))
        every = select(table.c.key).order_by(table.c.seen_at.desc())
        with self._database.reading() as connection:
            found = connection.scalars(near.limit(MOST_KEYS)).all()
            return found or connection.scalars(every.limit(MOST_KEYS)).all()


def _events(connection: Connection, ids: Sequence[str], now: datetime) -> Sequence[Event]:
    """The newest events of these items, newest first."""
    table = schema.event
    found: list[Event] = []
    for some in parts(ids):
        query = (
            select(table)
            .where(table.c.item.in_(some), table.c.at <= now)
            .order_by(table.c.at.desc(), table.c.key)
            .limit(MOST_EVENTS)
        )
        found += [rows.event(row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda each: each.at, reverse=True)[:MOST_EVENTS]


def _received(connection: Connection, events: Sequence[Event]) -> Mapping[str, datetime]:
    event, box = schema.event, schema.inbox
    query = (
        select(event.c.key, box.c.received_at)
        .join(box, box.c.id == event.c.inbox)
        .where(event.c.key.in_([each.key for each in events[:10]]))
    )
    return {key: at for key, at in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _site(connection: Connection, item: str) -> Site | None:
    table, box = schema.connection, schema.inbox
    name = item.partition(":")[0]
    row = connection.execute(select(table).where(table.c.name == name)).mappings().one_or_none()
    if row is None:
        return None
    heard = select(func.max(box.c.received_at)).where(box.c.connection == name)
    return Site(
        name=name,
        live_since=row["live_since"],
        heard=connection.scalar(heard),
        paused_until=row["paused_until"],
        failures=row["failures"],
        account=row["actor_id"] or "",
    )


def _verdict(connection: Connection, rule: str, item: str, now: datetime) -> Verdict | None:
    table = schema.verdict
    query = select(table).where(table.c.rule == rule, table.c.subject == item, table.c.at <= now)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return Verdict(rule, row["ruleset"], item, row["at"], row["result"], row["because"])


def _waiting(connection: Connection, rule: str, item: str) -> Sequence[Waiting]:
    """The looks of the item, and what is named after the rule."""
    table = schema.agenda
    named = [table.c.reason.startswith(f"{w}:{rule}:", autoescape=True) for w in _NAMED]
    query = (
        select(table)
        .where(table.c.subject == item, or_(table.c.reason == "look", *named))
        .order_by(table.c.due_at)
    )
    return [
        Waiting(row["reason"], row["due_on"], row["due_at"], row["dead"], row["error"] or "")
        for row in connection.execute(query).mappings()
    ]


_NAMED: Final = ("timer", "waiting", "sweep", "wake")


def _writes(connection: Connection, rule: str, item: str, now: datetime) -> Sequence[Wrote]:
    box = schema.outbox
    at = func.coalesce(box.c.company_at, box.c.planned_at)
    query = (
        select(box)
        .where(box.c.target == item, box.c.rule == rule, at <= now)
        .order_by(box.c.id.desc())
        .limit(MOST_WRITES)
    )
    return [_wrote(row) for row in connection.execute(query)]


def _wrote(row: Any) -> Wrote:  # noqa: ANN401 - a result row
    return Wrote(
        effect=row.effect,
        field=row.field,
        value=row.value,
        state=row.state,
        open=row.open,
        said=row.said or "",
        before=None if row.before is None else tuple(row.before),
        after=None if row.after is None else tuple(row.after),
        at=row.company_at or row.planned_at,
        because=row.because,
        opens_at=row.opens_at,
        wished=wishes.effect(row),
    )


def _rest(connection: Connection, rule: str) -> Rest | None:
    table = schema.fuse
    row = connection.execute(select(table).where(table.c.rule == rule)).one_or_none()
    if row is None:
        return None
    return Rest(row.since, row.subjects, row.most, row.run.startswith(f"{UNDONE}@"))


def _departed(connection: Connection, now: datetime) -> Mapping[str, datetime]:
    table = schema.departure
    query = select(table.c.team, table.c.at).where(table.c.at <= now)
    return {team: at for team, at in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _trips(connection: Connection, rule: str, item: str, now: datetime) -> Sequence[Trip]:
    table = schema.trip
    mine = (table.c.rule == rule, table.c.item == item, table.c.at <= now)
    found = connection.execute(select(table).where(*mine).order_by(table.c.at.desc()))
    return [Trip(row.field, row.at, row.flips) for row in found]


def _trouble(connection: Connection) -> tuple[str, ...]:
    table = schema.trouble
    found = connection.scalar(select(table.c.problems).where(table.c.place == "rules"))
    return tuple(found or ())


def _ticked(
    connection: Connection,
    rule: str,
    pick: Callable[..., Any],
    *,
    planned: bool,
    until: datetime | None = None,
) -> datetime | None:
    """The last time of a rule that ran, or the next that is planned."""
    table = schema.tick
    state = table.c.state == "planned" if planned else table.c.state != "planned"
    mine = table.c.schedule.startswith(f"{rule}/", autoescape=True)
    query: Select[Any] = select(pick(table.c.planned_at)).where(mine, state)
    found: datetime | None = connection.scalar(
        query if until is None else query.where(table.c.planned_at <= until)
    )
    return found
