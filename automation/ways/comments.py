"""Comments: said once, or edited in place where they are sticky."""

from automation.effects import Comment, Effect, Outcome
from automation.errors import ServiceError
from automation.ports import Answer, Errand, Tracker
from automation.ways.turn import Turn

_DELETED = Answer(Outcome.HELD, "a person deleted the comment", source="")
"""Whoever deleted it does not want it: it stays away until there is something new to say."""


def say(turn: Turn, errand: Errand) -> Answer | None:
    """Post a comment, or let the sticky one that stands read otherwise.

    What was posted is known by its id. A list is only looked through where an earlier try may
    have posted without telling us its id.
    """
    effect, tracker = _comment(errand.effect), turn.tracker(errand)
    if effect.name and errand.source and errand.standing == effect.text:
        return Answer(Outcome.ALREADY, "it reads so already", source=errand.source)
    source = errand.source or _found(turn, tracker, errand, stood=effect.basis is not None)
    if source and not effect.name:
        # An earlier try said it and was not answered; of one occasion there is nothing else to say.
        return Answer(Outcome.DONE, "said", after=(effect.text,), source=source)
    if source is None and effect.basis is None:
        if not turn.begin(errand):
            return None
        posted = tracker.comment(errand.key, effect.text, effect.key, timeout=turn.left())
        return Answer(Outcome.DONE, "said", before=(), after=(effect.text,), source=posted)
    try:
        return _edited(turn, errand, effect, source)
    except ServiceError as error:
        if not error.gone:
            raise
        return _DELETED


def _edited(turn: Turn, errand: Errand, effect: Comment, source: str | None) -> Answer | None:
    """Let it read otherwise; back to former words only where nobody wrote into it."""
    if source is None:
        return _DELETED
    if effect.basis is not None and not _is_ours(turn, errand, effect, source):
        return Answer(Outcome.HELD, "a person edited it since", source=source)
    if not turn.begin(errand):
        return None
    tracker = turn.tracker(errand)
    tracker.edit_comment(errand.key, source, effect.text, effect.key, timeout=turn.left())
    before = None if errand.standing is None else (errand.standing,)
    return Answer(Outcome.DONE, "said", before=before, after=(effect.text,), source=source)


def _is_ours(turn: Turn, errand: Errand, effect: Comment, source: str) -> bool:
    """Whether it reads what we wrote, or the former words, where a try of ours was not answered."""
    tracker = turn.tracker(errand)
    return any(
        tracker.still_reads(errand.key, source, text, effect.key, timeout=turn.left())
        for text in (effect.basis, effect.text)
        if text is not None
    )


def _found(turn: Turn, tracker: Tracker, errand: Errand, *, stood: bool) -> str | None:
    if not (errand.sent or stood):
        return None
    return tracker.find_comment(errand.key, errand.effect.key, timeout=turn.left())


def _comment(effect: Effect) -> Comment:
    if not isinstance(effect, Comment):
        raise TypeError(f"{type(effect).__name__} is no comment")
    return effect
