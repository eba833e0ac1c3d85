"""The words for the status of an item: its signals, its progress, its date and its pace."""

from collections.abc import Mapping

from automation.engine.language.thresholds import signals
from automation.engine.language.words import Field, Kind

SIGNALS, PACE, PROGRESS = "signals", "pace", "progress"

SIGNAL_IDS = tuple(each.id for each in signals())
NOTES = frozenset(each.id for each in signals() if each.note)
"""Signals that are told to the team and never colour a status."""


def _field(name: str, kind: Kind, description: str, example: str) -> Field:
    return Field(name, kind, description, example, computed=True)


_OF_ITEM = (
    _field("paused_since", Kind.TIME, "Since when people have set it aside", "item.paused_since"),
    _field("target", Kind.TIME, "The date that is promised", "item.target < now"),
    _field("first_target", Kind.TIME, "The date that was promised first", "item.first_target"),
    _field("moves", Kind.NUMBER, "How often the date was moved later", "item.moves >= 2"),
    _field("last_moved", Kind.TIME, "When people were last at work", "item.last_moved | day"),
)
OF_STATUS: Mapping[str, Field] = {field.name: field for field in _OF_ITEM}
"""What stands behind `item.` and is only known of the item that a rule is about."""

_OF_PROGRESS = (
    _field("done", Kind.NUMBER, "How many parts are done", "item.progress.done >= 18"),
    _field("total", Kind.NUMBER, "How many there are, without the dropped", "item.progress.total"),
    _field("added", Kind.NUMBER, "How many came since work began", "item.progress.added > 4"),
    _field("removed", Kind.NUMBER, "How many were taken out since", "item.progress.removed"),
    _field("dropped", Kind.NUMBER, "How many were given up", "item.progress.dropped"),
)
OF_PROGRESS: Mapping[str, Field] = {field.name: field for field in _OF_PROGRESS}

_OF_SIGNALS = (
    _field("serious", Kind.LIST, "The serious ones", "'F2' in signals.serious"),
    _field("watch", Kind.LIST, "Those worth a look", "signals.watch | families | count >= 2"),
    _field("unknown", Kind.LIST, "Those that say what is not known", "'U1' in signals.unknown"),
)
OF_SIGNALS: Mapping[str, Field] = {field.name: field for field in _OF_SIGNALS}

COLOUR = "colour"
_OF_COLOUR = (
    _field(
        "serious",
        Kind.LIST,
        "The serious ones that may colour a status: no notes",
        "signals.colour.serious | count > 0",
    ),
    _field(
        "watch",
        Kind.LIST,
        "Those worth a look that may colour a status: no notes",
        "signals.colour.watch | families | count >= 2",
    ),
)
OF_COLOUR: Mapping[str, Field] = {field.name: field for field in _OF_COLOUR}

_OF_PACE = (
    _field("known", Kind.YES_NO, "Whether the usual pace leads to a day", "pace.known"),
    _field("likely", Kind.TIME, "The day that it leads to", "pace.likely > item.target"),
)
OF_PACE: Mapping[str, Field] = {field.name: field for field in _OF_PACE}

OF_THE_STATUS = frozenset({SIGNALS, PACE, PROGRESS, *OF_STATUS})
"""What an expression is said to read that looks at the status."""
