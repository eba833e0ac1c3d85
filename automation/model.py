"""The words of the design as data: what arrived, what happened, and to what.

Plain frozen values: nothing here reads a clock, a file or a network. Times are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Value = str | int | float | bool | None | datetime | tuple["Value", ...]
"""What a field of an item can read. A list is a tuple, so that an item is hashable in parts."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The raw bytes and allow-listed headers a tracker sent, kept as received.

    `kind` is the tracker's own name for it ("issues"), "" where it stands in the body.
    """

    connection: str
    id: str
    kind: str
    body: bytes
    received_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, in the tracker's words. `id` is stable, `login` can be renamed."""

    id: str
    login: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One facet of an item that went from `old` to `new`; None is "nothing there".

    `facet` is a field's name, or `label:<name>` with the label itself as old or new value.
    """

    facet: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, normalised. `key` is semantic: the same change has the same key however
    often, and through whichever hook, it is delivered.
    """

    connection: str
    key: str
    kind: str
    at: datetime
    item_id: str
    actor: Actor | None
    url: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """One item as one message showed it, true as of `at` (the source's clock, often whole seconds).

    `reread` marks an answer we asked the tracker for: it wins where source times are equal.
    """

    item_id: str
    connection: str
    key: str
    type: str
    project: str
    url: str
    visibility: str
    at: datetime
    fields: Mapping[str, Value]
    labels: tuple[str, ...]
    deleted: bool = False
    reread: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parser understood of one delivery; both parts None when nobody listens to it."""

    event: Event | None = None
    sighting: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """How new our knowledge of one facet is: a sighting enters only past this point."""

    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The last change of one facet: the evidence of a sentence, and the proof of a hand edit.

    `value` is what the facet reads since then. `actor` None means that we saw the result but
    no message that says who did it. `ours` is true only for the echo of Pitboard's own write.
    """

    at: datetime
    value: Value
    text: str
    url: str
    event: str
    actor: Actor | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Something work happens to, as last seen.

    `id` is `<connection>:<source id>` and never changes; `key` is what people say and may.
    `guards` and `marks` are keyed by facet: a field's name, `labels`, or `label:<name>`.
    """

    id: str
    connection: str
    key: str
    type: str
    project: str
    url: str
    visibility: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    guards: Mapping[str, Guard] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One link behind a statement: what happened, where to see it, when, and which event."""

    text: str
    url: str
    at: datetime
    event: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What a rule says a field of an item should read, with its reason and its evidence.

    `value` None means: no label of the slot. `ruleset` is the hash of the rules that said so.
    """

    item_id: str
    field: str
    value: str | None
    because: str
    evidence: tuple[Evidence, ...]
    rule: str
    ruleset: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """A person's value for a field Pitboard derives; it holds until `until`."""

    item_id: str
    field: str
    value: str | None
    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What we last wrote into a field of a target, so that our own value is never rewritten."""

    target: str
    field: str
    value: str | None
    at: datetime
