"""What deliver needs of a tracker to move an item, give it away, tie it, or open a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Column:
    """A status. `category` is new, indeterminate or done, "" where its tracker says none.

    What stands on boards has a column on each, `parts`, beside its own `state`. `note` says why
    there may be more to it than we are shown.
    """

    name: str
    category: str
    state: str = ""
    parts: tuple[str, ...] = ()
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every column it stands in."""
        return self.parts or (self.name,)


@dataclass(frozen=True, slots=True)
class Move:
    """A way to a status. `asks` names what a person has to fill in to go it.

    `places` are the facets that will read otherwise, each with what it will read; without them it
    is the status itself. It is gone only where it is named if `by_name`, and not at all if it
    `stands`: the item is there already wherever this leads.
    """

    id: str
    to: Column
    asks: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    by_name: bool = False
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has an item: the account it is given to, and as what it is shown."""

    account: str
    shown: str


@dataclass(frozen=True, slots=True)
class Bond:
    """What two items are to each other. `near` and `far` are their ids at the tracker.

    `id` is that of the link, where it has one. `instead` is what stands in the way of it, as a
    sentence, "" for nothing. `starts` says that the link is one of the near item's own.
    """

    near: str
    far: str
    stands: bool
    id: str = ""
    instead: str = ""
    starts: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """An item to be opened; what is "" is left to the tracker."""

    project: str
    kind: str
    title: str
    text: str
    labels: tuple[str, ...]
    parent: str


@dataclass(frozen=True, slots=True)
class Made:
    """An item that was opened: its id and its key at its tracker."""

    id: str
    key: str


class Changing(Protocol):
    """Of an item by its key. Every call takes a timeout in seconds and raises ServiceError."""

    def column(self, key: str, *, timeout: float) -> Column:
        """The status the item stands in now."""
        ...

    def moves(self, key: str, *, timeout: float) -> Sequence[Move]:
        """Every way that leads from there."""
        ...

    def move(self, key: str, move: Move, *, timeout: float) -> None:
        """Go one of these ways."""
        ...

    def holders(self, key: str, *, timeout: float) -> Sequence[Holder]:
        """Who has the item now."""
        ...

    def holder(self, account: str, *, timeout: float) -> Holder:
        """This account as an item is given to it, and as what it is shown."""
        ...

    def called(self, key: str, name: str, *, timeout: float) -> Sequence[Holder]:
        """Whoever may have the item and is found by this name: more or less it is theirs."""
        ...

    def hand_over(self, key: str, account: str | None, *, timeout: float) -> None:
        """Let exactly this account have the item, or nobody."""
        ...

    def bond(self, key: str, relation: str, to: str, *, timeout: float) -> Bond:
        """What the item is to the one of the key `to`: blocks, blocked_by, parent or relates."""
        ...

    def tie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Let that link stand."""
        ...

    def untie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Take that link away."""
        ...

    def audience(self, project: str, *, timeout: float) -> str:
        """Who may see what is opened there, as the visibility of an item."""
        ...

    def open_item(self, draft: Draft, marker: str, *, timeout: float) -> Made:
        """Open an item, marked so that it can be found again."""
        ...

    def find_item(self, project: str, marker: str, *, timeout: float) -> Made | None:
        """The item of our own with this marker, among the newest; None where there is none."""
        ...

    def place(self, made: Made, draft: Draft, *, timeout: float) -> None:
        """Put a new item where opening it did not put it yet; done already, nothing happens."""
        ...
