"""What deliver needs: the outbox, and the trackers and channels it writes to."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from automation.effects import Effect, Email, Outcome, Webhook
from automation.model import Delivery, Value
from automation.ports.arriving import OwnWrite
from automation.ports.changing import Changing
from automation.ports.recovering import Haul, Listed, Missed


@dataclass(frozen=True, slots=True)
class Errand:
    """A claimed row of the outbox. `key` is the target's key at its tracker ("acme/shop#12").

    `sent` says whether a try of ours may have reached the tracker, `in_doubt` whether the last one
    ended without a word. `introduced` says whether we know the account that we write as at this
    connection. `standing` is what we wrote there last, `source` the id it has there.
    """

    id: int
    seq: int
    effect: Effect
    key: str
    attempts: int = 0
    tries: int = 0
    sent: bool = False
    introduced: bool = True
    in_doubt: bool = False
    standing: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an errand. `before` and `after` are what the tracker showed.

    `blames` says whether a failure counts against the row; `retry_after` is in seconds. `source`
    is the tracker's id of what was said; "" means that it is there no more.
    """

    outcome: Outcome
    said: str = ""
    before: tuple[str, ...] | None = None
    after: tuple[str, ...] | None = None
    blames: bool = False
    retry_after: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class ReRead:
    """A claimed wish to see an item again, worked by `deliver` because it is I/O.

    `node` is the id of its node at its tracker, "" where none is on record.
    """

    subject: str
    seq: int
    connection: str
    key: str
    node: str = ""


class Outbox(Protocol):
    """What must be written or said."""

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Errand]:
        """Lease due rows of different targets, within the pace of their connections."""
        ...

    def introduce(self, connection: str, actor_id: str, directory: Mapping[str, str]) -> None:
        """Remember the account we write as, and the ids of the site's fields by their names."""
        ...

    def begin(
        self, errand: Errand, *, owner: str, wall: datetime, echo: Sequence[OwnWrite] = ()
    ) -> bool:
        """Mark the row as being sent; False if its lease or its seq has moved on.

        `echo` is what the write will come back as, where the wish alone does not tell.
        """
        ...

    def settle(self, errand: Errand, answer: Answer, *, owner: str, wall: datetime) -> bool:
        """Record what became of it; False if the row belongs to somebody else by now."""
        ...

    def give_back(self, errand: Errand, *, owner: str) -> None:
        """Return an unstarted row without an attempt."""
        ...

    def rereads(self, *, wall: datetime, limit: int) -> Sequence[ReRead]:
        """Items that are due to be read again. Two readers of one item do no harm."""
        ...

    def seen(self, wish: ReRead, delivery: Delivery) -> None:
        """Put the answer into the inbox and strike the wish."""
        ...

    def unseen(
        self,
        wish: ReRead,
        *,
        gone: bool,
        wall: datetime,
        said: str = "",
        after: float | None = None,
    ) -> None:
        """Put the wish off, or strike it where there is nothing to be read and nothing vanished.

        `said` is why; `after` are the seconds that were asked for, None where nobody asked.
        """
        ...


class Tracker(Changing, Protocol):
    """The half of a tracker that talks to it, about targets by their key ("acme/shop#12").

    Every call takes a timeout in seconds and raises ServiceError.
    """

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:
        """The labels that stand on the target now."""
        ...

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        """Put a label on, leaving every other label alone."""
        ...

    def take_off(self, key: str, label: str, *, timeout: float) -> None:
        """Take a label off; one that is not there is no error."""
        ...

    def fields(self, key: str, places: Sequence[str], *, timeout: float) -> Mapping[str, Value]:
        """What these fields of the target read now, as people read them."""
        ...

    def set_fields(self, key: str, values: Mapping[str, Value], *, timeout: float) -> None:
        """Write all of these fields in one request."""
        ...

    def comment(self, key: str, text: str, marker: str, *, timeout: float) -> str:
        """Say something under the target, marked so that it can be found again; its id."""
        ...

    def edit_comment(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> None:
        """Let a comment of ours read otherwise. ServiceError.gone: a person deleted it."""
        ...

    def still_reads(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> bool:
        """Whether a comment of ours reads as we wrote it. ServiceError.gone: it was deleted."""
        ...

    def delete_comment(self, key: str, id_: str, *, timeout: float) -> None:
        """Take a comment of ours away. ServiceError.gone: a person did already."""
        ...

    def find_comment(self, key: str, marker: str, *, timeout: float) -> str | None:
        """The id of our own comment with this marker, None where there is none."""
        ...

    def directory(self, *, timeout: float) -> Mapping[str, str]:
        """Ids of the tracker's own fields by their names; empty where it has none."""
        ...

    def actor_id(self, *, timeout: float) -> str:
        """The id of the account we write as."""
        ...

    def read(self, key: str, *, timeout: float) -> Delivery:
        """The target as it is now, as a delivery its own parser reads."""
        ...

    def changed_since(
        self, at: datetime, *, projects: Sequence[str], timeout: float
    ) -> Iterator[Delivery]:
        """Everything of these projects that changed since then, as `read` gives it."""
        ...

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        """Everything that happened since then, step by step, each call within `timeout`."""
        ...

    def still_there(self, items: Sequence[Listed], *, timeout: float) -> AbstractSet[str]:
        """The ids of those that we still see, and of those that cannot be asked about."""
        ...


class Channel(Protocol):
    """A way to tell people something."""

    def send(self, email: Email, *, timeout: float) -> None:
        """Hand it over once. Raises ServiceError; `ambiguous` where it may have gone out."""
        ...


class Poster(Protocol):
    """What posts JSON to addresses outside."""

    def post(self, webhook: Webhook, *, timeout: float) -> str:
        """Post it, and say what was answered. Raises ServiceError; a repeat has the same key."""
        ...
