"""`comment`: says something under the item, once an occasion, or in one comment kept up to date."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import in_comment
from automation.effects import Comment
from automation.engine.folder.sheet import Id, Sheet
from automation.engine.grammar.action import Action, Arguments, Occasion


class CommentSheet(Sheet):
    """What to say. `sticky` names the one comment that is edited in place."""

    text: Annotated[
        StrictStr,
        Field(min_length=1, max_length=8_000, description="What it says", examples=["Thank you!"]),
    ]
    sticky: Id | None = Field(
        default=None,
        description="The name of the one comment that is edited in place",
        examples=["shipped"],
    )


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Comment]:
    """The comment; a sticky one stands once on the item, whatever the occasion."""
    sticky, item = arguments["sticky"], occasion.item
    yield Comment(
        connection=item.connection,
        target=item.id,
        name=str(sticky) if sticky else "",
        text=str(arguments["text"]),
        occasion=occasion.name,
    )


def claims(arguments: Arguments) -> Iterator[str]:
    """A sticky comment has one writer."""
    if isinstance(name := arguments.get("sticky"), str):
        yield f"comment:{name}"


ACTION = Action(
    name="comment",
    shape=CommentSheet,
    description="Something is said under the item: once an occasion, or, with `sticky`, in one "
    "comment of that name that is edited in place",
    example='comment: {sticky: shipped, text: "Shipped in {{ event.tag }}."}',
    effects=effects,
    quote=in_comment,
    alone="text",
    plain=frozenset({"sticky"}),
    lines=frozenset({"text"}),
    speaks=True,
    claims=claims,
)
