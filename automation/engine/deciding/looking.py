"""One look at one subject: all that deciding about it has in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.engine.folder.facts import ItemFacts, View
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.loader import RuleSet
from automation.engine.ruleset.timers import timer_rule
from automation.model import Item
from automation.ports import Case, Reason
from automation.sayings import Snooze


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

    def edits_since(self, rule: str, field: str) -> datetime | None:
        """From when on a person's edit of a field stays: since its rule went live, and since what a
        person set there was let go. None where the rule is not live.
        """
        since, unpinned = self.live_since.get(rule), self.case.sayings.unpinned_at(field)
        return since if since is None or unpinned is None else max(since, unpinned)

    @property
    def snoozed(self) -> Snooze | None:
        """Who asked Pitboard to say nothing of it, and until when; None where nobody did."""
        return self.case.sayings.snoozed.get(self.item.id)

    @property
    def view(self) -> View:
        """What can be seen around the item."""
        return self.known.view


def names(reason: Reason, rule: Rule) -> bool:
    """Whether an agenda row calls for exactly this rule: its timer, a sweep, or another's wake."""
    word, _, rest = reason.name.partition(":")
    is_own = timer_rule(reason.name) is not None  # only what it arms and fires calls for the rule
    return word in _NAMING and not is_own and rest.partition(":")[0] == rule.id


_NAMING = frozenset({"timer", "sweep", "wake", "waiting"})
