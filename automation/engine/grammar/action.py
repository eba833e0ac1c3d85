"""What an action is: one thing a step of `then` can do, as a pure function to effects."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from automation.effects import Effect
from automation.engine.folder.facts import View
from automation.engine.folder.sheet import Sheet
from automation.engine.folder.world import World
from automation.model import Event, Item
from automation.sayings import Saying

Argument = str | bool | int | float | None | tuple["Argument", ...] | Mapping[str, "Argument"]
Arguments = Mapping[str, Argument]
"""What stands under an action, by key; texts are filled in."""


LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
"""When something happened of which no time is known."""


def nothing_known(field: str) -> tuple[str, ...]:  # noqa: ARG001 - as every account's field
    """Nothing is on record that could be told."""
    return ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a step acts upon: the item, the event if there was one, and which time this is.

    `happened` is the event's key, or the time a sweep was planned for; never a delivery's id.
    `at` is when that was. `by` is who did it, by name, and `who` by the id of the person, else
    by the account; `account` tells in lines why a field of the item reads what it does, as whoever
    reads the item may know it.
    """

    rule: str
    step: str
    happened: str
    item: Item
    event: Event | None
    view: View
    at: datetime = LONG_AGO
    by: str = "somebody"
    who: str = ""
    account: Callable[[str], tuple[str, ...]] = nothing_known

    @property
    def name(self) -> str:
        """What tells this from every other time something is said."""
        return f"{self.rule}/{self.step}/{self.happened}"


@dataclass(frozen=True, slots=True)
class Start:
    """The wish that another rule looks at the item now."""

    rule: str


Wanted = Effect | Start | Saying
"""What a step may come to."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value under an action that will not do: under which key, why, and what was meant."""

    key: str
    message: str
    suggestion: str | None = None


class CannotActError(ValueError):
    """A step cannot be taken; the message says what to mend, in one sentence."""


def as_it_is(value: str) -> str:
    """Leave a value as it is."""
    return value


def nothing_claimed(arguments: Arguments) -> Iterable[str]:  # noqa: ARG001 - as every action's claims
    """Nothing that must have one writer."""
    return ()


def nothing_doubted(arguments: Arguments, world: World) -> Iterable[Doubt]:  # noqa: ARG001 - as every action's doubts
    """Nothing that the files beside the rules speak against."""
    return ()


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `shape` is what may stand under its name; `alone` is the key a plain text is for.

    `example` is a step of a rule. Texts are literals and {{ expressions }}, but for the keys in
    `plain`; those in `lines` may have several lines. `quote` makes a value of a tracker harmless
    where it lands; keys in `names` hold names of something, which are only put on one line. `whole`
    keys must not lack a value. What is `inside` is read by the company,
    else by whoever may see the item: nothing that they may not see has a name in it. `claims` names
    what it writes that only one live rule may write: fields by name, labels as `the label 'bug'`.
    `doubts` are what the files beside the rules speak against. What `speaks` is said once; the rest
    is compared with what stands.
    """

    name: str
    shape: type[Sheet]
    description: str
    example: str
    effects: Callable[[Occasion, Arguments], Iterable[Wanted]]
    quote: Callable[[str], str] = as_it_is
    alone: str = ""
    plain: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    inside: bool = False
    speaks: bool = False
    claims: Callable[[Arguments], Iterable[str]] = nothing_claimed
    doubts: Callable[[Arguments, World], Iterable[Doubt]] = nothing_doubted


Actions = Mapping[str, Action]
