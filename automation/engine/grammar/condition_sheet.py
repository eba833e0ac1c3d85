"""How conditions stand in a file: one expression, true or false, or groups of them that nest."""

from typing import Annotated, Self

from pydantic import Discriminator, Field, StrictBool, StrictStr, Tag, model_validator

from automation.engine.folder.sheet import Sheet


class GroupSheet(Sheet):
    """Conditions that nest; with several of the keys, each of them must hold."""

    all_: "Conditions" = Field(
        default_factory=list,
        alias="all",
        description="Every one of these holds",
        examples=['["item.state == \'open\'", "item.due < now"]'],
    )
    any_: "Conditions" = Field(
        default_factory=list,
        alias="any",
        description="At least one of these holds",
        examples=["[item.comments > 9, item.paused == true]"],
    )
    none_: "Conditions" = Field(
        default_factory=list,
        alias="none",
        description="Not one of these holds",
        examples=["[\"'no-nag' in item.labels\"]"],
    )

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not (self.all_ or self.any_ or self.none_):
            raise ValueError("needs all, any or none with conditions under it")
        return self


def _sort(value: object) -> str | None:
    match value:
        case bool():
            return "<constant>"
        case str():
            return "<expression>"
        case dict() | GroupSheet():
            return "<group>"
        case _:
            return None


Condition = Annotated[
    Annotated[StrictStr, Field(examples=["item.state == 'open'"]), Tag("<expression>")]
    | Annotated[StrictBool, Tag("<constant>")]
    | Annotated[GroupSheet, Tag("<group>")],
    Discriminator(
        _sort,
        custom_error_type="sort",
        custom_error_message="must be a condition, such as \"item.state == 'open'\", "
        "or all, any, none of some",
    ),
]
Conditions = Annotated[list[Condition], Field(min_length=1, max_length=50)]
