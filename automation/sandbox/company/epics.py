"""How an epic goes from its first day to its last: children begun and finished, dates moved."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from automation.sandbox.company import board, pulls
from automation.sandbox.company.board import EPIC, Wanted
from automation.sandbox.company.chance import between, pick, share
from automation.sandbox.company.plans import MOBILE, STOREFRONT, Plan
from automation.sandbox.company.stage import Beat, Stage, Thing
from automation.sandbox.github import acts as g

_REMARKS: Final = (
    "Tried it on three phones, looks right.",
    "Waiting for the words from Hanna, then done.",
    "Smaller than we thought. The rest is a test.",
    "Talked to support: this is what people ask for.",
    "Found an old rule that does half of it already.",
    "The numbers from last month are in the description now.",
    "Pairing on this tomorrow morning.",
    "Works, but only after signing in again. Looking.",
)
_SOONEST, _LATEST = 2.0, 7.0
_SOON = 2.3
"""The day on which the next child ends that is not over yet."""


def beats(plan: Plan) -> Iterator[Beat]:
    """Everything that happens to an epic and its children."""
    yield Beat(plan.opened + 0.1, partial(_opens, plan=plan))
    for on, to in plan.dates:
        yield Beat(on + 0.3, partial(_promises, plan=plan, to=to))
    for label, at in _asked(plan):
        yield Beat(at, partial(_labelled, plan=plan, label=label))
    yield Beat(plan.begun + 0.05, partial(_begins, plan=plan))
    for number, ends in enumerate(_ends(plan)):
        yield from _child(plan, number, ends)
    if plan.finish is not None:
        yield Beat(plan.finish + 0.6, partial(board.finishes, name=plan.name, by=plan.lead))


def child(plan: Plan, number: int) -> str:
    """The name of a child on the stage, counted from 0."""
    return f"{plan.name}/{number}"


def _asked(plan: Plan) -> Iterator[tuple[str, float]]:
    """Customers ask one after the other; what the epic is for is known from the start."""
    asked = [label for label in plan.labels if label.startswith("customer:")]
    last = min(plan.begun + 30, (plan.finish or 0) - 4)
    for number, label in enumerate(asked):
        yield label, plan.opened + 0.5 + (last - plan.opened) * number / len(asked)


def _opens(stage: Stage, plan: Plan) -> None:
    wanted = Wanted(
        name=plan.name,
        place=plan.place,
        title=plan.title,
        text=plan.text,
        kind=EPIC,
        labels=("epic", *(one for one in plan.labels if not one.startswith("customer:"))),
    )
    thing = board.opens(stage, wanted, plan.lead)
    if thing.in_github:
        stage.github(plan.lead, g.SetType(thing.place, thing.number, "Epic"))
    if plan.place == MOBILE:
        _opens_milestone(stage, plan, thing)


def _opens_milestone(stage: Stage, plan: Plan, thing: Thing) -> None:
    """A milestone that says it is part of the epic: what stands in it stands under the epic."""
    act = g.CreateMilestone(MOBILE, plan.title, f"Part of #{thing.number}")
    stage.github(plan.lead, act)
    number = stage.hub.state.repository(MOBILE).last_milestone
    milestone = Thing(place=MOBILE, key="", id="", number=number)
    stage.named(f"{plan.name}/milestone", milestone)


def _promises(stage: Stage, plan: Plan, to: int) -> None:
    day = stage.days.promised(to).isoformat()
    board.promises(stage, plan.name, plan.lead, day)
    if milestone := stage.things.get(f"{plan.name}/milestone"):
        due = f"{day}T16:00:00Z"
        stage.github(plan.lead, g.EditMilestone(MOBILE, milestone.number, due_on=due))


def _labelled(stage: Stage, plan: Plan, label: str) -> None:
    board.labels(stage, plan.name, plan.lead, label)


def _begins(stage: Stage, plan: Plan) -> None:
    board.begins(stage, plan.name, plan.lead)


def _ends(plan: Plan) -> Iterator[float]:
    """When each child ends, in their order: at the pace of the team, with its bumps."""
    known = len(plan.children) - len(plan.added)
    if plan.finish is not None:
        last, most = plan.finish + 0.1, known
    else:
        end = -1.2 if plan.halted is None else plan.halted - 1.2
        last, most = end, plan.done + plan.dropped
    length = last - plan.begun - 4
    for number in range(most):
        wobble = between(-0.3, 0.3, plan.name, number, "pace") if number < most - 1 else 0
        yield plan.begun + 4 + length * (number + 1 + wobble) / most
    step = max(2.5, min(4.5, length / most)) if most else 4.0
    for number in range(len(plan.children) - most):
        wobble = between(0, 0.3, plan.name, number, "then") if number else 0
        yield _SOON + step * (number + wobble)


def _child(plan: Plan, number: int, ends: float) -> Iterator[Beat]:
    name, late = child(plan, number), number - (len(plan.children) - len(plan.added))
    if late >= 0:
        opened = plan.added[late] + 0.4 + 0.1 * late
    else:
        span = plan.begun - 0.6 - (plan.opened + 0.2)
        opened = plan.opened + 0.2 + span * number / len(plan.children)
    yield Beat(opened, partial(_opens_child, plan=plan, number=number))
    if number in _dropped(plan):
        yield Beat(ends, partial(_drops, name=name, lead=plan.lead))
        return
    if plan.halted is not None and ends > plan.halted:
        return
    begins = _begun(plan, number, ends, opened)
    yield Beat(begins, partial(_takes_up, name=name))
    if share(name, "remark") < _REMARKED:
        yield Beat(begins + (ends - begins) * 0.4, partial(_remarks, name=name))
    yield from _done(plan, number, ends, begins)


_REMARKED = 0.3


def _dropped(plan: Plan) -> range:
    """Those given up are the last of what is over by now."""
    return range(plan.done, plan.done + plan.dropped)


def _begun(plan: Plan, number: int, ends: float, opened: float) -> float:
    """Some days before it ends; those in work at the end of the past were begun before it."""
    takes = between(_SOONEST, _LATEST, plan.name, number, "takes")
    begins = max(ends - takes, plan.begun + 0.2, opened + 0.2)
    over = plan.done + plan.dropped
    if plan.finish is None and over <= number < over + plan.doing:
        recent = max(float(plan.begun), -12.0)
        return recent + (-0.4 - recent) * share(plan.name, number, "since")
    if plan.finish is None and number >= over + plan.doing:
        return max(begins, 1.2)
    return begins


def _done(plan: Plan, number: int, ends: float, begins: float) -> Iterator[Beat]:
    name = child(plan, number)
    place = STOREFRONT if number < plan.elsewhere else plan.place
    if place in pulls.CODE and share(name, "code") < _CODED:
        yield from pulls.of(name, place, begins=begins, ends=ends)
    elif share(name, "review") < _REVIEWED:
        yield Beat(begins + (ends - begins) * 0.7, partial(_shows, name=name))
    yield Beat(ends, partial(_finishes, name=name))


_CODED, _REVIEWED = 0.7, 0.5


def _opens_child(stage: Stage, plan: Plan, number: int) -> None:
    place = STOREFRONT if number < plan.elsewhere else plan.place
    wanted = Wanted(
        name=child(plan, number),
        place=_here(stage, plan, place),
        title=plan.children[number],
        text=_why(plan, number),
        labels=("feature",),
        parent=plan.name,
    )
    board.opens(stage, wanted, plan.lead)


def _here(stage: Stage, plan: Plan, place: str) -> str:
    """A plan whose project was dissolved goes on where its epic is now."""
    return place if "/" in place else board.place_of(stage, plan.name)


def _why(plan: Plan, number: int) -> str:
    return pick(
        (
            "",
            f"Comes up in every talk about: {plan.text}",
            "What is done when: a customer can do it without asking anybody.",
            "Small and useful by itself.",
        ),
        plan.name,
        number,
        "why",
    )


def _takes_up(stage: Stage, name: str) -> None:
    board.begins(stage, name, board.somebody_of(stage, name))


def _shows(stage: Stage, name: str) -> None:
    board.shows(stage, name, board.somebody_of(stage, name))


def _finishes(stage: Stage, name: str) -> None:
    board.finishes(stage, name, board.somebody_of(stage, name))


def _drops(stage: Stage, name: str, lead: str) -> None:
    board.says(stage, name, lead, "Not worth it any more: almost nobody would use it.")
    board.drops(stage, name, lead)


def _remarks(stage: Stage, name: str) -> None:
    board.says(stage, name, board.somebody_of(stage, name, "remark"), pick(_REMARKS, name))
