"""What every rule did, run by run: sweeps, schedules, what was applied, and minutes of events."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, false, or_, select

from automation.effects import Outcome
from automation.ports import stamp
from automation.store import schema, wishes
from automation.store.database import Database
from automation.store.fuse import WINDOW
from automation.store.items import items_of
from automation.store.names import parts
from automation.taking_back import Write

EVENTS: Final = "events"
"""What a minute of events is called before the `@`, as a sweep is called by its number."""

_NUMBER: Final = re.compile("[0-9]{1,18}")
_HELD_WINDOW: Final = "window"
_LOOKED_THROUGH: Final = 5_000
"""The newest writes that are looked through for runs: some weeks of a company."""

_WAITING: Final = ("planned", "staged", "held", "waiting", "sending")


@dataclass(frozen=True, slots=True)
class Done:
    """One run of one rule, with how many writes came to what. `began` is the system's time."""

    name: str
    rule: str
    began: datetime
    items: int = 0
    written: int = 0
    agreed: int = 0
    waiting: int = 0
    failed: int = 0
    comments: int = 0
    mails: int = 0


def run_of(row: Any) -> str:  # noqa: ANN401 - a result row
    """What the run of a write is called: `<rule>/<what>@<when>`."""
    if row.run is None:
        return f"{row.rule}/{EVENTS}@{stamp(_minute(row.planned_at))}"
    what = row.run.rpartition("/")[2]
    if what.startswith(f"{_HELD_WINDOW}@"):
        what = what.replace(_HELD_WINDOW, EVENTS, 1)
    return f"{row.rule}/{what}"


def of_run(name: str) -> ColumnElement[bool]:
    """The writes of a run, or the single one that has this number; none for any other name."""
    box = schema.outbox
    if _NUMBER.fullmatch(name):
        return box.c.id == int(name)
    rule, _, what = name.rpartition("/")
    kind, _, told = what.partition("@")
    try:
        began = datetime.fromisoformat(told)
    except ValueError:
        return false()
    if kind == EVENTS:
        minute = and_(
            box.c.planned_at >= began,
            box.c.planned_at < began + timedelta(seconds=WINDOW),
            box.c.run.is_(None),
        )
        return and_(box.c.rule == rule, or_(minute, box.c.run == f"{_HELD_WINDOW}@{told}"))
    return and_(box.c.rule == rule, box.c.run.in_((name, what)))


class Runs:
    """The runs of all rules, as far back as the outbox goes."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def newest(self, *, limit: int = 30, rule: str | None = None) -> Sequence[Done]:
        """The newest runs first; of one rule, where it is named."""
        box = schema.outbox
        told = (box.c.id, box.c.rule, box.c.run, box.c.planned_at, box.c.state, box.c.kind)
        query = select(*told, box.c.target, box.c.subject).order_by(box.c.id.desc())
        if rule is not None:
            query = query.where(box.c.rule == rule)
        found: dict[str, list[Any]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query.limit(_LOOKED_THROUGH)):
                if row.subject != f"rule:{row.rule}":  # what its owner is told of the rule itself
                    found.setdefault(run_of(row), []).append(row)
        done = (_counted(name, mine) for name, mine in found.items())
        return sorted(done, key=lambda each: (each.began, each.name), reverse=True)[:limit]

    def writes(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Every write of a run as it stands, oldest first, with the key of its item; `wished` is
        the effect itself.
        """
        box, item = schema.outbox, schema.item
        query = (
            select(box, item.c.key)
            .outerjoin(item, item.c.id == box.c.target)
            .where(of_run(name))
            .order_by(box.c.id)
        )
        with self._database.reading() as connection:
            found = connection.execute(query).all()
            return [{**row._asdict(), "wished": wishes.effect(row)} for row in found]


def _counted(name: str, mine: Sequence[Any]) -> Done:
    done = Done(name, mine[0].rule, min(row.planned_at for row in mine))
    states = [row.state for row in mine]
    made = [row.kind for row in mine if row.state == str(Outcome.DONE)]
    return replace(
        done,
        items=len({row.target for row in mine}),
        written=len(made),
        agreed=states.count(str(Outcome.ALREADY)),
        waiting=sum(state in _WAITING for state in states),
        failed=sum(state in {"failed", "dead", "unknown"} for state in states),
        comments=made.count("comment"),
        mails=sum(kind in wishes.MAILS for kind in made),
    )


def made(connection: Connection, *which: ColumnElement[bool]) -> Sequence[Write]:
    """The writes that were made, oldest first: those that changed something or said something."""
    box = schema.outbox
    query = select(box).where(box.c.state == str(Outcome.DONE), *which).order_by(box.c.id)
    found = connection.execute(query).all()
    items = items_of(connection, {row.target for row in found})
    keys = {id_: item.key for id_, item in items.items()}
    return [_write(row, keys) for row in found]


def made_on(connection: Connection, targets: Iterable[str]) -> Sequence[Write]:
    """The writes that were made on these items."""
    box = schema.outbox
    return [each for some in parts(targets) for each in made(connection, box.c.target.in_(some))]


def in_hand(run: str) -> Select[Any]:
    """Whether something of a run is being written right now."""
    box = schema.outbox
    return select(box.c.id).where(of_run(run), box.c.open, box.c.state == "sending")


def _minute(at: datetime) -> datetime:
    return datetime.fromtimestamp(int(at.timestamp()) // WINDOW * WINDOW, UTC)


def _write(row: Any, keys: Mapping[str, str]) -> Write:  # noqa: ANN401 - a result row
    return Write(
        id=row.id,
        effect=wishes.effect(row),
        key=keys.get(row.target, row.target),
        rule=row.rule,
        run=(row.run or "").rpartition("/")[2],
        subject=row.subject,
        ruleset=row.ruleset,
        at=row.company_at or row.planned_at,
        before=None if row.before is None else tuple(row.before),
        after=None if row.after is None else tuple(row.after),
    )
