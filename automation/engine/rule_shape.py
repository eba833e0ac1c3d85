"""The shape of a rule's file, which pydantic checks: keys, kinds and lengths, nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    Tag,
    ValidationError,
    model_validator,
)

State = Literal["shadow", "live", "paused"]
NO_LABEL = "none"
HAND_EDIT = "keep for 14 days"
PATHS = (
    "event.item",
    "event.item.parent",
    "event.item.ancestors",
    "event.item.children",
)


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
FieldName = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Steps = Annotated[list[dict[str, object]], Field(min_length=1, max_length=20)]
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
    """A change of an item of these types, in these fields, from one of these values to another."""

    type: OneOrMany
    fields: OneOrMany = Field(default_factory=lambda: ["any"])
    from_: OneOrMany = Field(default_factory=list, alias="from")
    to: OneOrMany = Field(default_factory=list)


class ScheduleShape(Shape):
    """Times of the calendar, as cron writes them."""

    cron: StrictStr
    zone: StrictStr | None = None
    missed: Literal["run once", "skip"] = "run once"


class TriggerShape(Shape):
    """What wakes the rule: exactly one of these."""

    changed: ChangedShape | None = None
    event: StrictStr | None = None
    schedule: ScheduleShape | None = None
    sweep: StrictStr | None = None
    if_: ConditionShape | None = Field(default=None, alias="if")

    @model_validator(mode="after")
    def _waits_for_one_thing(self) -> Self:
        given = [self.changed, self.event, self.schedule, self.sweep]
        if sum(each is not None for each in given) != 1:
            raise ValueError("needs exactly one of changed, event, schedule and sweep")
        return self


class AboutShape(Shape):
    """What the rule is about."""

    path: Literal["event.item", "event.item.parent", "event.item.ancestors", "event.item.children"]
    type: OneOrMany = Field(default_factory=list)
    projects: OneOrMany = Field(default_factory=list)
    if_: ConditionShape | None = Field(default=None, alias="if")


class RowShape(Shape):
    """A value, when it holds and why. A label of GitHub has at most 50 characters."""

    value: Annotated[StrictStr, Field(min_length=1, max_length=50, pattern=r"^\S(.*\S)?$")]
    if_: ConditionShape = Field(alias="if")
    because: StrictStr | None = None


class StabilityShape(Shape):
    """How long a new value must last before it counts."""

    worse_after: StrictStr | None = None
    better_after: StrictStr | None = None
    after: StrictStr | None = None
    at_once: OneOrMany = Field(default_factory=list)
    order: OneOrMany = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        ways = self.worse_after is not None or self.better_after is not None
        if (self.after is not None) == ways:
            raise ValueError("needs worse_after and better_after, or after alone")
        if ways and (self.worse_after is None or self.better_after is None):
            raise ValueError("needs both worse_after and better_after")
        return self


class DeriveShape(Shape):
    """What a slot of labels, or a field, should read."""

    label: Name | None = None
    field: FieldName | None = None
    stability: StabilityShape | None = None
    choose: Annotated[list[RowShape], Field(min_length=1, max_length=50)]
    hand_edit: StrictStr = HAND_EDIT

    @model_validator(mode="after")
    def _derives_one_thing(self) -> Self:
        if (self.label is None) == (self.field is None):
            raise ValueError("needs a label or a field, and not both")
        return self


class LimitsShape(Shape):
    """How much the rule may do before it is stopped."""

    settle: StrictStr | None = None  # of the item's type, and refused with a word about it
    writes_per_run: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 25
    mails_per_run: Annotated[StrictInt, Field(ge=1, le=10_000)] = 100


class GivenShape(Shape):
    """The world of a test."""

    item: dict[str, object]
    event: dict[str, object] | None = None
    signals: dict[str, object] | None = None
    pace: dict[str, object] | None = None


class ExpectShape(Shape):
    """What a test expects: a value, steps, or that the rule does not act."""

    value: StrictStr | None = None
    because: StrictStr | None = None
    steps: Annotated[list[StrictStr], Field(min_length=1, max_length=50)] | None = None
    acts: StrictBool | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        acts = self.value is not None or self.steps is not None
        if acts is (self.acts is False) or (self.value is not None and self.steps is not None):
            raise ValueError("expect a value, steps, or `acts: false`, and not two of them")
        if self.because is not None and self.value is None:
            raise ValueError("only a value has a because")
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
    derive: DeriveShape | None = None
    then: Steps | None = None
    else_: Steps | None = Field(default=None, alias="else")
    limits: LimitsShape = Field(default_factory=LimitsShape)
    tests: Annotated[list[TestShape], Field(max_length=200)] = Field(default_factory=list)


_SHAPES: Mapping[str, type[Shape]] = {
    "": RuleShape,
    "when[]": TriggerShape,
    "when[].changed": ChangedShape,
    "when[].schedule": ScheduleShape,
    "about": AboutShape,
    "derive": DeriveShape,
    "derive.stability": StabilityShape,
    "limits": LimitsShape,
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
