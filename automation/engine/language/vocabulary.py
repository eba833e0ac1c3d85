"""Every word a rule may use, each with its meaning and an example: the one list behind the checks,
the generated reference and the "did you mean".
"""

from collections.abc import Mapping

from automation.engine.language.event_words import ACTOR, EVENT, EVENT_KINDS, SIDES
from automation.engine.language.filter_words import FILTERS
from automation.engine.language.item_words import (
    CHECKS,
    GROUPS,
    ITEM,
    ITEM_TYPES,
    MOST_HOPS,
    RELATIONS,
    REVIEWS,
    STATES,
)
from automation.engine.language.signal_words import (
    OF_COLOUR,
    OF_PACE,
    OF_PROGRESS,
    OF_SIGNALS,
    OF_STATUS,
    SIGNAL_IDS,
)
from automation.engine.language.words import (
    EventKind,
    Field,
    Filter,
    Kind,
    Parameter,
    Relation,
    Word,
    suggest,
)

__all__ = [
    "ACTOR",
    "CHECKS",
    "EVENT",
    "EVENT_KINDS",
    "FILTERS",
    "GROUPS",
    "ITEM",
    "ITEM_TYPES",
    "MOST_HOPS",
    "NAMES",
    "OF_COLOUR",
    "OF_PACE",
    "OF_PROGRESS",
    "OF_SIGNALS",
    "OF_STATUS",
    "RELATIONS",
    "REVIEWS",
    "SIDES",
    "SIGNAL_IDS",
    "STATES",
    "TESTS",
    "EventKind",
    "Field",
    "Filter",
    "Kind",
    "Parameter",
    "Relation",
    "Word",
    "suggest",
]

NAMES: Mapping[str, Word] = {
    "item": Word("item", "What the rule is about; always with a field", "item.title"),
    "settings": Word(
        "settings", "The plain values at the top of the file", "item.key == settings.first"
    ),
    "now": Word("now", "The time at which the rule looks", "item.created < now"),
    "event": Word("event", "What happened; only in rules with `then`", "event.kind"),
    "actor": Word("actor", "Who did that; only in rules with `then`", "actor.login"),
    "args": Word("args", "What stands behind a command, by name", "args.time"),
    "signals": Word(
        "signals",
        "The warnings that count now, by their ids; of epics, initiatives and objectives",
        "'B1' in signals",
    ),
    "pace": Word("pace", "Where the usual pace leads; of the same", "pace.known"),
}

TESTS: Mapping[str, Word] = {
    "missing": Word("missing", "Nothing is known or set here", "item.milestone is missing"),
    "none": Word("none", "The same as missing", "item.milestone is none"),
}
