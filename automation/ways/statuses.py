"""Statuses: the item goes the one way that leads there, if nobody moved it meanwhile."""

from collections.abc import Iterator, Sequence
from typing import Final

from automation.changes import SetStatus
from automation.effects import Effect, Outcome
from automation.engine.folder.answers import SeenStatus
from automation.engine.folder.statuses import Statuses
from automation.engine.language.status_words import GROUPS, Group, plain
from automation.ports import Answer, Column, Errand, Move, OwnWrite
from automation.ways.turn import Turn

_ENDS: Final = "done"
"""Jira's category of statuses in which an item is closed."""


def move(turn: Turn, errand: Errand) -> Answer | None:
    """Let the item stand in the wished status. Where no way leads there, say which do."""
    effect, tracker = _status(errand.effect), turn.tracker(errand)
    standing = tracker.column(errand.key, timeout=turn.left())
    before = (standing.name,)
    if _is_wished(effect, standing):
        return Answer(Outcome.ALREADY, "it was so already", before=before, after=before)
    if plain(standing.name) not in {plain(effect.basis), plain(errand.standing or effect.basis)}:
        return Answer(Outcome.HELD, "moved in the tracker since we looked", before=before)
    moves = tracker.moves(errand.key, timeout=turn.left())
    led = [each for each in moves if _is_wished(effect, each.to)]
    if trouble := _trouble(effect, standing, moves, led):
        return Answer(Outcome.HELD, trouble, before=before)
    if not turn.begin(errand, _echo(effect, led[0].to)):
        return None
    tracker.move(errand.key, led[0], timeout=turn.left())
    return Answer(Outcome.DONE, "moved", before=before, after=(led[0].to.name,))


def _is_wished(effect: SetStatus, column: Column) -> bool:
    if effect.value not in GROUPS:
        return plain(column.name) == plain(effect.value)
    # As the files say it, else as the tracker does, else by its name: as everywhere.
    known = Statuses({"": dict(_groups(effect))})
    seen = SeenStatus("", column.name, column.category)
    return known.group(seen, closed=column.category == _ENDS).value == effect.value


def _groups(effect: SetStatus) -> Iterator[tuple[str, Group]]:
    for name, said in effect.groups:
        yield from ((name, group) for group in GROUPS if group == said)


def _trouble(
    effect: SetStatus, standing: Column, moves: Sequence[Move], led: Sequence[Move]
) -> str:
    """Why the item stays where it is; "" where exactly one way is open."""
    if not led:
        ways = ", ".join(dict.fromkeys(each.to.name for each in moves)) or "nowhere"
        return f'no way leads from "{standing.name}" to "{effect.value}"; there lead: {ways}'
    if len({each.to.name for each in led}) > 1:
        names = ", ".join(dict.fromkeys(each.to.name for each in led))
        return f'several ways lead to "{effect.value}": {names}; name one of them'
    if asks := led[0].asks:
        return f'the way to "{led[0].to.name}" asks a person for: {", ".join(asks)}'
    return ""


def _echo(effect: SetStatus, to: Column) -> Sequence[OwnWrite]:
    """A status comes back with the state that goes with it, and with some resolution or none."""
    state = "closed" if to.category == _ENDS else "open"
    said = (("status", to.name), ("state", state), ("resolution", None))
    return [
        *(OwnWrite(effect.target, facet, stands=True, value=value) for facet, value in said),
        OwnWrite(effect.target, "resolution", stands=False),
    ]


def _status(effect: Effect) -> SetStatus:
    if not isinstance(effect, SetStatus):
        raise TypeError(f"{type(effect).__name__} is no status")
    return effect
