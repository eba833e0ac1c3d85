"""Fields: all those of one target in one request, each settled by itself."""

from collections.abc import Mapping, Sequence

from automation.effects import Effect, Outcome, SetField
from automation.errors import ServiceError
from automation.model import Value
from automation.ports import Answer, Errand, Tracker
from automation.values import read_as
from automation.ways.turn import Turn, refused


def set_fields(turn: Turn, errands: Sequence[Errand]) -> None:
    """Write the fields of one target together, and settle each by itself."""
    tracker, key = turn.tracker(errands[0]), errands[0].key
    wishes = {errand.id: _field(errand.effect) for errand in errands}
    places = [wish.place for wish in wishes.values()]
    standing = tracker.fields(key, places, timeout=turn.left())
    begun: list[Errand] = []
    for errand in errands:
        settled = _looked(wishes[errand.id], standing.get(wishes[errand.id].place))
        if settled:
            turn.outbox.settle(errand, settled, owner=turn.owner, wall=turn.clock())
        elif turn.begin(errand):
            begun.append(errand)
        else:
            turn.outbox.give_back(errand, owner=turn.owner)
    if begun:
        _write_fields(turn, tracker, begun, standing)


def _write_fields(
    turn: Turn, tracker: Tracker, begun: Sequence[Errand], standing: Mapping[str, Value]
) -> None:
    try:
        values = {place: value for errand in begun for place, value in _wished(errand)}
        tracker.set_fields(begun[0].key, values, timeout=turn.left())
    except ServiceError as error:
        if error.retryable or error.gone or len(begun) == 1:
            _settle_all(turn, begun, refused(error))
            return
        # One field was refused and none written: each goes alone, and only the culprit is blamed.
        for errand in begun:
            _write_fields(turn, tracker, [errand], standing)
        return
    for errand in begun:
        wish = _field(errand.effect)
        before = _shown(standing.get(wish.place))
        answer = Answer(Outcome.DONE, "written", before=before, after=_shown(wish.value))
        turn.outbox.settle(errand, answer, owner=turn.owner, wall=turn.clock())


def _wished(errand: Errand) -> Sequence[tuple[str, Value]]:
    wish = _field(errand.effect)
    return ((wish.place, wish.value),)


def _looked(wish: SetField, standing: Value) -> Answer | None:
    """What the look settles: it reads so already, or a person edited it meanwhile."""
    shown = _shown(standing)
    if shown == _shown(wish.value):
        return Answer(Outcome.ALREADY, "it was so already", before=shown, after=shown)
    if wish.told and shown != _shown(wish.basis):
        return Answer(Outcome.HELD, "edited in the tracker since we looked", before=shown)
    return None


def _shown(value: Value) -> tuple[str, ...]:
    """A field as one comparable thing: what reads as nothing is nothing."""
    found = read_as(value)
    return () if found is None else (found,)


def _field(effect: Effect) -> SetField:
    if not isinstance(effect, SetField):
        raise TypeError(f"{type(effect).__name__} is no field")
    return effect


def _settle_all(turn: Turn, errands: Sequence[Errand], answer: Answer) -> None:
    for errand in errands:
        turn.outbox.settle(errand, answer, owner=turn.owner, wall=turn.clock())
