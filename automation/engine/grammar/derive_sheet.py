"""How `derive` stands in a file: what a slot of labels, or a field, should read."""

from typing import Annotated, Self

from pydantic import Field, StrictStr, model_validator

from automation.engine.folder.sheet import FieldName, Id, Sheet, Word, Words
from automation.engine.grammar.condition_sheet import Condition

HAND_EDIT = "keep for 14 days"
NO_LABEL = "none"
Value = Annotated[StrictStr, Field(min_length=1, max_length=50, pattern=r"^\S(.*\S)?$")]
"""A label of GitHub has at most 50 characters."""


class RowSheet(Sheet):
    """A value, when it holds and why; the first row that holds wins."""

    value: Annotated[
        Value, Field(description="What it reads; `none` empties it", examples=["at_risk"])
    ]
    if_: Annotated[
        Condition, Field(alias="if", description="When it holds", examples=["item.state == 'open'"])
    ]
    because: StrictStr | None = Field(
        default=None,
        description="The sentence behind it",
        examples=['"blocked since {{ item.due | day }}"'],
    )


class StabilitySheet(Sheet):
    """How long a new value must last before it counts."""

    worse_after: Word | None = Field(
        default=None, description="A value that is worse by `order`", examples=["1 working day"]
    )
    better_after: Word | None = Field(
        default=None, description="A value that is better", examples=["3 working days"]
    )
    after: Word | None = Field(default=None, description="Any value", examples=["2 days"])
    at_once: Words = Field(
        default_factory=list, description="Signals that do not wait", examples=["[F2]"]
    )
    order: Words = Field(
        default_factory=list, description="The values, worst first", examples=["[late, soon]"]
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        ways = self.worse_after is not None or self.better_after is not None
        if (self.after is not None) == ways:
            raise ValueError("needs worse_after and better_after, or after alone")
        if ways and (self.worse_after is None or self.better_after is None):
            raise ValueError("needs both worse_after and better_after")
        return self


class DeriveSheet(Sheet):
    """What a slot of labels, or a field, should read: by `choose`, or a label by `keep_if`."""

    label: Id | None = Field(
        default=None,
        description="The name of a slot of labels; with keep_if the label",
        examples=["triage"],
    )
    field: FieldName | None = Field(
        default=None, description="A field that mapping.yaml lets be written", examples=["health"]
    )
    keep_if: Condition | None = Field(
        default=None,
        description="The label stands exactly while this holds",
        examples=["item.status == 'Blocked'"],
    )
    because: StrictStr | None = Field(
        default=None, description="With keep_if: the sentence behind it", examples=["it is blocked"]
    )
    choose: Annotated[
        list[RowSheet],
        Field(max_length=50, description="Rows from the top; the first that holds wins"),
    ] = Field(default_factory=list)
    stability: StabilitySheet | None = Field(default=None, description="How steady it is")
    hand_edit: Word = Field(
        default=HAND_EDIT,
        description="How long a person's value stays",
        examples=["keep until inputs change"],
    )

    @model_validator(mode="after")
    def _derives_one_thing(self) -> Self:
        if (self.label is None) == (self.field is None):
            raise ValueError("needs a label or a field, and not both")
        if (self.keep_if is None) == (not self.choose):
            raise ValueError("needs `choose` with rows, or `keep_if` alone")
        if self.keep_if is not None and self.label is None:
            raise ValueError("only a label has `keep_if`; a field has `choose` with rows")
        if self.because is not None and self.keep_if is None:
            raise ValueError("has `because` beside `keep_if`; with `choose` it stands in each row")
        return self
