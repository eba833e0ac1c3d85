"""`transition`: the item goes to a status, by whatever way its tracker has there."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import one_line
from automation.changes import SetStatus
from automation.engine.folder.sheet import Sheet
from automation.engine.folder.statuses import board_statuses
from automation.engine.folder.world import World
from automation.engine.grammar.action import Action, Arguments, Occasion
from automation.engine.language.status_words import GROUPS, plain
from automation.model import Item


class TransitionSheet(Sheet):
    """Where the item goes."""

    to: Annotated[
        StrictStr,
        Field(
            min_length=1,
            max_length=200,
            description="A status, as the tracker says it; or todo, doing, done, dropped, where "
            "exactly one way leads to such a status. In GitHub a column of the board it is on, "
            "that is the field Status of its project; or open, closed, not planned or duplicate",
            examples=["In review", "done"],
        ),
    ]


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[SetStatus]:
    """The wish that the item stands there."""
    to, item, world = str(arguments["to"]).strip(), occasion.item, occasion.view.world
    standing = status_of(item)
    is_group = to in GROUPS
    there = world.status_group(item).value == to if is_group else plain(standing) == plain(to)
    yield SetStatus(
        connection=item.connection,
        target=item.id,
        value=to,
        basis=standing,
        groups=_groups(world, item.connection) if is_group else (),
        stands=there and bool(standing),
    )


def status_of(item: Item) -> str:
    """The status an item stands in, of its tracker or of its boards; one that has only a state is
    open, or closed for a reason.

    "" where nothing of it is known.
    """
    status, state = item.fields.get("status"), item.fields.get("state")
    if isinstance(status, str) and status:
        return status
    if boards := board_statuses(item):
        return ", ".join(boards)
    reason = item.fields.get("state_reason")
    if state == "closed" and reason in ("not_planned", "duplicate"):
        return str(reason).replace("_", " ")
    return state if isinstance(state, str) else ""


def _groups(world: World, connection: str) -> tuple[tuple[str, str], ...]:
    """What the files take each status of this tracker for."""
    named = world.mapping.statuses.named
    return tuple(sorted({**named.get("", {}), **named.get(connection, {})}.items()))


ACTION = Action(
    name="transition",
    shape=TransitionSheet,
    description="The item goes to this status, by the one way that its tracker has there; a "
    "person's newer move stays. Where no way leads there, the item's page says which do",
    example="transition: {to: In review}",
    effects=effects,
    quote=one_line,
    alone="to",
    whole=frozenset({"to"}),
)
