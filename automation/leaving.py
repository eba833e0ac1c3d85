"""A team that left: what Pitboard said of its items is taken back, and no rule is about them.

Pure: plans and writes in, what is left of them out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from automation.changes import SetAssignee, SetStatus
from automation.effects import Comment, Plan, Step
from automation.model import Item
from automation.ports import Case
from automation.removals import RemoveComment
from automation.taking_back import DELETED, Back

_LIVED_WITH: Final = "people have worked on from there; it is left as it is"
_GONE_ALREADY: Final = (RemoveComment,)


def parting(backs: Sequence[Back]) -> Iterator[Back]:
    """Labels, fields, links and comments are taken back, also comments that were said once. Where
    an item stands and whose it is stays: work went on from there.
    """
    for back in backs:
        effect = back.last.effect
        if isinstance(effect, _GONE_ALREADY):
            continue
        if isinstance(effect, Comment):
            gone = RemoveComment(effect.connection, effect.target, effect.field)
            yield back if back.why == DELETED else replace(back, effects=(gone,), why="")
        elif isinstance(effect, SetStatus | SetAssignee):
            yield replace(back, effects=(), why=_LIVED_WITH)
        else:
            yield back


def spared(plan: Plan, case: Case, team: Callable[[Item], str | None], said: str) -> Plan:
    """The plan without what is about the items of teams that left; `team` gives the team of such
    an item, None for all others. `said` is the verdict where the item itself is one of them.
    """
    if case.item is not None and team(case.item) is not None:
        return Plan(
            plan.subject,
            settled=(*plan.settled, *(step.effect.key for step in plan.steps)),
            verdicts=tuple(
                replace(verdict, result="not_about", because=said) for verdict in plan.verdicts
            ),
            type=plan.type,
        )

    def stays(step: Step) -> bool:
        target = case.around.items.get(step.effect.target)
        return target is None or team(target) is None

    return replace(
        plan,
        steps=tuple(step for step in plan.steps if stays(step)),
        shadow=tuple(step for step in plan.shadow if stays(step)),
    )
