"""`notify`: one line for a person or a team's lead, by itself or in a digest of such lines."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr

from automation.actions.plain import one_line
from automation.actions.receivers import Otherwise, Receiver, address_of, doubts
from automation.effects import Notice
from automation.engine.folder.sheet import Sheet, Word
from automation.engine.folder.speaking import rhythm
from automation.engine.grammar.action import Action, Arguments, Occasion


def _digest(text: str) -> str:
    rhythm(text)
    return text


class NotifySheet(Sheet):
    """To whom, which line, and when."""

    to: Receiver
    otherwise: Otherwise = None
    text: Annotated[
        StrictStr,
        Field(
            min_length=1,
            max_length=1_000,
            description="The line",
            examples=['"{{ item.key }} is done"'],
        ),
    ]
    digest: Annotated[Word, AfterValidator(_digest)] = Field(
        default="none",
        description="`none` for a mail of its own, else when all lines to one person become one "
        "mail: `hourly` or `daily 09:00`",
        examples=["daily 09:00"],
    )


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Notice]:
    """The line. Raises CannotActError where nobody is known by this name."""
    digest = str(arguments["digest"])
    yield Notice(
        recipient=address_of(occasion, arguments),
        text=one_line(str(arguments["text"])),
        url=occasion.item.url,
        target=occasion.item.id,
        occasion=occasion.name,
        digest="" if digest == "none" else digest,
    )


ACTION = Action(
    name="notify",
    shape=NotifySheet,
    description="One line with a link to the item, once an occasion: `to` as for `email`. With a "
    "`digest` the lines to one person become one mail",
    example='notify: {to: owner, text: "{{ item.key }} is late", digest: daily 09:00}',
    effects=effects,
    quote=one_line,
    plain=frozenset({"to", "otherwise", "digest"}),
    inside=True,
    speaks=True,
    doubts=doubts,
)
