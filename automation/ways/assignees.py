"""Assignees: an item that nobody has is given to somebody; a person's newer choice stays."""

from collections.abc import Sequence

from automation.changes import SetAssignee
from automation.effects import Effect, Outcome
from automation.ports import Answer, Errand, Holder, OwnWrite, Tracker
from automation.values import read_as
from automation.ways.turn import Turn


def assign(turn: Turn, errand: Errand) -> Answer | None:
    """Let exactly the wished account have the item, or nobody."""
    effect, tracker = _assignee(errand.effect), turn.tracker(errand)
    holders = tracker.holders(errand.key, timeout=turn.left())
    before = tuple(sorted(each.shown for each in holders))
    already = Answer(Outcome.ALREADY, "it was so already", before=before, after=before)
    if _is_alone(holders, effect.value):
        return already
    if trouble := _trouble(effect, holders, before, errand.standing):
        return Answer(Outcome.HELD, trouble, before=before)
    wished = None if effect.value is None else _meant(turn, tracker, errand, effect.value)
    if isinstance(wished, str):
        return Answer(Outcome.HELD, wished, before=before)
    if wished is not None and _is_alone(holders, wished.account):
        return already
    shown = () if wished is None else (wished.shown,)
    # Nobody comes back as a field that is empty: it stands, and reads nothing.
    echo = OwnWrite(effect.target, "assignees", stands=True, value=read_as(shown))
    if not turn.begin(errand, [echo]):
        return None
    tracker.hand_over(errand.key, wished.account if wished else None, timeout=turn.left())
    return Answer(Outcome.DONE, "assigned", before=before, after=shown)


def _trouble(
    effect: SetAssignee, holders: Sequence[Holder], before: tuple[str, ...], standing: str | None
) -> str:
    """Why whoever has it keeps it; "" where it may be given away."""
    ours = standing is not None and _is_alone(holders, standing)
    if before != tuple(sorted(effect.basis)) and not (ours and effect.replaces):
        return "assigned in the tracker since we looked"
    if before and not effect.replaces:
        return "somebody has it, and the step says no replace"
    return ""


def _meant(turn: Turn, tracker: Tracker, errand: Errand, value: str) -> Holder | str:
    """The account that is wished for; why there is none, for a name that is not exactly one's."""
    if not _assignee(errand.effect).by_name:
        return tracker.holder(value, timeout=turn.left())
    found = tracker.called(errand.key, value, timeout=turn.left())
    exactly = [each for each in found if _plain(each.shown) == _plain(value)]
    if len(exactly) == 1:
        return exactly[0]
    mend = "write the account that is meant into rules/people.yaml"
    if exactly:
        return f'{len(exactly)} people are called "{value}": {_named(exactly)}; {mend}'
    near = f"; there are {_named(found)}" if found else ""
    return f'nobody who may have {errand.key} is called "{value}"{near}; {mend}'


def _named(found: Sequence[Holder]) -> str:
    return ", ".join(f"{each.shown} ({each.account})" for each in found)


def _is_alone(holders: Sequence[Holder], wished: str | None) -> bool:
    """Whether exactly this one has it, by the account or by the name; None is nobody.

    A login of GitHub is the same in any case.
    https://docs.github.com/en/site-policy/other-site-policies/github-username-policy
    """
    if wished is None or len(holders) != 1:
        return wished is None and not holders
    return _plain(wished) in {_plain(holders[0].account), _plain(holders[0].shown)}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _assignee(effect: Effect) -> SetAssignee:
    if not isinstance(effect, SetAssignee):
        raise TypeError(f"{type(effect).__name__} is no assignee")
    return effect
