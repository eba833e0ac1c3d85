"""Taking runs back in one transaction: what is put back, what is withdrawn, and who rests then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from automation.effects import Step
from automation.ports import stamp
from automation.store import schema
from automation.store.advisory import Lock, wait_for
from automation.store.asks import ASKING
from automation.store.database import Database
from automation.store.items import items_of
from automation.store.plans import NEVER, Way, withdrawal
from automation.store.plans import row_of as wish_row
from automation.store.runs import in_hand, made, made_on, of_run
from automation.store.taken_back import not_taking_back
from automation.store.upsert import insert
from automation.store.waiting import DIGEST
from automation.taking_back import UNDONE, Account, Back, Write, take_back

Spot = tuple[str, str]
"""A field of an item: what writes are told apart by, whatever wished them."""

_HELD: Final = "held"
_REPORTS: Final = "report:"
_NOBODYS: Final = (DIGEST, ASKING)
"""What mails go by that are of no rule: there is nothing that could rest."""


class Undoing:
    """What can be taken back, and taking it back."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def of_run(self, run: str, account: Account) -> Sequence[Back]:
        """What taking this run back comes to, field by field."""
        with self._database.reading() as connection:
            mine = made(connection, of_run(run))
            later = _later(connection, mine)
            return list(_backs(connection, mine, later, account))

    def of_items(self, targets: Iterable[str], account: Account) -> Sequence[Back]:
        """What taking back all that was ever written to these items comes to."""
        with self._database.reading() as connection:
            return list(_backs(connection, made_on(connection, targets), {}, account))

    def is_in_hand(self, run: str) -> bool:
        """Whether something of this run is being written right now."""
        with self._database.reading() as connection:
            return connection.execute(in_hand(run)).first() is not None

    def waiting(self, run: str) -> int:
        """How much of this run was not written yet."""
        box = schema.outbox
        with self._database.reading() as connection:
            query = select(box.c.id).where(of_run(run), box.c.open)
            return len(connection.execute(query).all())

    def undo(self, run: str, backs: Sequence[Back], *, wall: datetime, now: datetime) -> bool:
        """Put back what can be, withdraw what was not written yet, and let the rules rest.

        False, and nothing is done, where some of it is being written at this moment.
        """
        name = f"{UNDONE}@{stamp(now)}"
        box = schema.outbox
        with self._database.writing() as connection:
            wait_for(connection, Lock.LINE)
            open_ = select(box.c.state).where(of_run(run), box.c.open).with_for_update()
            if "sending" in connection.scalars(open_).all():
                return False
            mine = select(box.c.rule).where(of_run(run)).distinct()
            rules = sorted(connection.scalars(mine))
            connection.execute(
                update(box).where(of_run(run), box.c.open).values(**withdrawal(wall))
            )
            put_back(connection, backs, run=name, because=f"{run} was undone", wall=wall, now=now)
            for rule in rules:
                if rule not in _NOBODYS and not rule.startswith(_REPORTS):
                    _rest(connection, rule, name, len(backs), wall)
        return True


def put_back(
    connection: Connection,
    backs: Sequence[Back],
    *,
    run: str,
    because: str,
    wall: datetime,
    now: datetime,
) -> None:
    """Put wishes into the outbox that take these back; deliver compares them as any other.

    They stand under keys of their own: whatever a rule wishes meanwhile does not replace them.
    """
    values = [
        {
            **wish_row(_step(back, effect, because), Way("planned", run), wall),
            "effect": f"{UNDONE}/{effect.target}/{effect.field}",
            "company_at": now,
        }
        for back in backs
        for effect in back.effects
    ]
    if values:
        connection.execute(insert(schema.outbox, connection).on_conflict_do_nothing(), values)
    several = [back.last.effect for back in backs if len(back.effects) > 1]
    last = schema.written
    for effect in several:  # what stands there then is no single value of ours
        spot = (last.c.target == effect.target, last.c.field == effect.field)
        connection.execute(delete(last).where(*spot))


def _step(back: Back, effect: Any, because: str) -> Step:  # noqa: ANN401 - any effect
    last = back.last
    return Step(effect, last.subject, last.rule, last.ruleset, because, evidence=())


def _rest(connection: Connection, rule: str, run: str, items: int, wall: datetime) -> None:
    """Let a rule rest until a person lets it go, and hold what it wants by now."""
    row = {"rule": rule, "run": run, "since": wall, "subjects": items, "most": 0}
    statement = insert(schema.fuse, connection).values(row)
    fresh = {name: row[name] for name in ("run", "since", "subjects", "most")}
    connection.execute(statement.on_conflict_do_update(index_elements=["rule"], set_=fresh))
    box = schema.outbox
    waits = (box.c.open, box.c.state.in_(("planned", "waiting")), not_taking_back())
    held = {"state": _HELD, "run": run, "due_at": NEVER, "opens_at": None, "seq": box.c.seq + 1}
    connection.execute(update(box).where(box.c.rule == rule, *waits).values(**held))


def _backs(
    connection: Connection, mine: Sequence[Write], later: Mapping[Spot, Write], account: Account
) -> Iterable[Back]:
    by_spot: dict[Spot, list[Write]] = {}
    for write in mine:
        by_spot.setdefault((write.effect.target, write.effect.field), []).append(write)
    items = items_of(connection, {target for target, _ in by_spot})
    for spot, writes in by_spot.items():
        item = items.get(spot[0])
        yield take_back(writes, item=item, later=later.get(spot), account=account)


def _later(connection: Connection, mine: Sequence[Write]) -> Mapping[Spot, Write]:
    """The newest write to each of these fields that came after the last of these."""
    last = {(each.effect.target, each.effect.field): each.id for each in mine}
    ids = {each.id for each in mine}
    found: dict[Spot, Write] = {}
    for each in made_on(connection, {target for target, _ in last}):
        spot = (each.effect.target, each.effect.field)
        if spot in last and each.id > last[spot] and each.id not in ids:
            found[spot] = each
    return found
