"""`unpin`: what a person set in a field stays no longer; Pitboard writes there again."""

from collections.abc import Iterator

from pydantic import Field

from automation.actions.plain import one_line
from automation.engine.folder.sheet import Sheet, Word
from automation.engine.grammar.action import Action, Arguments, Occasion
from automation.sayings import ANY, Unpin

EVERY = "any"


class UnpinSheet(Sheet):
    """Which field."""

    field: Word = Field(
        default=EVERY,
        description="A field that a rule fills, or `any` for all of them",
        examples=["health"],
    )


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Unpin]:
    """One for the field, by the name its rule gives it."""
    name = str(arguments["field"])
    pinned = occasion.view.pinned.get(occasion.item.id, ())
    label = f"label:{name}"
    field = ANY if name == EVERY else label if label in pinned else name
    yield Unpin(occasion.item.id, field, occasion.by, occasion.at)


ACTION = Action(
    name="unpin",
    shape=UnpinSheet,
    description="A value that a person set by hand stays no longer: the rule that fills the field "
    "writes there again. `item.pinned` lists such fields",
    example="unpin: health",
    effects=effects,
    quote=one_line,
    alone="field",
    whole=frozenset({"field"}),
)
