"""What deciding is given, as tests write it: files, an item, what it was woken for, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from automation.appraisal import Appraise, Background
from automation.effects import Plan, Verdict
from automation.engine.deciding.decide import decide
from automation.engine.ruleset.loader import RuleSet
from automation.graph import Graph
from automation.model import Actor, Change, Derived, Event, Item, Mark, Override, Value, Written
from automation.ports import Case, Reason
from automation.sayings import Sayings
from tests.engine.files import load_texts
from tests.engine.items import item

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
"""A Wednesday."""

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ANN = Actor("501", "ann-moss")

MAPPING = """\
pitboard: 1
mapping: trackers
fields:
  health:
    jira: customfield_10050
    jira-eu: Ampel
    github: {label: "health: "}
    values: {at_risk: Needs care}
  shipped_in: {write: true, jira: customfield_10060}
  severity: {jira: customfield_10040}
"""


@dataclass(frozen=True)
class Bench:
    """A set of rules and what is on record of one item."""

    rules: RuleSet
    item: Item
    around: Graph = field(default_factory=Graph)
    derived: Mapping[str, Derived] = field(default_factory=dict)
    written: Mapping[str, Written] = field(default_factory=dict)
    live_since: Mapping[str, datetime] = field(default_factory=dict)
    directory: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    background: Background | None = None
    appraise: Appraise | None = None
    sayings: Sayings = field(default_factory=Sayings)
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def decides(self, *reasons: Reason, now: datetime = NOW) -> Plan:
        """Decide for these reasons; without one, for a look at everything."""
        woken = reasons or (look("any"),)
        case = Case(
            *(self.item.id, woken, self.item, self.derived, self.overrides, self.written),
            around=self.around,
            background=self.background,
            sayings=self.sayings,
        )
        since = {rule.id: LONG_AGO for rule in self.rules.rules} | dict(self.live_since)
        return decide(
            *(self.rules, case, now, since), directory=self.directory, appraise=self.appraise
        )

    def then(self, plan: Plan) -> "Bench":
        """The same once the plan's values are on record."""
        return replace(self, derived={each.field: each for each in plan.derived})


def bench(*texts: str, about: Item | None = None, **more: object) -> Bench:
    """Rules of these files and an item of Jira."""
    rules = load_texts({f"{number}.yaml": text for number, text in enumerate(texts)})
    return Bench(rules, about or item("jira:PAY-1", "epic"), **more)  # type: ignore[arg-type]


def look(*changed: str) -> Reason:
    """A look, because of these facets."""
    return Reason("look", 1, changed=frozenset(changed))


def happened(
    kind: str = "jira.issue.updated",
    *changes: Change,
    ago: timedelta = timedelta(0),
    name: str = "",
    **about: Value,
) -> Reason:
    """An occasion: this happened, so long ago."""
    event = Event(
        connection="jira",
        key="event-1",
        kind=kind,
        at=NOW - ago,
        item_id="jira:id-PAY-1",
        actor=ANN,
        url="https://jira.example.com/PAY-1#event",
        changes=changes,
        about=about,
    )
    return Reason(name or "occasion:event-1", 1, event=event)


def edited(value: str, at: datetime = NOW) -> Mark:
    """A person's edit."""
    return Mark(at, value, "edited", "https://jira.example.com/PAY-1", "event-0", ANN)


def said(plan: Plan) -> list[tuple[str, str]]:
    """Each verdict's result and reason."""
    return [(each.result, each.because) for each in plan.verdicts]


def only(plan: Plan) -> Verdict:
    """The one verdict of a plan."""
    (verdict,) = plan.verdicts
    return verdict
