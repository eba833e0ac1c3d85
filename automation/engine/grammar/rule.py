"""A rule as it is once compiled: what its file says, ready to be asked about an item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from automation.engine.folder.landings import LINE
from automation.engine.folder.speaking import ANY_TIME, TWENTY_A_DAY, Hours
from automation.engine.grammar.rule_sheet import State
from automation.engine.grammar.step import Act
from automation.engine.grammar.triggers import Trigger
from automation.engine.language.conditions import Condition
from automation.engine.language.durations import Lasting
from automation.engine.language.expressions import Expression
from automation.engine.language.signal_words import OF_THE_STATUS
from automation.engine.language.texts import Text
from automation.model import Event
from automation.ports import Rate

HEALTH = "health"
STICKY = "status"
"""The name of the comment that stands beside a health: there is one of it under an item."""

BESIDE = (LINE, f"comment:{STICKY}")
"""What the rule that derives health writes besides it."""


@dataclass(frozen=True, slots=True)
class Let:
    """A named expression. `reads` follows the names it uses down to fields of the item."""

    name: str
    expression: Expression
    line: int
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `choose`. `value` None means: no label of the slot, or an empty field.

    `reads` are the fields behind its condition, its because and the names they use.
    """

    value: str | None
    condition: Condition
    because: Text | None
    line: int
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stability:
    """How long a value must last before it counts.

    `order` is worst first; a value outside of it counts at once. Without an order `worse_after`
    is for every change. `at_once` names signals that do not wait.
    """

    worse_after: Lasting
    better_after: Lasting
    order: tuple[str, ...] = ()
    at_once: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derive:
    """What the rule derives: `field` is `label:<slot name>` with the labels of its `slot` in order,
    or the name of a field, whose slot depends on where it lands. `values` are all it can read.
    `hand_edit` None: a person's value holds until what the rule reads changes.
    """

    field: str
    slot: tuple[str, ...]
    rows: tuple[Row, ...]
    hand_edit: timedelta | None
    values: tuple[str, ...] = ()
    stability: Stability | None = None

    @property
    def is_label(self) -> bool:
        """Whether it is a slot of labels, and not a field."""
        return self.field.startswith("label:")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the rule may do, and when it may speak. `tells_owner` is for when its fuse blows."""

    writes_per_run: int = 25
    mails_per_run: int = 100
    mails_per_person: Rate | None = None
    writes_per_item: Rate = TWENTY_A_DAY
    hours: Hours = ANY_TIME
    tells_owner: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """One inline test: given this item, at this time, expect this. `acts` False: nothing is done.

    `event` is None for a rule that derives, or one that is tried without an event. `since` has
    since when the item is as a trigger asks, by the name it is given under. `args` are those of a
    command, None for no command, and `actor` what people.yaml would say of who did it.
    """

    name: str
    now: datetime
    item: Mapping[str, object]
    acts: bool
    value: str | None
    because: str | None
    line: int
    steps: tuple[str, ...] = ()
    event: Event | None = None
    since: Mapping[str, datetime] = field(default_factory=dict)
    args: Mapping[str, object] | None = None
    actor: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One compiled rule. `types` and `projects` are empty where any will do.

    `path` is the way from an event's item to what the rule is about; `each` gives those items
    instead, where the rule has it. It has `derive`, or steps
    in `then`. `if_reads` are the fields behind `if`, `reads` those behind the whole rule, each
    through `let` as well. `links` is how many links away it looks.
    """

    id: str
    title: str
    why: str
    owner: str
    review_by: date | None
    state: State
    file: str
    line: int
    triggers: tuple[Trigger, ...]
    path: str
    types: frozenset[str]
    projects: frozenset[str]
    about_if: Condition | None
    let: tuple[Let, ...]
    condition: Condition | None
    derive: Derive | None
    then: tuple[Act, ...] = ()
    otherwise: tuple[Act, ...] = ()
    limits: Limits = field(default_factory=Limits)
    tests: tuple[Example, ...]
    if_reads: frozenset[str]
    reads: frozenset[str]
    links: int = 0
    each: Expression | None = None

    @property
    def appraises(self) -> bool:
        """Whether it looks at the status of items."""
        return not OF_THE_STATUS.isdisjoint(self.reads)

    @property
    def explains(self) -> bool:
        """Whether it keeps a sentence and a comment beside what it derives: the health, where that
        comes from the status.
        """
        return self.derive is not None and self.derive.field == HEALTH and self.appraises

    @property
    def derives(self) -> tuple[str, ...]:
        """Every field of an item that what it derives is written to."""
        own = () if self.derive is None else (self.derive.field,)
        return (*own, *BESIDE) if self.explains else own
