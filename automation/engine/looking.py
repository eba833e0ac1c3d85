"""One look at one subject: all that deciding about it has in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.engine.facts import ItemFacts, View
from automation.engine.loader import RuleSet
from automation.engine.rule import Rule
from automation.model import Item
from automation.ports import Case, Reason


@dataclass(frozen=True, slots=True)
class Look:
    """The rules, the subject with its item, and now. `live_since` is by rule.

    `outside` is the item as everybody may see it, None where not everybody reads what is written.
    """

    rules: RuleSet
    case: Case
    item: Item
    known: ItemFacts
    now: datetime
    live_since: Mapping[str, datetime]
    outside: ItemFacts | None = None

    @property
    def type(self) -> str:
        """What the item is, in our words."""
        return str(self.known["type"])

    @property
    def view(self) -> View:
        """What can be seen around the item."""
        return self.known.view


def names(reason: Reason, rule: Rule) -> bool:
    """Whether an agenda row calls for exactly this rule: its timer, a sweep, or another's wake."""
    word, _, rest = reason.name.partition(":")
    return word in _NAMING and rest.partition(":")[0] == rule.id


_NAMING = frozenset({"timer", "sweep", "wake", "waiting"})
