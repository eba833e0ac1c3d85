"""New items: opened once, and looked for before they are opened again."""

from typing import Final

from automation.changes import NewItem
from automation.effects import Effect, Outcome
from automation.errors import ServiceError
from automation.ports import Answer, Draft, Errand, Made, Tracker
from automation.visibility import PUBLIC, RESTRICTED, narrower
from automation.ways.turn import Turn, refused

_SHOWN_AFTER: Final = 20.0
"""Seconds until a tracker's list surely shows what it opened and did not answer for."""


def open_item(turn: Turn, errand: Errand) -> Answer | None:
    """Open an item, or finish one that an earlier try opened."""
    effect, tracker = _new(errand.effect), turn.tracker(errand)
    draft = Draft(
        *(effect.project, effect.kind, effect.title, effect.text, effect.labels, effect.parent)
    )
    made = _found(turn, tracker, errand, effect)
    if made is None:
        if said := _tells_too_much(turn, tracker, effect):
            return Answer(Outcome.HELD, said)
        if not turn.begin(errand):
            return None
        try:
            made = tracker.open_item(draft, effect.key, timeout=turn.left())
        except ServiceError as error:
            return _unanswered(error)
    if effect.parent:
        tracker.place(made, draft, timeout=turn.left())
    opened = (f"{effect.connection}:{made.id}", made.key)
    return Answer(Outcome.DONE, f"opened {made.key}", after=opened, source=made.key)


def _found(turn: Turn, tracker: Tracker, errand: Errand, effect: NewItem) -> Made | None:
    if not errand.sent:
        return None
    return tracker.find_item(effect.project, effect.key, timeout=turn.left())


def _tells_too_much(turn: Turn, tracker: Tracker, effect: NewItem) -> str:
    """Why its words may not stand there; "" where they may."""
    if effect.audience == PUBLIC:
        return ""
    if effect.audience == RESTRICTED:
        return "it would tell of an item that only some may see"
    seen = tracker.audience(effect.project, timeout=turn.left())
    if narrower(effect.audience, seen):
        return f"{effect.project} is {seen}, and it would tell of an item that is not"
    return ""


def _unanswered(error: ServiceError) -> Answer:
    """It may be there: it is looked for when a list shows it, and not before."""
    answer = refused(error)
    if not error.retryable or error.retry_after is not None:
        return answer
    return Answer(answer.outcome, answer.said, retry_after=_SHOWN_AFTER)


def _new(effect: Effect) -> NewItem:
    if not isinstance(effect, NewItem):
        raise TypeError(f"{type(effect).__name__} is no new item")
    return effect
