"""How an inline test stands in a file: a world, a time, and what is expected of the rule there."""

from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictStr, model_validator

from automation.engine.folder.sheet import Sheet, Word


class GivenSheet(Sheet):
    """The world of a test."""

    item: Annotated[
        dict[str, object],
        Field(
            description="Fields of the item. For `held` also `<field>_since`, since when it reads "
            "so, and for `silence` also `silent_since`, since when nothing happened: the rule acts "
            "where so long has passed by `now`",
            examples=["{type: issue, status: Blocked, status_since: 2026-11-16T09:00:00Z}"],
        ),
    ]
    event: dict[str, object] | None = Field(
        default=None, description="What happened", examples=["{kind: github.release.published}"]
    )
    signals: dict[str, object] | None = Field(
        default=None, description="The warnings that count", examples=["{serious: [F2]}"]
    )
    pace: dict[str, object] | None = Field(
        default=None, description="Where the usual pace leads", examples=["{known: true}"]
    )
    args: dict[str, object] | None = Field(
        default=None, description="What stood behind a command", examples=["{time: 3 days}"]
    )


class ExpectSheet(Sheet):
    """What a test expects: a value, steps, or that the rule does not act."""

    value: StrictStr | None = Field(
        default=None, description="What it derives", examples=["at_risk"]
    )
    because: StrictStr | None = Field(default=None, description="And why", examples=["F2"])
    steps: Annotated[list[StrictStr], Field(min_length=1, max_length=50)] | None = Field(
        default=None,
        description="The steps it takes, as `pitboard test` tells them",
        examples=['["label on: shipped"]'],
    )
    acts: StrictBool | None = Field(
        default=None, description="`false`: nothing", examples=["false"]
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        acts = self.value is not None or self.steps is not None
        if acts is (self.acts is False) or (self.value is not None and self.steps is not None):
            raise ValueError("expect a value, steps, or `acts: false`, and not two of them")
        if self.because is not None and self.value is None:
            raise ValueError("only a value has a because")
        return self


class ExampleSheet(Sheet):
    """One inline test."""

    name: Annotated[Word, Field(description="A sentence", examples=["a closed issue is left"])]
    now: Annotated[Word, Field(description="The time", examples=["2026-11-20T09:00:00Z"])]
    given: Annotated[GivenSheet, Field(description="The world")]
    expect: Annotated[ExpectSheet, Field(description="What comes of it")]
