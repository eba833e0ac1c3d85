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
    if _folded(standing) == _folded(wanted):
        return Answer(Outcome.ALREADY, "it was so already", before=standing, after=standing)
    if _edited_since(errand, effect, standing):
        return Answer(Outcome.HELD, "edited in the tracker since we looked", before=standing)
    if not turn.begin(errand):
        return None
    if not _folded(wanted) <= _folded(standing):
        tracker.put_on(key, str(effect.value), timeout=turn.left())
    for label in standing:
        if label.casefold() not in _folded(wanted):
            tracker.take_off(key, label, timeout=turn.left())
    return Answer(Outcome.DONE, "written", before=standing, after=wanted)


def _label(effect: Effect) -> SetLabel:
    if not isinstance(effect, SetLabel):
        raise TypeError(f"{type(effect).__name__} is no label")
    return effect


def _in_slot(effect: SetLabel, labels: Sequence[str]) -> tuple[str, ...]:
    slot = _folded(effect.slot)
    return tuple(sorted(label for label in labels if label.casefold() in slot))


def _folded(labels: Sequence[str]) -> frozenset[str]:
    """To GitHub two labels that differ only in capitals are one, under the name it had first."""
    return frozenset(label.casefold() for label in labels)


def _edited_since(errand: Errand, effect: SetLabel, standing: tuple[str, ...]) -> bool:
    """Whether a person changed the slot after the wish was made.

    A try of our own that was cut short may have left both labels, and what stands may be what we
    wrote last: neither is an edit.
    """
    if errand.standing is not None and _folded(standing) == _folded((errand.standing,)):
        return False
    half_done = {*effect.basis, *((effect.value,) if effect.value else ())}
    if errand.sent and _folded(standing) <= _folded(sorted(half_done)):
        return False
    return _folded(standing) != _folded(effect.basis)
