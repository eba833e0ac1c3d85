"""`snooze`: rules say nothing of the item for a time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import one_line
from automation.engine.folder.sheet import Sheet, Word
from automation.engine.grammar.action import Action, Arguments, CannotActError, Occasion
from automation.engine.language.durations import lasting
from automation.sayings import Snooze


class SnoozeSheet(Sheet):
    """For how long, at most how long, and why."""

    for_: Annotated[
        Word,
        Field(
            alias="for",
            description="How long from the event on; `0 days` ends an earlier one",
            examples=['"{{ args.time }}"'],
        ),
    ]
    most: Word = Field(
        default="60 days", description="The longest that may be asked for", examples=["30 days"]
    )
    why: StrictStr | None = Field(
        default=None,
        max_length=500,
        description="Why, for whoever looks at the item",
        examples=["\"{{ args.why | default('no reason given') }}\""],
    )


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Snooze]:
    """The snooze. Raises CannotActError for what is no time, or too long a one."""
    until = _after(occasion, str(arguments["for"]))
    if until > _after(occasion, str(arguments["most"])):
        raise CannotActError(f"{arguments['most']} is the longest that can be asked for")
    yield Snooze(
        item_id=occasion.item.id,
        until=until,
        by=occasion.by,
        at=occasion.at,
        why=str(arguments["why"] or ""),
    )


def _after(occasion: Occasion, text: str) -> datetime:
    view = occasion.view
    try:
        return lasting(text).after(occasion.at, view.world.calendar_of(occasion.item, view.around))
    except (ValueError, OverflowError) as error:
        raise CannotActError(f'"{text}" is no time: it {error}') from error


ACTION = Action(
    name="snooze",
    shape=SnoozeSheet,
    description="Rules say nothing of the item for a time: no comment, no mail; fields are filled "
    "on. `item.snoozed_until` tells until when",
    example="snooze: {for: 5 working days, why: waiting for the supplier}",
    effects=effects,
    quote=one_line,
    whole=frozenset({"for", "most"}),
)
