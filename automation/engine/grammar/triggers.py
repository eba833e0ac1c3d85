"""What wakes a rule: a change, an event, or a time; and whether this is one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from automation.engine.grammar.commands import Commanded
from automation.engine.language.conditions import Condition
from automation.engine.language.durations import Lasting
from automation.engine.language.schedule import Schedule
from automation.engine.language.vocabulary import ITEM_TYPES, RELATIONS
from automation.model import Change, Event

_WHOLE: Mapping[str, str] = {"label": "labels", "link": "links"}
_BEHIND: Mapping[str, frozenset[str]] = {
    "status_group": frozenset({"status", "status_category", "state", "state_reason"}),
    "paused": frozenset({"paused", "labels", "status"}),
    "team": frozenset({"labels", "components", "links", "project", "assignees"}),
    "owner": frozenset({"labels", "assignees", "links", "project"}),
    "short": frozenset({"key"}),
    **{name: frozenset({"labels", "links"}) for name in ("customers", "asked")},
    **{name: frozenset({"links"}) for name in RELATIONS},
}
"""What has to change before a computed field, or what stands around an item, can."""

WORKED_OUT = frozenset(_BEHIND)
"""Fields of which an event never says what they read before and read now."""

_MADE = ("created", "opened", "published")


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of an item of these types, in these facets; None is any of them.

    `was` and `becomes` narrow it to values, empty where any will do.
    """

    types: frozenset[str]
    facets: frozenset[str] | None
    was: frozenset[str] = frozenset()
    becomes: frozenset[str] = frozenset()
    condition: Condition | None = None

    def hears(self, event: Event) -> bool:
        """Whether this event may be such a change; it says nothing of the item's type."""
        if self.facets is None and not (self.was or self.becomes):
            return bool(event.changes) or event.kind.endswith(_MADE)
        return any(self._is_it(change) for change in event.changes)

    def wakes(self, changed: frozenset[str], own: str, *, climbs: bool) -> bool:
        """Whether a look at an item of the type `own` is about such a change.

        `climbs` is whether changes of what is part of the item count.
        """
        return any(
            self.facets is None or facet in {"any", "new"} or self._names(facet, self.facets)
            for type_, facet in map(_split, changed)
            if (own if type_ is None else type_ if climbs else None) in self.types
        )

    def _is_it(self, change: Change) -> bool:
        if self.facets is not None and not self._names(change.facet, self.facets):
            return False
        if self.was and _said(change.old) not in self.was:
            return False
        return not self.becomes or _said(change.new) in self.becomes

    def _names(self, facet: str, facets: frozenset[str]) -> bool:
        """Whether a facet is one of these, by itself or by the name rules know it by."""
        if facet in facets or _name(facet) in facets:
            return True
        starts = tuple(each for each in facets if each.startswith("label:"))
        # A look says only that some label changed.
        return bool(starts) and (facet == "labels" or facet.startswith(starts))


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of this kind, or of any that begins so where `kind` ends with `.*`."""

    kind: str
    condition: Condition | None = None

    def hears(self, event: Event) -> bool:
        """Whether this event is one of them."""
        if self.kind.endswith(".*"):
            return event.kind.startswith(self.kind[:-1])
        return event.kind == self.kind


@dataclass(frozen=True, slots=True)
class Due:
    """Times at which the rule goes through all it is about."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Held:
    """That a field has read the same for so long; `values` empty: whatever it reads.

    `facets` are those that have to change before it can read anything else.
    """

    types: frozenset[str]
    field: str
    values: frozenset[str]
    lasting: Lasting
    facets: frozenset[str]
    condition: Condition | None = None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """What it waits for, whatever the time."""
        return ("held", self.field, *sorted(self.types), "is", *sorted(self.values))

    def fits(self, value: object) -> bool:
        """Whether the field may read this; nothing at all is no value."""
        if value is None or value in ("", ()):
            return False
        every = value if isinstance(value, tuple) else (value,)
        return not self.values or any(_said(each) in self.values for each in every)


@dataclass(frozen=True, slots=True)
class Silence:
    """That nothing happened for so long. `facets` are those that break it; None is any of them.

    `by_people` is whether only what people do counts. What Pitboard writes never does.
    """

    types: frozenset[str]
    facets: frozenset[str] | None
    by_people: bool
    lasting: Lasting
    condition: Condition | None = None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """What it waits for, whatever the time."""
        who, of = "people" if self.by_people else "anybody", self.facets or {"any"}
        return ("silence", who, *sorted(self.types), "of", *sorted(of))


@dataclass(frozen=True, slots=True)
class Woken:
    """A `wake` of one of these rules; None is any of them."""

    by: frozenset[str] | None
    condition: Condition | None = None


Trigger = Changed | Happened | Due | Held | Silence | Woken | Commanded


def behind(fields: frozenset[str], further: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """The facets that have to change before these fields can; None for any.

    `further` has, by the names the mapping gives, where such a field stands in the trackers: the
    id of a field, or `label:health: ` for the labels that begin so.
    """
    if "any" in fields:
        return None
    return frozenset(_facets(fields, further))


def own_facets(changed: frozenset[str]) -> frozenset[str]:
    """The facets of an item itself among what changed, also by the names rules know them by."""
    own = {facet for type_, facet in map(_split, changed) if type_ is None}
    return frozenset({*own, *map(_name, own)})


def _facets(fields: frozenset[str], further: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for name in fields:
        yield from _BEHIND.get(name, {name})
        yield from further.get(name, ())


def _split(changed: str) -> tuple[str | None, str]:
    """`issue/status` is the status of a part of type issue; `review/900` is a facet of its own."""
    head, slash, rest = changed.partition("/")
    return (head, rest) if slash and head in ITEM_TYPES else (None, changed)


def _name(facet: str) -> str:
    """A facet by the name rules know it by: `label:bug` is labels, `review/900` is review."""
    head = facet.partition(":")[0].partition("/")[0]
    return _WHOLE.get(head, head)


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
