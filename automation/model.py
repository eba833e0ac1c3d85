"""The words of the design as frozen data: no clock, no file, no network; times are aware, UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from automation.pinned import Ending

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

    `facet` is a field's name, a facet's, `label:<name>` with the label itself as old or new value,
    or `link:<kind>:<to>` with the reference as old or new value. `name` is what the tracker calls
    the field for people, where the facet is only its id; two changes that differ in it are equal.
    """

    facet: str
    old: Value
    new: Value
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, normalised. `key` is semantic: the same change has the same key however
    often, and through whichever hook, it is delivered.

    `kind` is `<tracker>.<what>.<action>` ("github.issues.labeled", "jira.comment.created").
    `item_id` may be a reference, as in a Sighting. `about` is what only this event knows, for
    rules that read it: {"comment": "...", "tag": "v2"}.
    """

    connection: str
    key: str
    kind: str
    at: datetime
    item_id: str
    actor: Actor | None
    url: str
    changes: tuple[Change, ...] = ()
    about: Mapping[str, Value] = field(default_factory=dict)


class LinkKind(StrEnum):
    """What one item is to another, read from the first to the second."""

    PARENT = "parent"
    WORKS_ON = "works_on"
    MILESTONE = "milestone"
    SHIPS = "ships"
    SHIPS_IN = "ships_in"
    BLOCKED_BY = "blocked_by"
    ASKS_FOR = "asks_for"
    DUPLICATES = "duplicates"
    RELATES = "relates"
    MENTIONS = "mentions"


CLIMBING = frozenset({LinkKind.PARENT, LinkKind.WORKS_ON, LinkKind.MILESTONE, LinkKind.SHIPS})
"""The kinds that lead from an item to what it is part of: its ancestors."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One item's relation to another, and what told of it.

    `to` is a reference: an item's id ("jira:10001"), its key ("github:acme/shop#12"), one of its
    aliases ("github:node:I_kwDO"), or a key of any connection ("*:PAY-1"). It may never resolve.
    `origin` is what said so: "field", "event" or "text". The same relation told by two of them is
    two links, and each lives as long as its own origin says so.
    """

    kind: LinkKind
    to: str
    origin: str


@dataclass(frozen=True, slots=True)
class LinkChange:
    """One link a message told of by itself; `stands` False means that it was taken away."""

    link: Link
    stands: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """One item as one message showed it, true as of `at` (the source's clock, often whole seconds).

    `item_id` is `<connection>:<source id>`. Where a message names no id it is a reference, as in
    Link.to; one that begins with `<connection>:node:` waits until a re-read has brought the item,
    any other that leads to no known item is dropped.
    `fields` and `labels` are whole, or None where the message does not show them. `facets` are
    guarded each by itself ("project/7/Status", "review/900"). `links` are whole by origin: what
    an origin no longer names is gone; `link_changes` tell of single links.
    `aliases` are further names of the item: node id, former keys, the page's address.
    `reread` marks an answer we asked the tracker for: it wins where source times are equal.
    `asked_at` is when that was, on our own clock, where the answer says that the item is there, or
    that it is `vanished`: it cannot be seen any more, for whatever reason.
    """

    item_id: str
    connection: str
    type: str
    at: datetime
    key: str = ""
    project: str = ""
    url: str = ""
    visibility: str = "restricted"
    fields: Mapping[str, Value] | None = None
    labels: tuple[str, ...] | None = None
    facets: Mapping[str, Value] = field(default_factory=dict)
    links: Mapping[str, frozenset[Link]] = field(default_factory=dict)
    link_changes: tuple[LinkChange, ...] = ()
    aliases: tuple[str, ...] = ()
    deleted: bool = False
    reread: bool = False
    vanished: bool = False
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """Items a message made stale without showing them: a label, a milestone or a repository got
    another name. Each of them is read again. `label` None means every item of the project.
    """

    connection: str
    project: str
    label: str | None = None
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parser understood of one delivery; empty when nobody listens to it.

    `event` is about one item, which need not be among the `sightings`: a comment shows no item.
    `past` holds earlier events that one answer told of: what is read again brings its changelog.
    """

    event: Event | None = None
    sightings: tuple[Sighting, ...] = ()
    past: tuple[Event, ...] = ()
    stale: tuple[Stale, ...] = ()

    @property
    def sighting(self) -> Sighting | None:
        """The first sighting: the item that most messages are about."""
        return self.sightings[0] if self.sightings else None


@dataclass(frozen=True, slots=True)
class Guard:
    """How new our knowledge of one facet is: a sighting enters only past this point."""

    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The last change of one facet: the evidence of a sentence, and the proof of a hand edit.

    `value` is what the facet reads since then, `was` what it read before. `actor` None means that
    we saw the result but no message that says who did it. `ours` is true only for the echo of
    Pitboard's own write.
    """

    at: datetime
    value: Value
    text: str
    url: str
    event: str
    actor: Actor | None = None
    ours: bool = False
    was: Value = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something work happens to, as last seen.

    `id` is `<connection>:<source id>` and never changes; `key` is what people say and may.
    `guards` are keyed by what enters as one: `fields`, `labels`, a facet's name, `links:<origin>`,
    `link:<kind>:<origin>:<to>`, `seen` for whether it is there. `marks` are keyed by what reads by
    itself: a field, a facet, `label:<name>`, `link:<kind>:<to>`.
    With `deleted_at` it is there no more: for good, or until seen again where it only `vanished`.
    `told_visibility` is what its tracker said, where the files of the folder narrow that, else "".
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
    facets: Mapping[str, Value] = field(default_factory=dict)
    links: frozenset[Link] = frozenset()
    guards: Mapping[str, Guard] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    deleted_at: datetime | None = None
    vanished: bool = False
    told_visibility: str = ""


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
    While `candidate_since` is set, it will read `candidate` if that lasts as long as its rule asks.
    """

    item_id: str
    field: str
    value: str | None
    because: str
    evidence: tuple[Evidence, ...]
    rule: str
    ruleset: str
    changed_at: datetime
    candidate: str | None = None
    candidate_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override(Ending):
    """A person's value for a field Pitboard derives; it holds until `until`."""

    item_id: str
    field: str
    value: str | None
    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What we last wrote into a field of a target, so that our own value is never rewritten.

    `at` is the company's time, for it is held against the times of marks. `source` is the id of a
    comment; it stays without a value while a write is on its way, or has come to nothing.
    """

    target: str
    field: str
    value: str | None
    at: datetime
    source: str | None = None

    @property
    def is_deleted(self) -> bool:
        """Whether a person deleted this comment of ours."""
        return self.value is None and self.source is None
