"""Deciding: the rules, one item and now, in; a Plan, out. Nothing is read and nothing is done."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from automation.effects import Plan
from automation.engine.acting import act
from automation.engine.deriving import derive
from automation.engine.facts import Directory, View, facts
from automation.engine.loader import RuleSet
from automation.engine.looking import Look
from automation.ports import Case

NOWHERE: Directory = MappingProxyType({})


def decide(
    rules: RuleSet,
    case: Case,
    now: datetime,
    live_since: Mapping[str, datetime],
    *,
    directory: Directory = NOWHERE,
) -> Plan:
    """What the rules want for one subject. A deleted or unknown item wants nothing.

    `directory` has, by connection, the trackers' ids of fields by the names people read.
    """
    item = case.item
    if item is None:
        return Plan(case.subject)
    if item.deleted_at is not None:
        return Plan(case.subject, settled=tuple(f"{item.id}/{field}" for field in rules.owned))
    known = facts(item, View(case.around, rules.world, directory))
    look = Look(rules, case, item, known, now, live_since)
    derived = derive(look, rules.candidates(known))
    return _joined(derived, act(look)) if rules.listening.by_id else derived


def _joined(one: Plan, other: Plan) -> Plan:
    return Plan(
        subject=one.subject,
        steps=one.steps + other.steps,
        settled=one.settled + other.settled,
        shadow=one.shadow + other.shadow,
        derived=one.derived,
        overrides=one.overrides,
        verdicts=one.verdicts + other.verdicts,
        wakes=one.wakes + other.wakes,
    )
