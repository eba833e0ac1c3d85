"""Questions as tests ask them: a bench, what the record tells, and the answer gate by gate."""

from dataclasses import replace
from datetime import datetime

from automation.effects import SetLabel, Verdict
from automation.engine.why.explaining import Explanation, explained, inquire
from automation.engine.why.inquiry import Gate, Inquiry
from automation.model import Change, Event, Value
from automation.ports import Case
from automation.ports.explaining import Told, Wrote
from tests.engine.cases import ANN, LONG_AGO, NOW, Bench, bench
from tests.engine.items import item

TRIAGE = """\
pitboard: 1
rule: triage
title: Open issues say what they are
why: Nobody saw it.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: [labels, state]}
about: {path: event.item, type: issue, projects: [PAY]}
let:
  kinds: item.labels | without('needs-triage')
if:
  all: ["item.state == 'open'", "item.priority != 'Low'"]
  none: ["'parked' in item.labels"]
derive:
  label: triage
  choose:
    - {value: needs-triage, if: "kinds | count == 0", because: nobody said what it is}
    - {value: none, if: "kinds | count < 4"}
"""
ASKED = Verdict("triage", "abc", "jira:id-PAY-1", NOW, "agreed", "so it reads")
WOKEN = Told(verdict=ASKED)
WRITTEN = Wrote(
    *("jira:id-PAY-1/label:triage", "label:triage", "needs-triage", "done", False),
    *("", (), ("needs-triage",), NOW, "nobody said what it is"),
    wished=SetLabel("jira", "jira:id-PAY-1", "label:triage", ("needs-triage",), "needs-triage", ()),
)


def an_issue(rule: str = TRIAGE, *, labels: tuple[str, ...] = (), **fields: Value) -> Bench:
    """A bench with this rule, and an open issue with these fields."""
    found = item("jira:PAY-1", labels=labels, priority="High")
    return bench(rule, about=replace(found, fields={**found.fields, **fields}))


def asks(one: Bench, told: Told = Told(), *, now: datetime = NOW, rule: int = 0) -> Inquiry:  # noqa: B008 - it is frozen
    """Why this rule of the bench does or does not act on its item."""
    case = Case(
        *(one.item.id, (), one.item, one.derived, {}, one.written),
        around=one.around,
        background=one.background,
    )
    return inquire(
        *(one.rules, one.rules.rules[rule], case, now),
        live_since={each.id: LONG_AGO for each in one.rules.rules} | dict(one.live_since),
        told=told,
        directory=one.directory,
        appraise=one.appraise,
    )


def answers(one: Bench, told: Told = Told(), *, now: datetime = NOW) -> Explanation:  # noqa: B008 - it is frozen
    return explained(asks(one, told, now=now))


def gate(answer: Explanation, name: str) -> Gate:
    """One gate of the answer."""
    return next(each for each in answer.gates if each.name == name)


def stopped_by(answer: Explanation) -> str | None:
    return None if answer.stop is None else answer.gates[answer.stop].name


def an_event(
    one: Bench, *changes: Change, kind: str = "jira.issue.updated", at: datetime = NOW
) -> Event:
    """Ann did this to the item."""
    url = "https://jira.example.com/PAY-1#event"
    return Event("jira", "event-1", kind, at, one.item.id, ANN, url, changes)
