"""Links: one that is missing is made; what stands is left alone."""

from collections.abc import Iterator
from typing import Final

from automation.changes import SetLink
from automation.echoes import LINKED
from automation.effects import Effect, Outcome
from automation.ports import Answer, Bond, Errand, OwnWrite
from automation.ways.turn import Turn

_KINDS: Final = {"blocks": "blocked_by"}
"""As what a link is on record, where that is another word than the step's."""


def set_link(turn: Turn, errand: Errand) -> Answer | None:
    """Let the link stand, or not stand any more."""
    effect, tracker, key = _link(errand.effect), turn.tracker(errand), errand.key
    bond = tracker.bond(key, effect.relation, effect.to, timeout=turn.left())
    wanted = effect.value is not None
    before, after = _said(effect, stands=bond.stands), _said(effect, stands=wanted)
    if bond.stands is wanted:
        return Answer(Outcome.ALREADY, "it was so already", before=before, after=after)
    if wanted and bond.instead:
        return Answer(Outcome.HELD, bond.instead, before=before)
    if not turn.begin(errand, list(_echo(effect, bond, stands=wanted))):
        return None
    if wanted:
        tracker.tie(key, effect.relation, effect.to, bond, timeout=turn.left())
    else:
        tracker.untie(key, effect.relation, effect.to, bond, timeout=turn.left())
    return Answer(Outcome.DONE, "linked" if wanted else "unlinked", before=before, after=after)


def _said(effect: SetLink, *, stands: bool) -> tuple[str, ...]:
    return (effect.to,) if stands else ()


def _echo(effect: SetLink, bond: Bond, *, stands: bool) -> Iterator[OwnWrite]:
    """Told of the item that the link starts at; of the other only that something was said of it."""
    site, kind = effect.connection, _KINDS.get(effect.relation, effect.relation)
    ends = [(f"{site}:{bond.near}", ""), (f"{site}:{bond.far}", f"{site}:{effect.to}")]
    (start, _), (end, key) = ends if bond.starts else ends[::-1]
    for named in filter(None, (end, key)):
        value = named if stands else None
        yield OwnWrite(start, f"link:{kind}:{named}", stands, value)
    yield OwnWrite(start, LINKED, stands=True)
    yield OwnWrite(end, LINKED, stands=True)


def _link(effect: Effect) -> SetLink:
    if not isinstance(effect, SetLink):
        raise TypeError(f"{type(effect).__name__} is no link")
    return effect
