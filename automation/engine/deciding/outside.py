"""What may be told of items that not all readers may see.

In a tracker that everybody reads, nothing that only the company may see is named. Pages and mails
are for the company: they name everything but what only some of it may see.
"""

from dataclasses import replace

from automation.appraisal import Status
from automation.engine.deciding.evidence import evidence
from automation.engine.deciding.looking import Look
from automation.engine.folder.facts import ItemFacts
from automation.engine.grammar.evaluate import evaluate
from automation.engine.grammar.rule import Rule
from automation.graph import Graph
from automation.model import Derived, Evidence, Item, Override
from automation.reasons import progressing, reason
from automation.visibility import PUBLIC, company, gives_away, nameless, narrower

SOMEBODY = "somebody"
"""Who edited by hand: the names in people.yaml are the company's own."""


def discreet(look: Look, rule: Rule, health: Derived) -> Derived:
    """The health with a reason and evidence that name nothing but what everybody may see."""
    known = look.outside
    status = known.status if known is not None else None
    if known is None or status is None:
        return health
    judged = evaluate(rule, known, look.now)
    because = (
        judged.because if judged.value == health.value else _today(rule, health, status, known)
    )
    if _tells(because, look):
        because = reason(status, health.value or "", known.calendar)
    found = evidence(known, judged.reads, frozenset(), health.value)
    return replace(health, because=because, evidence=_shown(look, found))


def anonymous(look: Look, override: Override | None) -> Override | None:
    """A person's word without their name where everybody reads it."""
    return replace(override, by=SOMEBODY) if override and look.outside else override


def shown(found: tuple[Evidence, ...], item: Item, around: Graph) -> tuple[Evidence, ...]:
    """The evidence of an item as the company may read it."""
    readers = company(item)
    unseen = [each for each in around.items.values() if narrower(each.visibility, readers)]
    if not unseen:
        return found
    return tuple(
        replace(each, text=f"a change that names {nameless(readers)}", url=item.url)
        if gives_away(f"{each.text} {each.url}", unseen, readers)
        else each
        for each in found
    )


def reworded(look: Look, rule: Rule, health: Derived) -> Derived:
    """What was said earlier, without the name of an item that the company may not see any more.

    How far it was is told as it is now: a count or a date of earlier would contradict the rest.
    """
    item, around, status = look.item, look.view.around, look.known.status
    because, readers = _today(rule, health, status, look.known), company(item)
    if gives_away(because, around.items.values(), readers):
        calendar, unsaid = look.known.calendar, f"it names {nameless(readers)}"
        because = reason(status, health.value or "", calendar) if status else unsaid
    return replace(health, because=because, evidence=shown(health.evidence, item, around))


def _today(rule: Rule, health: Derived, status: Status | None, known: ItemFacts) -> str:
    """Its reason; where that is how far the work is, and the rule has no words of its own, anew."""
    rows = rule.derive.rows if rule.derive else ()
    has_words = any(row.because is not None for row in rows if row.value == health.value)
    if status is None or has_words or not rule.appraises:
        return health.because
    return progressing(status, health.value or "", known.calendar) or health.because


def _shown(look: Look, found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    hidden = f"a change that names {nameless(PUBLIC)}"
    return tuple(
        replace(each, text=hidden, url=look.item.url) if _tells(each.text, look) else each
        for each in found
    )


def _tells(text: str, look: Look) -> bool:
    return gives_away(text, look.view.around.items.values(), PUBLIC)
