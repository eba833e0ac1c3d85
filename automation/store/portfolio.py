"""The live portfolio: every item that has a status, as pages and reports read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    func,
    or_,
    select,
    true,
    type_coerce,
)

from automation.appraisal import Standing, Standings
from automation.model import Derived, Override
from automation.ports import Case, Picks, Reason
from automation.programs import IsProgram, is_called_one
from automation.store import rows, schema, statuses
from automation.store.cases import cases_of
from automation.store.database import Database
from automation.store.reasons import Due, put_on_agenda
from automation.store.then import as_they_were, through

HEALTH: Final = "health"
_ANY: Final = (Reason("look", 0, changed=frozenset({"any"})),)
WEEKS: Final = 8
"""Over how many weeks hand-typed edits are averaged."""


class Portfolio:
    """What stands where, now and then."""

    def __init__(self, database: Database) -> None:
        """Share one database with the tables."""
        self._database = database

    def standings(self) -> Standings:
        """Everything that has a status, in the order of their keys."""
        with self._database.reading() as connection:
            return _standings(connection, _joined().order_by(schema.item.c.key))

    def standing(self, item_id: str) -> Standing | None:
        """One of them; None for an item that has no status."""
        with self._database.reading() as connection:
            one = _joined().where(schema.item.c.id == item_id)
            found = _standings(connection, one, of=item_id)
        return found[0] if found else None

    def cases_at(
        self, ids: Sequence[str], at: datetime, *, reach: int, appraised: Picks
    ) -> Mapping[str, Case]:
        """Items with everything around them as it was at this moment, for asking the rules what
        they would have said; one that was not there is left out.
        """
        asked = dict.fromkeys(ids, _ANY)
        with self._database.reading() as connection:
            cases = cases_of(connection, asked, now=at, reach=reach, appraised=appraised)
            return as_they_were(connection, cases, at)

    def case_through(self, case: Case, moments: Sequence[datetime]) -> Sequence[Case | None]:
        """A case in hand as it was at each of these moments; None where it was not there."""
        with self._database.reading() as connection:
            return through(connection, case, moments)

    def look_again(self, *, wall: datetime) -> None:
        """Put a look at everything that has a status on the agenda: other files judge it now."""
        with self._database.writing() as connection:
            ids = connection.scalars(select(schema.status.c.item)).all()
            looks = [Due(id_, "look", wall, frozenset({"any"})) for id_ in ids]
            put_on_agenda(connection, looks, wall=wall)

    def typed_by_hand(
        self, facets: Sequence[str], now: datetime, *, is_program: IsProgram = is_called_one
    ) -> tuple[float, float]:
        """How often a week people typed into these facets of what has a status: in the eight
        weeks before the trackers were connected, and since (at most eight weeks).
        """
        with self._database.reading() as connection:
            live = connection.scalar(select(func.min(_site().c.live_since)))
            if live is None:
                return 0.0, 0.0
            first = live - timedelta(weeks=WEEKS)
            before = _typed(connection, facets, first, live, is_program)
            since = max(live, now - timedelta(weeks=WEEKS))
            after = _typed(connection, facets, since, now, is_program)
        weeks = max((now - since) / timedelta(weeks=1), 1.0)
        return before / WEEKS, after / weeks


def _site() -> Any:  # noqa: ANN401 - a table with what is ours left out
    site = schema.connection
    return select(site).where(site.c.tracker != "own").subquery("site")


def _joined() -> Select[Any]:
    item, status = schema.item, schema.status
    return (
        select(
            *(item.c.id, item.c.key, item.c.type, item.c.url, item.c.visibility),
            *(status.c.at, status.c.team, status.c.objective, status.c.found),
        )
        .join(status, status.c.item == item.c.id)
        .where(item.c.deleted_at.is_(None))
    )


def _standings(connection: Connection, query: Select[Any], *, of: str | None = None) -> Standings:
    """The standings of a query's items, which is one item alone where `of` is its id."""
    found = connection.execute(query).mappings().all()
    health = _healths(connection, of)
    overrides, ended = (_words(connection, each, of) for each in _WORDS)
    ripe = _ripe(connection, {each.rule for each in health.values()}, of)
    return [
        statuses.standing(
            row,
            health=health.get(row["id"]),
            override=overrides.get(row["id"]),
            ended=ended.get(row["id"]),
            ripe=ripe.get(row["id"]),
        )
        for row in found
    ]


def _healths(connection: Connection, of: str | None) -> Mapping[str, Derived]:
    table = schema.derived
    query = select(table).where(table.c.field == HEALTH, _is(table.c.item, of))
    return {row["item"]: rows.derived(row) for row in connection.execute(query).mappings()}


_WORDS: Final = (schema.override, schema.ended_override)


def _words(connection: Connection, table: Table, of: str | None) -> Mapping[str, Override]:
    """What people said last of the health of each item."""
    query = select(table).where(table.c.field == HEALTH, _is(table.c.item, of))
    return {row["item"]: rows.override(row) for row in connection.execute(query).mappings()}


def _ripe(connection: Connection, rules: set[str], of: str | None) -> Mapping[str, datetime]:
    """When a pending value takes effect: the timers that the rules set for it."""
    table = schema.agenda
    reasons = [f"timer:{rule}:1" for rule in sorted(rules)]
    query = select(table.c.subject, table.c.due_at).where(
        table.c.reason.in_(reasons), _is(table.c.subject, of)
    )
    return dict(connection.execute(query).all()) if reasons else {}


def _is(column: ColumnElement[str], id_: str | None) -> ColumnElement[bool]:
    return true() if id_ is None else column == id_


def _typed(
    connection: Connection,
    facets: Sequence[str],
    since: datetime,
    until: datetime,
    is_program: IsProgram,
) -> int:
    past, status = schema.history, schema.status
    is_label = and_(past.c.facet >= "label:", past.c.facet < "label;")
    wanted = or_(past.c.facet.in_(facets), is_label)
    query = select(past.c.item, past.c.facet, type_coerce(past.c.mark, Text)).where(
        and_(past.c.item.in_(select(status.c.item)), past.c.at > since, past.c.at <= until, wanted)
    )
    # Not in SQL: each database has rules of its own about letters and their case.
    named, labels = frozenset(facets), tuple(f"label:{facet}".casefold() for facet in facets)
    return sum(
        rows.is_by_a_person(item, mark, is_program)
        for item, facet, mark in connection.execute(query)
        if facet in named or facet.casefold().startswith(labels)
    )
