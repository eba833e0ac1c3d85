"""The filters of the rule language: what each works on, what it takes and what it gives."""

from collections.abc import Mapping

from automation.engine.language.words import Filter, Kind, Parameter

_LISTS = (Kind.LIST, Kind.ITEMS)
_VALUE = Parameter("value", Kind.ANY)
_VALUES = Parameter("value", Kind.ANY, repeated=True)
_TEXT = Parameter("text", Kind.TEXT)
_FIELD = Parameter("field", Kind.TEXT, literal=True)
_WHERE = (_FIELD, _VALUE)
_TIMES = (_FIELD, Parameter("time", Kind.TIME))
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
        _LISTS,
        (),
        Kind.TEXT,
        "One text as people list things: a, b and c; of items their keys; of an empty list: none",
        "item.assignees | names",
    ),
    Filter(
        "without",
        (Kind.LIST,),
        (_VALUES,),
        Kind.LIST,
        "The list without these values",
        "item.labels | without('needs-triage', 'stale')",
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
    Filter(
        "before",
        (Kind.ITEMS,),
        _TIMES,
        Kind.ITEMS,
        "Those whose time in this field is earlier than the other",
        "children | before('due', now) | count > 0",
    ),
    Filter(
        "after",
        (Kind.ITEMS,),
        _TIMES,
        Kind.ITEMS,
        "Those whose time in this field is later than the other",
        "children | after('created', item.created) | count",
    ),
    Filter(
        "oldest",
        (Kind.ITEMS,),
        (_FIELD,),
        Kind.ITEM,
        "The one whose time in this field is the earliest, or missing",
        "(children | oldest('updated')).key",
    ),
    Filter(
        "sum",
        (Kind.ITEMS,),
        (_FIELD,),
        Kind.NUMBER,
        "The numbers in this field added up; where there is none it counts as 0",
        "children | sum('points') > 20",
    ),
    Filter(
        "share",
        (Kind.ITEMS,),
        _WHERE,
        Kind.NUMBER,
        "How many of 100 read this value in the field, in whole per cent; of no items missing",
        "children | share('status_group', 'done') >= 50",
    ),
    Filter(
        "families",
        (Kind.LIST,),
        (),
        Kind.LIST,
        "The kinds of these warnings, each once: the letters of their ids",
        "signals.watch | families | count >= 2",
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
        "later",
        (Kind.TIME,),
        (_TEXT,),
        Kind.TIME,
        "The time so much later; working days are those of the item's team",
        "now | later('2 working days') | day",
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
        "working_days",
        (Kind.TIME,),
        (),
        Kind.NUMBER,
        "How many whole working days have passed since, by the calendar of the item's team",
        "item.updated | working_days >= 2",
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
