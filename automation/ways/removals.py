"""Taking back: a comment of ours is deleted; one that a person deleted before is no loss."""

from automation.effects import Effect, Outcome
from automation.errors import ServiceError
from automation.ports import Answer, Errand
from automation.removals import RemoveComment
from automation.ways.turn import Turn


def remove_comment(turn: Turn, errand: Errand) -> Answer | None:
    """Delete a comment by its id, else by its marker, and only one that our account wrote."""
    effect, tracker = _removal(errand.effect), turn.tracker(errand)
    source = errand.source or tracker.find_comment(errand.key, effect.key, timeout=turn.left())
    if source is None:
        return Answer(Outcome.ALREADY, "it is not there any more", before=(), after=())
    if not turn.begin(errand):
        return None
    before = () if errand.standing is None else (errand.standing,)
    try:
        tracker.delete_comment(errand.key, source, timeout=turn.left())
    except ServiceError as error:
        if not error.gone:
            raise
        return Answer(Outcome.ALREADY, "a person deleted it before", before=(), after=())
    return Answer(Outcome.DONE, "deleted", before=before, after=())


def _removal(effect: Effect) -> RemoveComment:
    if not isinstance(effect, RemoveComment):
        raise TypeError(f"{type(effect).__name__} removes nothing")
    return effect
