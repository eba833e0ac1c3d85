"""`propose`: what a person would have a field read, shown beside it and never written by itself."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import one_line
from automation.engine.folder.sheet import FieldName, Sheet, Word
from automation.engine.grammar.action import Action, Arguments, Occasion
from automation.sayings import Proposal


class ProposeSheet(Sheet):
    """Which field, what it should read, and why."""

    field: Annotated[FieldName, Field(description="The field", examples=["due"])]
    value: Annotated[Word, Field(description="What it should read", examples=['"{{ args.date }}"'])]
    why: StrictStr | None = Field(
        default=None,
        max_length=500,
        description="Why, in the person's words",
        examples=['"{{ args.why }}"'],
    )


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Proposal]:
    """The proposal, on record with who made it and where."""
    event = occasion.event
    yield Proposal(
        item_id=occasion.item.id,
        field=str(arguments["field"]),
        value=str(arguments["value"]),
        by=occasion.by,
        at=occasion.at,
        why=str(arguments["why"] or ""),
        url=event.url if event else "",
        who=occasion.who,
    )


ACTION = Action(
    name="propose",
    shape=ProposeSheet,
    description="What a person would have a field read stands beside it on the item's page, with "
    "their reason; a person has to write it",
    example='propose: {field: due, value: 2026-12-01, why: "the supplier is late"}',
    effects=effects,
    quote=one_line,
    plain=frozenset({"field"}),
    whole=frozenset({"value"}),
)
