"""`reply`: answers under the item where something was said, once an occasion."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import in_comment
from automation.effects import Comment
from automation.engine.folder.sheet import Sheet
from automation.engine.grammar.action import Action, Arguments, CannotActError, Occasion


class ReplySheet(Sheet):
    """What to answer."""

    text: Annotated[
        StrictStr,
        Field(min_length=1, max_length=8_000, description="What it answers", examples=['"Done."']),
    ]


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Comment]:
    """The answer, where the event happened. Raises CannotActError where nothing happened."""
    yield answer(occasion, str(arguments["text"]))


def answer(occasion: Occasion, text: str) -> Comment:
    """A comment under the item of the event. Raises CannotActError without one."""
    if occasion.event is None:
        raise CannotActError("there is nobody to answer: no event called the rule")
    target = occasion.event.item_id
    return Comment(
        connection=target.partition(":")[0],
        target=target,
        name="",
        text=text,
        occasion=occasion.name,
    )


ACTION = Action(
    name="reply",
    shape=ReplySheet,
    description="An answer under the item where it happened, once an occasion: to a command above "
    "all",
    example='reply: "Quiet until {{ item.snoozed_until | day }}."',
    effects=effects,
    quote=in_comment,
    alone="text",
    lines=frozenset({"text"}),
    speaks=True,
)
