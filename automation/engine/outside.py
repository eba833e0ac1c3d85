"""The wording for a tracker that everybody reads: without what only the company may see.

Pages and mails are for the company, and say it whole.
"""

from dataclasses import replace

from automation.engine.evaluate import evaluate
from automation.engine.evidence import evidence
from automation.engine.looking import Look
from automation.engine.rule import Rule
from automation.model import Derived, Evidence, Override
from automation.reasons import reason
from automation.visibility import PUBLIC, gives_away, nameless

SOMEBODY = "somebody"
"""Who edited by hand: the names in people.yaml are the company's own."""


def discreet(look: Look, rule: Rule, health: Derived) -> Derived:
    """The health with a reason and evidence that name nothing but what everybody may see."""
    known = look.outside
    status = known.status if known is not None else None
    if known is None or status is None:
        return health
    judged = evaluate(rule, known, look.now)
    because = judged.because if judged.value == health.value else health.because
    if _tells(because, look):
        because = reason(status, health.value or "", known.calendar)
    return replace(
        health, because=because, evidence=_shown(look, evidence(known, judged.reads, frozenset()))
    )


def anonymous(look: Look, override: Override | None) -> Override | None:
    """A person's word without their name where everybody reads it."""
    return replace(override, by=SOMEBODY) if override and look.outside else override


def _shown(look: Look, found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    hidden = f"a change that names {nameless(PUBLIC)}"
    return tuple(
        replace(each, text=hidden, url=look.item.url) if _tells(each.text, look) else each
        for each in found
    )


def _tells(text: str, look: Look) -> bool:
    return gives_away(text, look.view.around.items.values(), PUBLIC)
