"""`email`: a mail to the item's owner, its team's lead, a person by name, or an address."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import one_line
from automation.actions.receivers import Otherwise, Receiver, address_of, doubts
from automation.effects import Email
from automation.engine.folder.sheet import Sheet, Word
from automation.engine.grammar.action import Action, Arguments, Occasion


class EmailSheet(Sheet):
    """To whom, about what, and what it says."""

    to: Receiver
    otherwise: Otherwise = None
    subject: Annotated[
        Word, Field(description="What it is about", examples=['"{{ item.title }} is late"'])
    ]
    text: Annotated[
        StrictStr,
        Field(min_length=1, max_length=8_000, description="What it says", examples=["It is late."]),
    ]


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Email]:
    """The mail. Raises CannotActError where nobody is known by this name."""
    yield Email(
        recipient=address_of(occasion, arguments),
        subject=one_line(str(arguments["subject"])),
        text=str(arguments["text"]),
        target=occasion.item.id,
        occasion=occasion.name,
    )


ACTION = Action(
    name="email",
    shape=EmailSheet,
    description="A mail, once an occasion: `to` is `owner` (who answers for the item), `team` (its "
    "contact of that name in rules/teams.yaml, else its lead), any other contact of the team, the "
    "id of a person in rules/people.yaml, or an address; else who stands under `otherwise`",
    example='email: {to: owner, subject: "{{ item.key }} is late", text: "Due {{ item.due }}."}',
    effects=effects,
    quote=one_line,
    plain=frozenset({"to", "otherwise"}),
    lines=frozenset({"text"}),
    inside=True,
    speaks=True,
    doubts=doubts,
)
