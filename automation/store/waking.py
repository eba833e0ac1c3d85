"""Whom a batch wakes: the items it changed, what they are part of, and who waited for a name."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, Text, select, type_coerce, update

from automation.guards import is_stub
from automation.model import CLIMBING, Stale
from automation.ports import Absorbed, Renewed
from automation.store import schema
from automation.store.composed import once
from automation.store.linking import ancestors, pointing, waiters
from automation.store.reasons import Due
from automation.store.types import dumps

MOST_STALE: Final = 5_000
"""Items read again because a label, a milestone or a repository got another name."""

A_SECOND: Final = 50
"""How many of them are asked for in a second."""

ANSWERED: Final = timedelta(seconds=5)
"""How long nothing is said about an item in doubt: by then its tracker has answered, if it can."""

_FREES: Final = frozenset({"state", "status", "deleted", "visibility"})
"""Changes that may let go on what is blocked by the item, or stop it again, or change its name
there.
"""

Above = Mapping[str, frozenset[str]]


def uprooted(connection: Connection, items: Sequence[Renewed]) -> Above:
    """What items that lose a link are part of, while they still are."""
    losing = [r.item.id for r in items if any(link.kind in CLIMBING for link in r.unlinked)]
    return ancestors(connection, losing) if losing else {}


def looks(
    connection: Connection, items: Sequence[Renewed], before: Above, wall: datetime
) -> Iterator[Due]:
    """A look at each item that changed, at what it is or was part of, and at who waited for it.

    Whoever waits is asked for only where something was begun, closed or deleted, or is seen by
    others. That does not settle: looks are due at once.
    """
    climbing = [r.item.id for r in items if r.changed and _climbs(r)]
    waiting = waiters(connection, [r.item.id for r in items if r.changed & _FREES])
    starts = [*climbing, *(id_ for found in waiting.values() for id_ in found)]
    above = ancestors(connection, starts) if starts else {}
    for r in items:
        if not r.changed:
            continue
        # Whoever may not see it any more is named nothing from now on.
        settle = 0 if "visibility" in r.changed else r.settle
        at, id_ = wall + timedelta(seconds=settle), r.item.id
        if not is_stub(r.item):
            yield Due(id_, "look", at, r.changed)
        told = frozenset(f"{r.type or r.item.type}/{facet}" for facet in r.changed)
        for ancestor in before.get(id_, frozenset()) | above.get(id_, frozenset()):
            yield Due(ancestor, "look", at, told)
        freeing = frozenset(f"{r.type or r.item.type}/{facet}" for facet in r.changed & _FREES)
        for waiter in waiting.get(id_, ()):
            for each in {waiter} | above[waiter]:
                yield Due(each, "look", at, freeing)


def led_anew(connection: Connection, moved: Collection[str], wall: datetime) -> Iterator[Due]:
    """A look at each item one of whose links leads elsewhere now, and at what it is part of."""
    found = pointing(connection, moved) if moved else {}
    above = ancestors(connection, found) if found else {}
    for id_, type_ in found.items():
        yield Due(id_, "look", wall, frozenset({"links"}))
        for ancestor in above[id_]:
            yield Due(ancestor, "look", wall, frozenset({f"{type_}/links"}))


def occasions(
    absorbed: Iterable[Absorbed], fresh: Collection[str], items: Iterable[Renewed], wall: datetime
) -> Iterator[Due]:
    """A row of its own for each event that a rule speaks about, the first time it is told.

    One of an item in doubt waits for the answer to its re-read: that is no event, so whatever is
    said before it would stand for ever.
    """
    doubted = {r.item.id for r in items if r.reread}
    for row in absorbed:
        for event, occasion in row.told:
            if occasion and event.key in fresh:
                at = wall + ANSWERED if event.item_id in doubted else wall
                yield Due(event.item_id, f"occasion:{event.key}", at)


def rereads(items: Iterable[Renewed], stale: Sequence[str], wall: datetime) -> Iterator[Due]:
    """Items to ask their tracker for: those in doubt at once, stale ones a few each second."""
    for r in items:
        if r.reread:
            yield Due(r.item.id, "reread", wall)
    for number, id_ in enumerate(stale):
        yield Due(id_, "reread", wall + timedelta(seconds=number / A_SECOND))


def gone_stale(connection: Connection, told: Sequence[Stale]) -> Sequence[str]:
    """The items that must be read again. One too many does no harm: it is only read again."""
    found: dict[str, None] = {}
    for each in told:
        table = schema.item
        query = select(table.c.id).where(
            table.c.connection == each.connection,
            table.c.project == each.project,
            table.c.deleted_at.is_(None),
        )
        for name in (each.label, each.milestone):
            if name is not None:
                said = type_coerce(table.c.state, Text)
                query = query.where(said.contains(dumps(name), autoescape=True))
        found |= dict.fromkeys(connection.scalars(query.order_by(table.c.id).limit(MOST_STALE)))
    return list(found)[:MOST_STALE]


def let_in(connection: Connection, names: frozenset[str], wall: datetime) -> None:
    """Deliveries that waited for an item of one of these names wait no longer."""
    box = schema.inbox
    awaited = names & frozenset(connection.scalars(_awaited(connection))) if names else names
    if awaited:
        connection.execute(
            update(box).where(box.c.waits_for.in_(awaited)).values(waits_for=None, due_at=wall)
        )


@once
def _awaited(_connection: Connection) -> Select[Any]:
    box = schema.inbox
    return select(box.c.waits_for).where(box.c.waits_for.is_not(None)).distinct()


def _climbs(r: Renewed) -> bool:
    return any(link.kind in CLIMBING for link in r.item.links)
