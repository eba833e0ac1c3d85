"""Mails: handed over once, and never again where nobody can know."""

from automation.effects import Email, Outcome
from automation.errors import ServiceError
from automation.ports import Answer, Errand
from automation.ways.turn import Turn


def mail(turn: Turn, errand: Errand) -> Answer | None:
    """Hand a mail over once. What cannot be known is unknown, and is never repeated."""
    effect = errand.effect
    if not isinstance(effect, Email):
        raise TypeError(f"{type(effect).__name__} is no mail")
    return hand_over(turn, errand, effect)


def hand_over(turn: Turn, errand: Errand, effect: Email) -> Answer | None:
    """Hand over what an errand comes to as a mail."""
    if errand.sent and errand.in_doubt:
        return Answer(Outcome.UNKNOWN, "the sender died while it handed the mail over")
    channel = turn.channels[effect.connection]
    left = turn.left()
    if not turn.begin(errand):
        return None
    try:
        channel.send(effect, timeout=left)
    except ServiceError as error:
        if error.ambiguous:
            return Answer(Outcome.UNKNOWN, str(error))
        raise
    return Answer(Outcome.DONE, "sent", after=(effect.recipient,))
