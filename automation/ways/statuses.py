"""Statuses: the item goes the one way that leads there, if nobody moved it meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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

_OPEN: Final = "open"
"""GitHub's state of an issue that stands in any column, and is not closed."""


def move(turn: Turn, errand: Errand) -> Answer | None:
    """Let the item stand in the wished status. Where no way leads there, say which do."""
    effect, tracker = _status(errand.effect), turn.tracker(errand)
    standing = tracker.column(errand.key, timeout=turn.left())
    before, already = (standing.name,), Answer(Outcome.ALREADY, "it was so already")
    already = replace(already, before=before, after=before)
    if _is_wished(effect, standing):
        return already
    if not _is_as_known(effect, standing, errand):
        return Answer(Outcome.HELD, "moved in the tracker since we looked", before=before)
    moves = tracker.moves(errand.key, timeout=turn.left())
    led = [each for each in moves if _leads(effect, each)]
    if any(each.stands for each in led) or (not led and _is_same(effect.value, standing.state)):
        return already
    if trouble := _trouble(effect, standing, moves, led):
        return Answer(Outcome.HELD, trouble, before=before)
    if not turn.begin(errand, _echo(effect, led[0])):
        return None
    tracker.move(errand.key, led[0], timeout=turn.left())
    return Answer(Outcome.DONE, "moved", before=before, after=(led[0].to.name,))


def _is_as_known(effect: SetStatus, standing: Column, errand: Errand) -> bool:
    """Whether it stands where it stood when the wish was made, or where we put it since.

    Of an item whose board nobody has told us of yet we knew no more than whether it is open.
    """
    known = {plain(effect.basis), plain(errand.standing or effect.basis)}
    return plain(standing.name) in known or _is_same(effect.basis, standing.state)


def _is_wished(effect: SetStatus, column: Column) -> bool:
    if effect.value not in GROUPS:
        return all(plain(name) == plain(effect.value) for name in column.names)
    # As the files say it, else as the tracker does, else by its name: as everywhere.
    known = Statuses({"": dict(_groups(effect))})
    seen = (SeenStatus("", name, column.category) for name in column.names)
    closed = column.category == _ENDS or column.state not in {"", _OPEN}
    return all(known.group(each, closed=closed).value == effect.value for each in seen)


def _leads(effect: SetStatus, move: Move) -> bool:
    if move.by_name and effect.value in GROUPS:
        return False
    return _is_wished(effect, move.to)


def _is_same(one: str, other: str) -> bool:
    return bool(other) and plain(one) == plain(other)


def _groups(effect: SetStatus) -> Iterator[tuple[str, Group]]:
    for name, said in effect.groups:
        yield from ((name, group) for group in GROUPS if group == said)


def _trouble(
    effect: SetStatus, standing: Column, moves: Sequence[Move], led: Sequence[Move]
) -> str:
    """Why the item stays where it is; "" where exactly one way is open."""
    if not led:
        others = (each.to.name for each in moves if each.to.name and not each.stands)
        ways = ", ".join(dict.fromkeys(others)) or "nowhere"
        said = f'no way leads from "{standing.name or "no status"}" to "{effect.value}"'
        note = f". {standing.note}" if standing.note else ""
        return f"{said}; there lead: {ways}{note}"
    if len({each.to.name for each in led}) > 1:
        names = ", ".join(dict.fromkeys(each.to.name for each in led))
        return f'several ways lead to "{effect.value}": {names}; name one of them'
    if asks := led[0].asks:
        return f'the way to "{led[0].to.name}" asks a person for: {", ".join(asks)}'
    return ""


def _echo(effect: SetStatus, move: Move) -> Sequence[OwnWrite]:
    """A status comes back with the state that goes with it, and with some resolution or none; a
    column of a board as the field of its project, and with nothing else.
    """
    if move.places:
        told = ((place, reads or None) for place, reads in move.places)
        return [OwnWrite(effect.target, place, reads is not None, reads) for place, reads in told]
    to = move.to
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
