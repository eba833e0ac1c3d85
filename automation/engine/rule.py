"""A rule twice: the shape of its file, which pydantic checks, and what it compiles to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictStr,
    Tag,
    ValidationError,
    model_validator,
)

from automation.engine.conditions import Condition
from automation.engine.expressions import Expression
from automation.engine.texts import Text

State = Literal["shadow", "live", "paused"]
NO_LABEL = "none"
HAND_EDIT = "keep for 14 days"


@dataclass(frozen=True, slots=True)
class Let:
    """A named expression. `reads` follows the names it uses down to fields of the item."""

    name: str
    expression: Expression
    line: int
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `choose`. `value` None means: no label of the slot.

    `reads` are the fields behind its condition, its because and the names they use.
    """

    value: str | None
    condition: Condition
    because: Text | None
    line: int
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Derive:
    """What the rule derives: `field` is `label:<slot name>`, `slot` its labels in order."""

    field: str
    slot: tuple[str, ...]
    rows: tuple[Row, ...]
    hand_edit: timedelta


@dataclass(frozen=True, slots=True)
class Example:
    """One inline test: given this item, at this time, expect this. `acts` False: no row wins."""

    name: str
    now: datetime
    item: Mapping[str, object]
    acts: bool
    value: str | None
    because: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One compiled rule. `types` and `projects` are empty where any will do.

    `changed_fields` None means any. `if_reads` are the fields behind `if`, `reads` those behind
    the whole rule, each through `let` as well.
    """

    id: str
    title: str
    why: str
    owner: str
    review_by: date | None
    state: State
    file: str
    line: int
    types: frozenset[str]
    projects: frozenset[str]
    changed_fields: frozenset[str] | None
    let: tuple[Let, ...]
    condition: Condition | None
    derive: Derive
    tests: tuple[Example, ...]
    if_reads: frozenset[str]
    reads: frozenset[str]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _whole_number(value: object) -> object:
    # To Python true and 1.0 equal 1; to the reader of a file they do not.
    return value if type(value) is int else str(value)


def _sort_of_condition(value: object) -> str | None:
    match value:
        case bool():
            return "<constant>"
        case str():
            return "<expression>"
        case dict() | GroupShape():
            return "<group>"
        case _:
            return None


Line = Annotated[StrictStr, Field(min_length=1, max_length=200)]
Name = Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
OneOrMany = Annotated[
    list[Annotated[StrictStr, Field(min_length=1)]],
    Field(min_length=1, max_length=100),
    BeforeValidator(_listed),
]
ConditionShape = Annotated[
    Annotated[StrictStr, Tag("<expression>")]
    | Annotated[StrictBool, Tag("<constant>")]
    | Annotated["GroupShape", Tag("<group>")],
    Discriminator(
        _sort_of_condition, custom_error_type="condition", custom_error_message="no condition"
    ),
]
Conditions = Annotated[list[ConditionShape], Field(min_length=1, max_length=50)]


class Shape(BaseModel):
    """Part of a rule file: unknown keys are refused, nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class GroupShape(Shape):
    """Conditions that nest."""

    all_: Conditions = Field(default_factory=list, alias="all")
    any_: Conditions = Field(default_factory=list, alias="any")
    none_: Conditions = Field(default_factory=list, alias="none")

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not (self.all_ or self.any_ or self.none_):
            raise ValueError("needs all, any or none with conditions under it")
        return self


class ChangedShape(Shape):
    """A change of an item of these types, in these fields."""

    type: OneOrMany
    fields: OneOrMany = Field(default_factory=lambda: ["any"])


class TriggerShape(Shape):
    """What wakes the rule."""

    changed: ChangedShape


class AboutShape(Shape):
    """What the rule is about."""

    path: Literal["event.item"]
    type: OneOrMany = Field(default_factory=list)
    projects: OneOrMany = Field(default_factory=list)


class RowShape(Shape):
    """A value, when it holds and why. A label of GitHub has at most 50 characters."""

    value: Annotated[StrictStr, Field(min_length=1, max_length=50, pattern=r"^\S(.*\S)?$")]
    if_: ConditionShape = Field(alias="if")
    because: StrictStr | None = None


class DeriveShape(Shape):
    """What the slot of labels should read."""

    label: Name
    choose: Annotated[list[RowShape], Field(min_length=1, max_length=50)]
    hand_edit: StrictStr = HAND_EDIT


class GivenShape(Shape):
    """The world of a test."""

    item: dict[str, object]


class ExpectShape(Shape):
    """What a test expects: a value, or that the rule does not act."""

    value: StrictStr | None = None
    because: StrictStr | None = None
    acts: StrictBool | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.value is None) != (self.acts is False):
            raise ValueError("expect a value, or `acts: false`, and not both")
        if self.acts is False and self.because is not None:
            raise ValueError("a rule that does not act gives no because")
        return self


class TestShape(Shape):
    """One inline test."""

    name: Line
    now: StrictStr
    given: GivenShape
    expect: ExpectShape


class RuleShape(Shape):
    """The whole file, in reading order."""

    pitboard: Annotated[Literal[1], BeforeValidator(_whole_number)]
    rule: Name
    title: Line
    why: Annotated[StrictStr, Field(min_length=1, max_length=500)]
    owner: Line
    review_by: StrictStr | None = None
    state: State = "shadow"
    when: Annotated[list[TriggerShape], Field(min_length=1, max_length=20)]
    about: AboutShape
    let: Annotated[dict[str, object], Field(max_length=50)] = Field(default_factory=dict)
    if_: ConditionShape | None = Field(default=None, alias="if")
    derive: DeriveShape
    tests: Annotated[list[TestShape], Field(max_length=200)] = Field(default_factory=list)


_SHAPES: Mapping[str, type[Shape]] = {
    "": RuleShape,
    "when[]": TriggerShape,
    "when[].changed": ChangedShape,
    "about": AboutShape,
    "derive": DeriveShape,
    "derive.choose[]": RowShape,
    "tests[]": TestShape,
    "tests[].given": GivenShape,
    "tests[].expect": ExpectShape,
}


def known_keys(pattern: str) -> tuple[str, ...]:
    """List the keys a mapping may have; `pattern` is its path with [] for any position."""
    shape = _SHAPES.get(pattern, GroupShape)
    return tuple(field.alias or name for name, field in shape.model_fields.items())


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with a file's shape, in pydantic's words for it."""

    kind: str
    path: tuple[str | int, ...]
    context: Mapping[str, object]


def read_shape(data: object) -> RuleShape | tuple[Mistake, ...]:
    """Check the shape of a whole file; gives it, or everything that is wrong with it."""
    try:
        return RuleShape.model_validate(data)
    except ValidationError as error:
        return tuple(
            Mistake(
                each["type"],
                tuple(key for key in each["loc"] if not str(key).startswith("<")),
                each.get("ctx", {}),
            )
            for each in error.errors(include_url=False)
        )
