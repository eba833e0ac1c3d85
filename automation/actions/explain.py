"""`explain`: answers why a field of the item reads what it does, with evidence."""

from collections.abc import Iterator

from pydantic import Field

from automation.actions.plain import one_line
from automation.actions.reply import answer
from automation.effects import Comment
from automation.engine.folder.sheet import Sheet, Word
from automation.engine.grammar.action import Action, Arguments, Occasion


class ExplainSheet(Sheet):
    """Which field."""

    field: Word = Field(
        default="health", description="A field that a rule fills", examples=["health"]
    )


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Comment]:
    """The answer, a paragraph a line. Raises CannotActError where nobody asked."""
    lines = occasion.account(str(arguments["field"]))
    yield answer(occasion, "\n\n".join(lines) or "Nothing is on record of this item yet.")


ACTION = Action(
    name="explain",
    shape=ExplainSheet,
    description="An answer under the item: what a field reads and since when, why, and the "
    "evidence; of the item that the event happened to",
    example="explain: health",
    effects=effects,
    quote=one_line,
    alone="field",
    whole=frozenset({"field"}),
)
