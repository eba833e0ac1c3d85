"""Assignees: an item that nobody has is given to somebody; a person's newer choice stays."""

from automation.changes import SetAssignee
from automation.effects import Effect, Outcome
from automation.ports import Answer, Errand, OwnWrite
from automation.values import read_as
from automation.ways.turn import Turn


def assign(turn: Turn, errand: Errand) -> Answer | None:
    """Let exactly the wished account have the item, or nobody."""
    effect, tracker = _assignee(errand.effect), turn.tracker(errand)
    holders = tracker.holders(errand.key, timeout=turn.left())
    accounts = tuple(each.account for each in holders)
    before = tuple(sorted(each.shown for each in holders))
    if _are(accounts, effect.value):
        return Answer(Outcome.ALREADY, "it was so already", before=before, after=before)
    ours = errand.standing is not None and _are(accounts, errand.standing)
    if before != tuple(sorted(effect.basis)) and not (ours and effect.replaces):
        return Answer(Outcome.HELD, "assigned in the tracker since we looked", before=before)
    if before and not effect.replaces:
        return Answer(Outcome.HELD, "somebody has it, and the step says no replace", before=before)
    shown = () if effect.value is None else (tracker.shown(effect.value, timeout=turn.left()),)
    told = read_as(shown)
    # Nobody comes back as a field that is empty: it stands, and reads nothing.
    if not turn.begin(errand, [OwnWrite(effect.target, "assignees", stands=True, value=told)]):
        return None
    tracker.hand_over(errand.key, effect.value, timeout=turn.left())
    return Answer(Outcome.DONE, "assigned", before=before, after=shown)


def _are(accounts: tuple[str, ...], wished: str | None) -> bool:
    """Whether these are exactly the wished one: a login of GitHub is the same in any case.

    https://docs.github.com/en/site-policy/other-site-policies/github-username-policy
    """
    wanted = () if wished is None else (wished.casefold(),)
    return tuple(each.casefold() for each in accounts) == wanted


def _assignee(effect: Effect) -> SetAssignee:
    if not isinstance(effect, SetAssignee):
        raise TypeError(f"{type(effect).__name__} is no assignee")
    return effect
