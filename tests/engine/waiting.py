"""Rules that wait, as tests write them."""

from datetime import datetime, timedelta

from automation.effects import Plan
from automation.engine.ruleset.timers import timer_rule
from automation.model import Actor, Item, Mark, Value
from automation.ports import Reason
from tests.engine.cases import ANN, Bench, bench
from tests.engine.items import item
from tests.engine.stepped import HEAD

DAY = timedelta(days=1)

BOT = Actor("77", "renovate[bot]", is_bot=True)
BLOCKED = "held: {type: issue, field: status, is: Blocked, for: 2 days}"
QUIET = "silence: {type: issue, of: [comments, status, assignees], for: 5 days}"

MAPPED = """\
pitboard: 1
mapping: trackers
fields:
  severity: {jira: customfield_10040}
  risk: {label: "risk: ", write: true}
"""


def waits(*when: str, about: str = "{path: event.item}", more: str = "") -> str:
    """A rule with these triggers that comments."""
    lines = "".join(f"  - {each}\n" for each in when)
    return f"{HEAD}when:\n{lines}about: {about}\n{more}then:\n  - comment: waited\n"


def since(at: datetime, value: Value = "Blocked", by: Actor | None = ANN, **more: bool) -> Mark:
    """The change that made a facet read this."""
    url = "https://jira.example.com/PAY-1"
    return Mark(at, value, "moved", url, "event-0", by, **more)


def blocked(at: datetime | None, status: str = "Blocked", **more: object) -> Item:
    marks = {"status": since(at, status)} if at else {}
    return item("jira:PAY-1", status=status, marks=marks, **more)  # type: ignore[arg-type]


def one(about: Item, *texts: str, **more: object) -> Bench:
    return bench(*(texts or (waits(BLOCKED),)), about=about, **more)


def timers(plan: Plan) -> list[tuple[str, datetime]]:
    """The clock and the time of each timer of a plan."""
    wakes = (wake for wake in plan.wakes if timer_rule(wake.reason))
    return [(wake.due_on, wake.due_at) for wake in wakes]


def row(found: Bench) -> Reason:
    """The agenda row of the only timer."""
    (name,) = found.rules.timers.by_name
    return Reason(name, 1)


def occasions(plan: Plan) -> list[str]:
    return [step.effect.key.partition("comment:")[2] for step in plan.steps]
