"""Deciding: the rules, one item and now, in; a Plan, out. Nothing is read and nothing is done."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from automation.appraisal import Appraise, Status
from automation.effects import Plan
from automation.engine.deciding.acting import act
from automation.engine.deciding.delaying import delayed
from automation.engine.deciding.deriving import derive
from automation.engine.deciding.looking import Look
from automation.engine.deciding.timing import Timed, timed
from automation.engine.folder.facts import Directory, ItemFacts, View, facts
from automation.engine.folder.scene import status_of
from automation.engine.folder.world import World
from automation.engine.ruleset.loader import RuleSet
from automation.model import Item
from automation.ports import Case
from automation.visibility import PUBLIC, narrower

NOWHERE: Directory = MappingProxyType({})


def decide(
    rules: RuleSet,
    case: Case,
    now: datetime,
    live_since: Mapping[str, datetime],
    *,
    directory: Directory = NOWHERE,
    appraise: Appraise | None = None,
) -> Plan:
    """What the rules want for one subject. A deleted or unknown item wants nothing.

    `directory` has, by connection, the trackers' ids of fields by the names people read. `appraise`
    works out the status of what has one of its own, where the case brings its background.
    """
    item = case.item
    if item is None:
        return Plan(case.subject)
    if item.deleted_at is not None:
        return Plan(case.subject, settled=tuple(f"{item.id}/{field}" for field in rules.owned))
    look = look_at(rules, case, item, now, live_since, directory=directory, appraise=appraise)
    derived, times = derive(look, rules.candidates(look.known)), timed(look)
    acted = act(look, times.fired) if rules.listening.by_id else Plan(case.subject)
    return delayed(_joined(look, derived, times, acted), look)


def look_at(
    rules: RuleSet,
    case: Case,
    item: Item,
    now: datetime,
    live_since: Mapping[str, datetime],
    *,
    directory: Directory = NOWHERE,
    appraise: Appraise | None = None,
) -> Look:
    """The item of a case as the rules look at it, with its status where it has one of its own."""
    status = status_of(case, rules.world, now, appraise, directory)
    statuses = {} if status is None else {item.id: status}
    known = facts(item, _view(case, rules.world, directory, statuses, now))
    outside = _outside(rules, case, now, directory, appraise)
    return Look(rules, case, item, known, now, live_since, outside)


def _view(
    case: Case, world: World, directory: Directory, statuses: Mapping[str, Status], now: datetime
) -> View:
    """What can be seen around the item of a case, with what people said of it."""
    pinned = tuple(sorted(f for f, each in case.overrides.items() if each.until > now))
    return View(
        *(case.around, world, directory, statuses),
        sayings=case.sayings,
        pinned={case.subject: pinned},
    )


def _outside(
    rules: RuleSet, case: Case, now: datetime, directory: Directory, appraise: Appraise | None
) -> ItemFacts | None:
    """The item as everybody may see it; None for one that not everybody may read."""
    item = case.item
    if item is None or item.visibility != PUBLIC:
        return None
    status = status_of(case, rules.world, now, appraise, directory, inside=False)
    if status is None:
        return None
    unseen = {e.id for e in case.around.items.values() if narrower(e.visibility, PUBLIC)}
    around = case.around.without(unseen)
    return facts(item, View(around, rules.world, directory, {item.id: status}))


def _joined(look: Look, one: Plan, times: Timed, other: Plan) -> Plan:
    return Plan(
        subject=one.subject,
        steps=one.steps + other.steps,
        settled=one.settled + other.settled,
        shadow=one.shadow + other.shadow,
        derived=one.derived,
        overrides=one.overrides,
        verdicts=one.verdicts + times.verdicts + other.verdicts,
        wakes=one.wakes + times.wakes + other.wakes,
        status=look.known.status,
        type=look.type,
        sayings=one.sayings + other.sayings,
    )
