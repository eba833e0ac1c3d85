"""How triggers stand in a file, and what the rule is about."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from automation.engine.folder.shapes import choices
from automation.engine.folder.sheet import FieldName, Id, Sheet, Word, Words
from automation.engine.grammar.condition_sheet import Condition
from automation.engine.language.amounts import Mistaken
from automation.engine.language.vocabulary import suggest

Path = Literal["event.item", "event.item.parent", "event.item.ancestors", "event.item.children"]
ARGUMENTS = ("text", "number", "date", "duration", "person", "rest")
"""What an argument of a command may be."""


def _argument(word: str) -> str:
    if word.removeprefix("optional ") not in ARGUMENTS:
        raise Mistaken(
            f"must be {choices(ARGUMENTS)}, with `optional` before it where it may be missing",
            suggest(word.removeprefix("optional "), ARGUMENTS),
        )
    return word


Argument = Annotated[Word, AfterValidator(_argument)]


class ChangedSheet(Sheet):
    """A change of an item of these types, in these fields, from one of these values to another."""

    type: Annotated[Words, Field(description="Types of items", examples=["issue"])]
    fields: Annotated[
        Words, Field(description="Fields of `item`, or `any`", examples=["[labels, state]"])
    ] = Field(default_factory=lambda: ["any"])
    from_: Annotated[Words, Field(description="What it read before", examples=["Blocked"])] = Field(
        default_factory=list, alias="from"
    )
    to: Annotated[Words, Field(description="What it reads now", examples=["Done"])] = Field(
        default_factory=list
    )


class HeldSheet(Sheet):
    """A field that has read the same for so long; it counts once each time it began."""

    type: Annotated[Words, Field(description="Types of items", examples=["issue"])]
    field: Annotated[Word, Field(description="A field of `item`", examples=["status"])]
    is_: Annotated[Words, Field(description="One of these values; any where it is left out")] = (
        Field(default_factory=list, alias="is", examples=["Blocked"])
    )
    for_: Word = Field(
        alias="for",
        description="How long; working days are those of the item's team",
        examples=["3 working days"],
    )


class SilenceSheet(Sheet):
    """An item to which nothing happened for so long; it counts once each time it fell silent."""

    type: Annotated[Words, Field(description="Types of items", examples=["issue"])]
    of: Annotated[
        Words,
        Field(
            description="Fields that break the silence; any where it is left out. `comments` are "
            "new ones that everybody who sees the item may read"
        ),
    ] = Field(default_factory=list, examples=["[comments, status]"])
    by: Literal["people", "anybody"] = Field(
        default="people",
        description="Whose changes count; `people` leaves out bots. Pitboard's own never do",
        examples=["people"],
    )
    for_: Word = Field(
        alias="for",
        description="How long; working days are those of the item's team",
        examples=["5 working days"],
    )


class ScheduleSheet(Sheet):
    """Times of the calendar, as cron writes them."""

    cron: Annotated[Word, Field(description="Five fields of cron", examples=['"0 15 * * FRI"'])]
    zone: Word | None = Field(
        default=None, description="Whose clock; else the owner's", examples=["Europe/Berlin"]
    )
    missed: Literal["run once", "skip"] = Field(
        default="run once",
        description="What becomes of times that nobody was awake for",
        examples=["skip"],
    )


class CommandSheet(Sheet):
    """`/pitboard <name> ...` in a comment. Who may not use it is told who may."""

    name: Annotated[Id, Field(description="The word behind /pitboard", examples=["snooze"])]
    args: Annotated[
        dict[FieldName, Argument],
        Field(
            max_length=8,
            description="What follows, in order: `args.<name>` in expressions; `rest` is all that "
            "is left, `optional` may be missing",
            examples=["{time: duration, why: optional rest}"],
        ),
    ] = Field(default_factory=dict)
    allow: Condition | None = Field(
        default=None, description="Who may use it", examples=["\"'pm' in actor.roles\""]
    )
    help: Annotated[
        Word, Field(description="One line for /pitboard help", examples=["Quiet for a while"])
    ]


class TriggerSheet(Sheet):
    """What wakes the rule: exactly one of these."""

    changed: ChangedSheet | None = Field(default=None, description="An item changed")
    event: Word | None = Field(
        default=None, description="Something happened", examples=["github.release.published"]
    )
    held: HeldSheet | None = Field(default=None, description="A field has read the same for a time")
    silence: SilenceSheet | None = Field(
        default=None, description="Nothing has happened for a time"
    )
    schedule: ScheduleSheet | None = Field(
        default=None, description="A time of the calendar has come"
    )
    sweep: Word | None = Field(
        default=None, description="All it is about, one by one", examples=["every day at 06:00"]
    )
    command: CommandSheet | None = Field(
        default=None, description="A person asks for it in a comment"
    )
    wake: Words | None = Field(
        default=None, description="Another rule wakes it: `any`, or these", examples=["[triage]"]
    )
    if_: Condition | None = Field(
        default=None,
        alias="if",
        description="Only where this holds",
        examples=["event.prerelease == false"],
    )

    @model_validator(mode="after")
    def _waits_for_one_thing(self) -> Self:
        given = self.model_fields_set - {"if_"}
        if len(given) != 1:
            raise ValueError(f"needs exactly one of {', '.join(TRIGGERS[:-1])} and {TRIGGERS[-1]}")
        return self


TRIGGERS: tuple[str, ...] = tuple(name for name in TriggerSheet.model_fields if name != "if_")


class AboutSheet(Sheet):
    """What the rule is about: exactly one of path, each and query, and what narrows it."""

    path: Path | None = Field(
        default=None,
        description="The way from the event's item to it",
        examples=["event.item.ancestors"],
    )
    each: Word | None = Field(
        default=None,
        description="An expression that gives items; the rule is about each of them",
        examples=["item.children | where('status_group', 'doing')"],
    )
    query: Condition | None = Field(
        default=None,
        description="Every item for which this holds; with `schedule` and `sweep`",
        examples=["item.team == 'payments'"],
    )
    type: Words = Field(default_factory=list, description="Only these types", examples=["epic"])
    projects: Words = Field(
        default_factory=list, description="Only these projects", examples=["[PAY, acme/shop]"]
    )
    if_: Condition | None = Field(
        default=None,
        alias="if",
        description="Only where this holds",
        examples=["item.paused == false"],
    )

    @model_validator(mode="after")
    def _leads_one_way(self) -> Self:
        if len(self.model_fields_set & {"path", "each", "query"}) > 1:
            raise ValueError("has one of path, each and query, and not two of them")
        return self
