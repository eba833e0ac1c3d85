"""Labels: exactly the wished one of a slot stands."""

from collections.abc import Sequence

from automation.effects import Effect, Outcome, SetLabel
from automation.ports import Answer, Errand
from automation.ways.turn import Turn


def put_labels(turn: Turn, errand: Errand) -> Answer | None:
    """Let exactly the wished label of a slot stand."""
    effect, key, tracker = _label(errand.effect), errand.key, turn.tracker(errand)
    standing = _in_slot(effect, tracker.labels(key, timeout=turn.left()))
    wanted = () if effect.value is None else (effect.value,)
    if standing == wanted:
        return Answer(Outcome.ALREADY, "it was so already", before=standing, after=standing)
    if _edited_since(errand, effect, standing):
        return Answer(Outcome.HELD, "edited in the tracker since we looked", before=standing)
    if not turn.begin(errand):
        return None
    if effect.value is not None and effect.value not in standing:
        tracker.put_on(key, effect.value, timeout=turn.left())
    for label in standing:
        if label != effect.value:
            tracker.take_off(key, label, timeout=turn.left())
    return Answer(Outcome.DONE, "written", before=standing, after=wanted)


def _label(effect: Effect) -> SetLabel:
    if not isinstance(effect, SetLabel):
        raise TypeError(f"{type(effect).__name__} is no label")
    return effect


def _in_slot(effect: SetLabel, labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(labels) & set(effect.slot)))


def _edited_since(errand: Errand, effect: SetLabel, standing: tuple[str, ...]) -> bool:
    """Whether a person changed the slot after the wish was made.

    A try of our own that was cut short may have left both labels: that is no edit.
    """
    half_done = {*effect.basis, *((effect.value,) if effect.value else ())}
    if errand.sent and set(standing) <= half_done:
        return False
    return standing != effect.basis
