"""`label`: puts labels on the item and takes labels off; every other label stays as it is."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StrictStr, model_validator

from automation.actions.plain import one_line
from automation.effects import SetLabel
from automation.engine.folder.sheet import Sheet
from automation.engine.grammar.action import Action, Argument, Arguments, Occasion


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Labels = Annotated[
    list[Annotated[StrictStr, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]],
    Field(max_length=20),
    BeforeValidator(_listed),
]


class LabelSheet(Sheet):
    """The labels to put on and to take off."""

    add: Labels = Field(default_factory=list, description="What is put on", examples=["shipped"])
    remove: Labels = Field(
        default_factory=list, description="What is taken off", examples=["[in review, doing]"]
    )

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.add or self.remove):
            raise ValueError("needs labels to add or to remove")
        if set(self.add) & set(self.remove):
            raise ValueError("the same label cannot be added and removed")
        return self


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[SetLabel]:
    """One wish for each label, so that each is compared and withdrawn by itself."""
    for label in _words(arguments["add"]):
        yield _wish(occasion, label, label)
    for label in _words(arguments["remove"]):
        yield _wish(occasion, label, None)


def _wish(occasion: Occasion, label: str, value: str | None) -> SetLabel:
    item = occasion.item
    return SetLabel(
        connection=item.connection,
        target=item.id,
        field=f"labels:{label}",
        slot=(label,),
        value=value,
        basis=tuple(item.labels & {label}),
    )


def claims(arguments: Arguments) -> Iterator[str]:
    """Every label has one writer."""
    for name in ("add", "remove"):
        for label in _words(arguments.get(name)):
            yield f"the label {label!r}"


def _words(labels: Argument) -> Iterator[str]:
    for label in labels if isinstance(labels, tuple) else ():
        if isinstance(label, str):
            yield label


ACTION = Action(
    name="label",
    shape=LabelSheet,
    description="Labels are put on the item, or taken off",
    example="label: {add: [shipped], remove: [in review]}",
    effects=effects,
    quote=one_line,
    whole=frozenset({"add", "remove"}),
    claims=claims,
)
