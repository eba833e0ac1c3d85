"""Working a run of a rule: page by page through all it is about, each subject decided for itself.

A run is decided whole before deliver sees any of its wishes (design section 4, the fuse).
"""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from functools import partial

from automation.effects import Plan, Verdict
from automation.engine.folder.speaking import TWENTY_A_DAY
from automation.engine.folder.world import World
from automation.engine.ruleset.loader import RuleSet
from automation.model import Item
from automation.ports import Bounds, ByRule, Case, Clock, Instants, Sweeps, in_time
from automation.sayings import COMMANDS

PAGE = 100
"""Subjects in one turn: even where each wants a write, a transaction of so many stays short."""

Decide = Callable[[Case, datetime], Plan]


def sweep(
    sweeps: Sweeps,
    decide_case: Decide,
    *,
    owner: str,
    clock: Clock,
    company: Callable[[datetime], datetime],
    bounds: ByRule,
    reach: int = 0,
) -> int:
    """Work one page of one run, or as much of it as one turn has time for; returns how much was
    done, 0 when no run is due.
    """
    wall = clock()
    instants = Instants(wall, company(wall))
    page = sweeps.claim(owner=owner, instants=instants, bounds=bounds, limit=PAGE, reach=reach)
    if page is None:
        return 0
    version, cases = bounds[page.run.rule].version, in_time(page.cases, clock)
    plans = list(judged(cases, decide_case, instants.now, version))
    sweeps.decided(page.cut(len(plans)), plans, owner=owner, bounds=bounds, wall=clock())
    return max(1, len(plans))


def judged(
    cases: Iterable[Case], decide_case: Decide, now: datetime, version: str
) -> Iterator[tuple[Case, Plan]]:
    """A plan for each; what a rule is not about is passed over without a word."""
    for case in cases:
        plan = _plan(case, decide_case, now, version)
        said = tuple(v for v in plan.verdicts if v.result != "not_about")
        yield case, replace(plan, verdicts=said)


def bounds_of(rules: RuleSet) -> ByRule:
    """What the record must know of each rule of a set, and of answers that are no rule's."""
    answers = Bounds(COMMANDS, "Answers", rules.hash, writes=50, per_item=TWENTY_A_DAY)
    return {COMMANDS: answers} | {
        rule.id: Bounds(
            rule=rule.id,
            title=rule.title,
            version=rules.hash,
            writes=rule.limits.writes_per_run,
            mails=rule.limits.mails_per_run,
            projects=rule.projects,
            derives=rule.derive is not None,
            mail=_mail_of(rule.owner, rules.world) if rule.limits.tells_owner else "",
            about=partial(_is_about, rule.types, rules.world),
            appraised=rules.appraises,
            per_person=rule.limits.mails_per_person,
            per_item=rule.limits.writes_per_item,
        )
        for rule in rules.rules
    }


def _is_about(types: AbstractSet[str], world: World, item: Item) -> bool:
    return not types or (world.type_of(item).value or item.type) in types


def _mail_of(owner: str, world: World) -> str:
    """The address of a person, or of a team's lead; "" where no file tells one."""
    team = world.team(owner)
    person = world.people.by_id.get((team.lead if team else None) or owner)
    return (person.mail if person else None) or ""


def _plan(case: Case, decide_case: Decide, now: datetime, version: str) -> Plan:
    try:
        return decide_case(case, now)
    except Exception as error:  # noqa: BLE001 - one subject's fault must not stop the others
        rule = case.reasons[0].name.split(":")[1]
        because = f"{type(error).__name__}: {error}"
        said = Verdict(rule, version, case.subject, now, "failed", because)
        return Plan(case.subject, verdicts=(said,))
