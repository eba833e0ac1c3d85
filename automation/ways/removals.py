"""Taking back: a comment of ours is deleted, unless a person wrote into it.

One that a person deleted before is no loss.
"""

from automation.echoes import REMOVED
from automation.effects import Effect, Outcome
from automation.errors import ServiceError
from automation.ports import Answer, Errand, OwnWrite
from automation.removals import RemoveComment
from automation.ways.turn import Turn


def remove_comment(turn: Turn, errand: Errand) -> Answer | None:
    """Delete a comment by its id, else by its marker, and only one that our account wrote."""
    effect, tracker = _removal(errand.effect), turn.tracker(errand)
    source = errand.source or tracker.find_comment(errand.key, effect.key, timeout=turn.left())
    if source is None:
        return Answer(Outcome.ALREADY, "it is not there any more", before=(), after=())
    before = () if errand.standing is None else (errand.standing,)
    echo = OwnWrite(effect.target, REMOVED, stands=True, value=source)
    try:
        if not all(_still_reads(turn, errand, source, text) for text in before):
            return Answer(Outcome.HELD, "a person edited it since", before=before)
        if not turn.begin(errand, [echo]):
            return None
        tracker.delete_comment(errand.key, source, timeout=turn.left())
    except ServiceError as error:
        if not error.gone:
            raise
        return Answer(Outcome.ALREADY, "a person deleted it before", before=(), after=())
    return Answer(Outcome.DONE, "deleted", before=before, after=())


def _still_reads(turn: Turn, errand: Errand, source: str, text: str) -> bool:
    tracker, marker = turn.tracker(errand), errand.effect.key
    return tracker.still_reads(errand.key, source, text, marker, timeout=turn.left())


def _removal(effect: Effect) -> RemoveComment:
    if not isinstance(effect, RemoveComment):
        raise TypeError(f"{type(effect).__name__} removes nothing")
    return effect
