"""What a decision sets off and strikes: looks above an item, and what holds no longer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Delete, bindparam, delete

from automation.effects import Plan
from automation.model import CLIMBING, Derived, Override
from automation.ports import Case
from automation.store import rows, schema
from automation.store.clocks import company_time
from automation.store.composed import once
from automation.store.linking import parents
from automation.store.reasons import Due
from automation.store.upsert import Insert, insert


def woken(
    connection: Connection, decided: Sequence[tuple[Case, Plan]], wall: datetime
) -> Sequence[Due]:
    """A look at whatever is directly above an item of which a value changed.

    Each level wakes the next only if its own value changes, so no circle is walked for ever.
    """
    changed = {case.subject: names for case, plan in decided if (names := _changed(case, plan))}
    above = parents(connection, changed) if changed else {}
    return [
        Due(parent, "look", wall, frozenset(f"derived/{name}" for name in changed[id_]))
        for id_, mine in above.items()
        for parent in mine - {id_}
    ]


def _changed(case_: Case, plan: Plan) -> Sequence[str]:
    """The fields that read otherwise than before, of an item that may have somebody above it."""
    if case_.item is None or not any(link.kind in CLIMBING for link in case_.item.links):
        return ()
    was = {name: derived.value for name, derived in case_.derived.items()}
    return [new.field for new in plan.derived if new.value != was.get(new.field)]


def forget(connection: Connection, decided: Sequence[tuple[Case, Plan]], *, wall: datetime) -> None:
    """Strike what no longer holds: overrides that ended, values under a rule's former slot. Whose
    word ended last, and when, is kept to be told.
    """
    told = [(case, new) for case, plan in decided for new in plan.derived]
    former = [{"i": n.item_id, "f": n.field, "r": n.rule} for case, n in told if _moved(case, n)]
    if ended := [each for case, plan in decided for each in _ended(case, plan)]:
        now = company_time(connection)(wall)
        kept = [replace(each, until=min(each.until, now)) for each in ended]
        connection.execute(_keeping(connection), [rows.override_row(each) for each in kept])
        gone = [{"i": each.item_id, "f": each.field} for each in ended]
        connection.execute(_striking(connection), gone)
    if former:
        connection.execute(_former(connection), former)


def _ended(case_: Case, plan: Plan) -> Iterator[Override]:
    """The words of people that hold no more: their fields are told of, and they are not."""
    told = {new.field for new in plan.derived} - {word.field for word in plan.overrides}
    yield from (word for field, word in case_.overrides.items() if field in told)


def _moved(case_: Case, new: Derived) -> bool:
    """Whether a value of the same rule stands under another field."""
    return any(d.rule == new.rule and field != new.field for field, d in case_.derived.items())


@once
def _keeping(connection: Connection) -> Insert:
    statement = insert(schema.ended_override, connection)
    fresh = {name: statement.excluded[name] for name in ("value", "by", "at", "until")}
    return statement.on_conflict_do_update(index_elements=["item", "field"], set_=fresh)


@once
def _striking(_connection: Connection) -> Delete:
    over = schema.override
    return delete(over).where(over.c.item == bindparam("i"), over.c.field == bindparam("f"))


@once
def _former(_connection: Connection) -> Delete:
    said = schema.derived
    return delete(said).where(
        said.c.item == bindparam("i"),
        said.c.rule == bindparam("r"),
        said.c.field != bindparam("f"),
    )
