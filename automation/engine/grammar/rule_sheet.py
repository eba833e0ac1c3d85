"""The shape of a rule's file: keys, kinds and lengths, in reading order."""

from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt

from automation.engine.folder import speaking
from automation.engine.folder.sheet import Id, Sheet, Version, Why, Word, listed
from automation.engine.grammar.condition_sheet import Condition
from automation.engine.grammar.derive_sheet import DeriveSheet
from automation.engine.grammar.example_sheet import ExampleSheet
from automation.engine.grammar.when_sheet import AboutSheet, TriggerSheet
from automation.engine.language.amounts import Mistaken, weekday

State = Literal["shadow", "live", "paused"]
Steps = Annotated[list[dict[str, object]], Field(min_length=1, max_length=20)]


def _sound(read: Callable[[str], object]) -> AfterValidator:
    """A text as it is, where this can read it."""

    def checked(text: str) -> str:
        read(text)
        return text

    return AfterValidator(checked)


OUR_OWN = ("commands", "digest", "asks", "undo")
"""Names under which Pitboard itself writes and mails."""


def _free(name: str) -> str:
    """The name as it is. Raises Mistaken for one of ours."""
    if name in OUR_OWN:
        said = f'"{name}" is what Pitboard itself writes under; give the rule another name'
        raise Mistaken(said)
    return name


class LimitsSheet(Sheet):
    """How much the rule may do, and when it may speak."""

    writes_per_run: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = Field(
        default=25, description="Items one run may write to", examples=["50"]
    )
    mails_per_run: Annotated[StrictInt, Field(ge=1, le=10_000)] = Field(
        default=100, description="Mails one run may send", examples=["20"]
    )
    mails_per_person: Annotated[Word, _sound(speaking.rate)] | None = Field(
        default=None, description="Mails one person may get of this rule", examples=["2 per week"]
    )
    writes_per_item: Annotated[Word, _sound(speaking.rate)] = Field(
        default="20 per day", description="Writes to one item", examples=["4 per day"]
    )
    days: Annotated[list[Annotated[Word, _sound(weekday)]], BeforeValidator(listed)] = Field(
        default_factory=list,
        description="Days on which it may speak to people; other days wait",
        examples=["[mon, tue, wed, thu]"],
    )
    quiet: Annotated[Word, _sound(speaking.quiet)] | None = Field(
        default=None,
        description="Hours in which it says nothing; what is said waits for their end",
        examples=["18:00-08:00"],
    )
    on_fuse: Literal["pause and mail owner", "pause"] = Field(
        default="pause and mail owner",
        description="What happens over writes_per_run or mails_per_run",
    )
    REFUSED: ClassVar[Mapping[str, str]] = {
        "settle": "every rule waits as long as its items do; write `settle:` into mapping.yaml"
    }


_CALLED = {
    **dict.fromkeys(("on", "trigger", "triggers"), "when"),
    **dict.fromkeys(("id", "name"), "rule"),
    **dict.fromkeys(("condition", "conditions"), "if"),
    **dict.fromkeys(("action", "actions", "do"), "then"),
    **dict.fromkeys(("description", "reason"), "why"),
}
"""What other programs call our keys."""


class RuleSheet(Sheet):
    """The whole file, in reading order."""

    REFUSED: ClassVar[Mapping[str, str]] = {
        theirs: f"is called `{ours}` here" for theirs, ours in _CALLED.items()
    }

    pitboard: Annotated[Version, Field(description="The grammar of the file")]
    rule: Annotated[
        Id,
        AfterValidator(_free),
        Field(description="Its name, for ever", examples=["needs-triage"]),
    ]
    title: Annotated[Word, Field(description="What it does", examples=["Health of epics"])]
    why: Annotated[Why, Field(description="What it is good for", examples=["Nobody saw it."])]
    owner: Annotated[
        Word, Field(description="A person or a team; hears of failures", examples=["product-ops"])
    ]
    review_by: Word | None = Field(
        default=None,
        description="When somebody should ask whether it still helps",
        examples=["2027-06-01"],
    )
    state: State = Field(
        default="shadow",
        description="A new rule rehearses in shadow: it writes nothing",
        examples=["live"],
    )
    settings: Annotated[dict[str, object], Field(max_length=30)] = Field(
        default_factory=dict,
        description="Plain values to change; `settings.<name>` stands for one anywhere below",
        examples=["{waits: 3 working days}"],
    )
    when: Annotated[
        list[TriggerSheet], Field(min_length=1, max_length=20, description="What wakes it")
    ]
    about: AboutSheet = Field(default_factory=AboutSheet, description="What it is about")
    let: Annotated[dict[str, object], Field(max_length=50)] = Field(
        default_factory=dict,
        description="Names for expressions; later ones may use earlier ones",
        examples=["{open: \"item.children | where_not('status_group', 'done')\"}"],
    )
    if_: Condition | None = Field(
        default=None,
        alias="if",
        description="Only where this holds",
        examples=["item.state == 'open'"],
    )
    derive: DeriveSheet | None = Field(default=None, description="What should stand")
    then: Steps | None = Field(
        default=None,
        description="What to do once, step by step",
        examples=["[{label: {add: shipped}}]"],
    )
    else_: Steps | None = Field(
        default=None,
        alias="else",
        description="What to do where `if` fails",
        examples=["[{label: {remove: shipped}}]"],
    )
    limits: LimitsSheet = Field(default_factory=LimitsSheet, description="How much it may do")
    tests: Annotated[list[ExampleSheet], Field(max_length=200)] = Field(
        default_factory=list, description="Examples that `pitboard test` runs"
    )
