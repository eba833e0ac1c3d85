"""Lines for people that go by themselves. Those of a digest become one mail before they are due."""

from automation.effects import Notice
from automation.notices import as_mail
from automation.ports import Answer, Errand
from automation.ways.mails import hand_over
from automation.ways.turn import Turn


def tell(turn: Turn, errand: Errand) -> Answer | None:
    """Hand the line over as a mail, once, as any mail."""
    notice = errand.effect
    if not isinstance(notice, Notice):
        raise TypeError(f"{type(notice).__name__} is no line for a person")
    return hand_over(turn, errand, as_mail([notice], notice.field))
