"""What the parts of every file are made of: strict shapes, and the words they share."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictStr,
    Tag,
)

from automation.engine.language.amounts import Mistaken


class Sheet(BaseModel):
    """Part of a file: unknown keys are refused, nothing is converted.

    `REFUSED` says of single keys why they are not wanted here; `OTHERS` is what a key of any name
    may hold, where a shape allows them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    REFUSED: ClassVar[Mapping[str, str]] = {}
    OTHERS: ClassVar[Any] = None


ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,62}$"
FIELD_PATTERN = r"^[a-z][a-z0-9_]{0,40}$"
PREFIX_PATTERN = r"^\S[^\r\n]*$"


def listed(value: object) -> object:
    """One text as a list of one; anything else as it is. Raises Mistaken for several in one text,
    which would be read as a single name that nothing has, and for what is no text.
    """
    if isinstance(value, bool | int | float):
        raise Mistaken(
            f"must be a text, or a list of them; put it in quotes: '{as_written(value)}'"
        )
    if isinstance(value, str) and "," in value:
        several = ", ".join(each.strip() for each in value.split(",") if each.strip())
        said = f"write several in brackets, [{several}]; one that has a comma as"
        raise Mistaken(f'{said} ["{value}"]')
    return [value] if isinstance(value, str) else value


def as_written(value: object) -> str:
    """A value as it stands in a file."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _whole_number(value: object) -> object:
    # To Python true and 1.0 equal 1; to the reader of a file they do not.
    return value if type(value) is int else str(value)


Version = Annotated[Literal[1], BeforeValidator(_whole_number), Field(examples=["1"])]
Word = Annotated[StrictStr, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
Id = Annotated[StrictStr, Field(pattern=ID_PATTERN)]
Prefix = Annotated[StrictStr, Field(min_length=1, max_length=40, pattern=PREFIX_PATTERN)]
"""How labels begin, such as `health: ` with its space."""
FieldName = Annotated[StrictStr, Field(pattern=FIELD_PATTERN)]
Words = Annotated[list[Word], Field(min_length=1, max_length=2000), BeforeValidator(listed)]


def _pattern(word: str) -> str:
    if "*" in word.rstrip("*"):
        raise Mistaken("a * may only stand at the end, such as acme/*; write several lines instead")
    return word


Pattern = Annotated[Word, AfterValidator(_pattern)]
Patterns = Annotated[list[Pattern], Field(min_length=1, max_length=2000), BeforeValidator(listed)]
"""Names of which each may end with a `*` for whatever follows."""


def sort_of(value: object) -> str | None:
    """The tag of a value that may be of several sorts; None for one that never fits."""
    match value:
        case str():
            return "<text>"
        case list():
            return "<list>"
        case dict() | Sheet():
            return "<map>"
        case _:
            return None


class WhySheet(Sheet):
    """What a file is good for, by the three questions every automation answers."""

    customer_impact: Word | None = Field(
        default=None, description="What customers have of it", examples=["Asks are answered."]
    )
    removes_friction: Word | None = Field(
        default=None, description="What is in nobody's way any more", examples=["No form."]
    )
    frees_time: Word | None = Field(
        default=None, description="What nobody types any more", examples=["No Thursday round."]
    )

    def __str__(self) -> str:
        """The answers as one text."""
        given = (self.customer_impact, self.removes_friction, self.frees_time)
        return "; ".join(each for each in given if each)


Why = Annotated[
    Annotated[Word, Tag("<text>")] | Annotated[WhySheet, Tag("<map>")],
    Discriminator(
        sort_of,
        custom_error_type="sort",
        custom_error_message="must be one line, or customer_impact, removes_friction, frees_time",
    ),
]
