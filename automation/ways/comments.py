"""Comments: said once, or edited in place where they are sticky."""

from automation.effects import Comment, Effect, Outcome
from automation.errors import ServiceError
from automation.ports import Answer, Errand, Tracker
from automation.ways.turn import Turn


def say(turn: Turn, errand: Errand) -> Answer | None:
    """Post a comment, or let the sticky one that stands read otherwise.

    What was posted is known by its id. A list is only looked through where an earlier try may
    have posted without telling us its id.
    """
    effect, tracker = _comment(errand.effect), turn.tracker(errand)
    if effect.name and errand.source and errand.standing == effect.text:
        return Answer(Outcome.ALREADY, "it reads so already", source=errand.source)
    source = errand.source or _found(turn, tracker, errand)
    if source and not effect.name:
        # An earlier try said it and was not answered; of one occasion there is nothing else to say.
        return Answer(Outcome.DONE, "said", after=(effect.text,), source=source)
    if not turn.begin(errand):
        return None
    if source is None:
        posted = tracker.comment(errand.key, effect.text, effect.key, timeout=turn.left())
        return Answer(Outcome.DONE, "said", before=(), after=(effect.text,), source=posted)
    try:
        tracker.edit_comment(errand.key, source, effect.text, effect.key, timeout=turn.left())
    except ServiceError as error:
        if not error.gone:
            raise
        # Whoever deleted it does not want it: it stays away until there is something new to say.
        return Answer(Outcome.HELD, "a person deleted the comment", source="")
    before = None if errand.standing is None else (errand.standing,)
    return Answer(Outcome.DONE, "said", before=before, after=(effect.text,), source=source)


def _found(turn: Turn, tracker: Tracker, errand: Errand) -> str | None:
    if not errand.sent:
        return None
    return tracker.find_comment(errand.key, errand.effect.key, timeout=turn.left())


def _comment(effect: Effect) -> Comment:
    if not isinstance(effect, Comment):
        raise TypeError(f"{type(effect).__name__} is no comment")
    return effect
