"""Webhooks of ours: posted until they are taken; whoever gets one knows a repeat by its key."""

from automation.effects import Outcome, Webhook
from automation.errors import ServiceError
from automation.ports import Answer, Errand
from automation.ways.turn import Turn


def post(turn: Turn, errand: Errand) -> Answer | None:
    """Post it. What was not answered is posted again, with the same key."""
    effect = errand.effect
    if not isinstance(effect, Webhook):
        raise TypeError(f"{type(effect).__name__} is no webhook")
    if turn.poster is None:
        raise ServiceError("nothing here posts webhooks", retryable=True, retry_after=600)
    left = turn.left()
    if not turn.begin(errand):
        return None
    return Answer(Outcome.DONE, turn.poster.post(effect, timeout=left), after=(effect.url,))
