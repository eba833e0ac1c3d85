"""Every word a rule may use, each with its meaning and an example: the one list behind the checks,
the generated reference and the "did you mean".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Kind(StrEnum):
    """What sort of value something is, in the words of a message."""

    TEXT = "a text"
    NUMBER = "a number"
    YES_NO = "yes or no"
    TIME = "a time"
    LIST = "a list"
    ITEMS = "a list of items"
    ANY = "a value"


@dataclass(frozen=True, slots=True)
class Word:
    """A name or a test, with an example that compiles."""

    name: str
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of `item`. `one_of` lists all its values where the list is closed."""

    name: str
    kind: Kind
    description: str
    example: str
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a filter takes in brackets. `literal` ones are read when the rule is loaded."""

    name: str
    kind: Kind
    literal: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: what it works on, what it gives. `gives` None means: the kind it was given."""

    name: str
    takes: tuple[Kind, ...]
    parameters: tuple[Parameter, ...]
    gives: Kind | None
    description: str
    example: str

    @property
    def signature(self) -> str:
        """How it is written, such as `without(value, ...)`."""
        names = [each.name + (", ..." if each.repeated else "") for each in self.parameters]
        return f"{self.name}({', '.join(names)})" if names else self.name


def suggest(word: object, known: Iterable[str]) -> str | None:
    """Find the known word somebody most likely meant, None when nothing is near."""
    near = get_close_matches(str(word)[:80], list(known), n=1, cutoff=0.6)
    return near[0] if near else None


ITEM_TYPES = (
    "objective",
    "initiative",
    "epic",
    "issue",
    "pull_request",
    "release",
    "milestone",
    "request",
    "decision",
    "experiment",
)
STATES = ("open", "closed")

_FIELDS = (
    Field("key", Kind.TEXT, "What people call it", "item.key == 'github:acme/shop#12'"),
    Field("type", Kind.TEXT, "What it is", "item.type == 'issue'", ITEM_TYPES),
    Field("project", Kind.TEXT, "The repository or project", "item.project == 'acme/shop'"),
    Field("title", Kind.TEXT, "Its title", "item.title | starts_with('Crash')"),
    Field("state", Kind.TEXT, "open or closed", "item.state == 'open'", STATES),
    Field("state_reason", Kind.TEXT, "Why it was closed", "item.state_reason == 'completed'"),
    Field("labels", Kind.LIST, "The names of its labels", "'bug' in item.labels"),
    Field("author", Kind.TEXT, "Who opened it", "item.author != 'renovate[bot]'"),
    Field("assignees", Kind.LIST, "Who works on it", "item.assignees | count == 0"),
    Field("milestone", Kind.TEXT, "The title of its milestone", "item.milestone is missing"),
    Field("created", Kind.TIME, "When it was opened", "item.created | days > 3"),
    Field("updated", Kind.TIME, "When it last changed", "item.updated | older_than('5 days')"),
    Field("closed", Kind.TIME, "When it was closed", "item.closed is not missing"),
    Field("url", Kind.TEXT, "Its page in the tracker", "item.url | contains('github.com')"),
    Field("visibility", Kind.TEXT, "Who may see it", "item.visibility == 'public'"),
    Field("comments", Kind.NUMBER, "How many comments it has", "item.comments > 2"),
)
ITEM: Mapping[str, Field] = {field.name: field for field in _FIELDS}

NAMES: Mapping[str, Word] = {
    "item": Word("item", "What the rule is about; always with a field", "item.title"),
    "now": Word("now", "The time at which the rule looks", "item.created < now"),
}

TESTS: Mapping[str, Word] = {
    "missing": Word("missing", "Nothing is known or set here", "item.milestone is missing"),
    "none": Word("none", "The same as missing", "item.milestone is none"),
}

_LISTS = (Kind.LIST, Kind.ITEMS)
_VALUE = Parameter("value", Kind.ANY)
_VALUES = Parameter("value", Kind.ANY, repeated=True)
_TEXT = Parameter("text", Kind.TEXT)
_WHERE = (Parameter("field", Kind.TEXT, literal=True), _VALUE)
_AGE = Parameter("age", Kind.TEXT, literal=True)

_FILTERS = (
    Filter("count", _LISTS, (), Kind.NUMBER, "How many there are", "item.labels | count >= 2"),
    Filter(
        "first", (Kind.LIST,), (), Kind.ANY, "The first, or missing", "item.labels | first == 'bug'"
    ),
    Filter(
        "last", (Kind.LIST,), (), Kind.ANY, "The last, or missing", "item.labels | last == 'bug'"
    ),
    Filter(
        "join",
        (Kind.LIST,),
        (Parameter("separator", Kind.TEXT),),
        Kind.TEXT,
        "One text, with the separator between the parts",
        "item.labels | join(' / ')",
    ),
    Filter(
        "names",
        (Kind.LIST,),
        (),
        Kind.TEXT,
        "One text as people list things: a, b and c; of an empty list: none",
        "item.assignees | names",
    ),
    Filter(
        "without",
        (Kind.LIST,),
        (_VALUES,),
        Kind.LIST,
        "The list without these values",
        "item.labels | without('needs triage', 'stale')",
    ),
    Filter(
        "where",
        (Kind.ITEMS,),
        _WHERE,
        Kind.ITEMS,
        "Those whose field reads this value",
        "children | where('state', 'open') | count",
    ),
    Filter(
        "where_not",
        (Kind.ITEMS,),
        _WHERE,
        Kind.ITEMS,
        "Those whose field does not read this value, or is missing",
        "children | where_not('state', 'closed') | count",
    ),
    Filter("unique", (Kind.LIST,), (), Kind.LIST, "Each value once", "item.labels | unique"),
    Filter("sorted", (Kind.LIST,), (), Kind.LIST, "In order", "item.labels | sorted"),
    Filter("lower", (Kind.TEXT,), (), Kind.TEXT, "In small letters", "item.title | lower"),
    Filter("upper", (Kind.TEXT,), (), Kind.TEXT, "In capital letters", "item.title | upper"),
    Filter(
        "starts_with",
        (Kind.TEXT,),
        (_TEXT,),
        Kind.YES_NO,
        "Whether the text begins like this",
        "item.title | starts_with('[RFC]')",
    ),
    Filter(
        "ends_with",
        (Kind.TEXT,),
        (_TEXT,),
        Kind.YES_NO,
        "Whether the text ends like this",
        "item.title | ends_with('?')",
    ),
    Filter(
        "contains",
        (Kind.TEXT,),
        (_TEXT,),
        Kind.YES_NO,
        "Whether this stands anywhere in the text",
        "item.title | lower | contains('crash')",
    ),
    Filter(
        "default",
        tuple(Kind),
        (_VALUE,),
        None,
        "This value where the other is missing",
        "item.milestone | default('no milestone')",
    ),
    Filter(
        "day",
        (Kind.TIME,),
        (),
        Kind.TEXT,
        "The day of a time in UTC, such as 2 Oct 2026",
        "item.created | day",
    ),
    Filter(
        "days",
        (Kind.TIME,),
        (),
        Kind.NUMBER,
        "How many whole days ago; below zero for a time to come",
        "item.created | days >= 7",
    ),
    Filter(
        "business_days",
        (Kind.TIME,),
        (),
        Kind.NUMBER,
        "How many days from Monday to Friday since, by date in UTC, today not counted",
        "item.updated | business_days >= 5",
    ),
    Filter(
        "older_than",
        (Kind.TIME,),
        (_AGE,),
        Kind.YES_NO,
        "Whether more than this has passed: hours, days, weeks or business days",
        "item.updated | older_than('5 business days')",
    ),
)
FILTERS: Mapping[str, Filter] = {word.name: word for word in _FILTERS}
