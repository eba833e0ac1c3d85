"""What a health rule writes beside the value: the sentence, and one comment with all of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from automation.effects import Comment, Effect, Step
from automation.engine.deciding.evidence import changed_since
from automation.engine.deciding.looking import Look
from automation.engine.deciding.outside import anonymous, discreet
from automation.engine.deciding.standing import differs, edit_of, landed_spot
from automation.engine.deciding.status_texts import Told, comment, differ_in_counts_alone, line
from automation.engine.folder.landings import COMMENT, LINE
from automation.engine.grammar.rule import STICKY, Derive, Rule
from automation.model import Derived, Override, Written
from automation.visibility import PUBLIC

_OVER = ("done", None)
"""Values that no comment is begun for: nobody waits for word of what is over."""

COUNTED: Final = timedelta(days=7)
"""How long a new count alone may wait: whoever watches an item hears of every edit."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A value of a rule with what stands beside it. `due` is when a pending change takes effect."""

    rule: Rule
    derive: Derive
    health: Derived
    override: Override | None
    due: datetime | None


@dataclass(slots=True)
class Companions:
    """Steps that are wanted, and the keys of those that need no write."""

    steps: list[Step] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)


def companions(look: Look, beside: Beside) -> Companions:
    """The line and the comment beside a health, wherever the mapping says that they stand."""
    found = Companions()
    for effect, wanted in (*_line(look, beside), *_comment(look, beside)):
        if wanted:
            found.steps.append(_step(look, beside, effect))
        elif wanted is False:
            found.settled.append(effect.key)
    return found


Wish = tuple[Effect, bool | None]
"""An effect, and whether it needs a write; None: what is planned already stays as it is."""


def _line(look: Look, beside: Beside) -> Iterator[Wish]:
    spot = landed_spot(LINE, look.item, look.view)
    health, theirs = _for_readers(look, beside)
    said = line(health, theirs)
    effect = spot.effect(look.item, said)
    if effect is None or spot.slot:
        return
    since = look.edits_since(beside.rule.id, LINE)
    edited = edit_of(spot, look.item, since, beside.derive.hand_edit, look.now)
    if edited and beside.derive.hand_edit is None:
        own = frozenset({spot.place})
        gone = changed_since(look.known, beside.rule.reads, own, edited.at)
        edited = None if gone else edited
    kept = beside.rule.state == "live" and edited is not None
    written = look.case.written.get(LINE)
    stands = written is not None and not differs(spot, look.item, written.value, written)
    kept = kept or (stands and _waits(look, written, said))
    yield effect, not kept and differs(spot, look.item, said, written)


def _comment(look: Look, beside: Beside) -> Iterator[Wish]:
    item, status = look.item, (look.outside or look.known).status
    if status is None or look.view.world.landing(item.connection, COMMENT) is None:
        return
    health, theirs = _for_readers(look, beside)
    told = Told(
        health=health,
        status=status,
        calendar=look.known.calendar,
        override=theirs,
        due=beside.due,
        keeps=beside.derive.hand_edit,
        open_to_all=item.visibility == PUBLIC,
    )
    effect = Comment(
        connection=item.connection,
        target=item.id,
        name=STICKY,
        text=comment(told),
        occasion=beside.rule.id,
    )
    yield effect, None if look.snoozed else _says_more(look, beside.health, effect)


def _for_readers(look: Look, beside: Beside) -> tuple[Derived, Override | None]:
    """The health and a person's word as whoever reads the item in its tracker may have them."""
    return discreet(look, beside.rule, beside.health), anonymous(look, beside.override)


def _says_more(look: Look, health: Derived, effect: Comment) -> bool | None:
    """Whether it must be written. One that a person deleted stays away until the value changes."""
    written = look.case.written.get(effect.field)
    if written is None:
        return health.value not in _OVER
    if not written.is_deleted:
        return written.value != effect.text and not _waits(look, written, effect.text)
    before = look.case.derived.get(health.field)
    return True if before is not None and before.value != health.value else None


def _waits(look: Look, written: Written | None, text: str | None) -> bool:
    """Whether it has time: only counts are new, and what stands was written within a week."""
    if written is None or written.value is None or text is None:
        return False
    is_fresh = look.now - written.at < COUNTED
    return is_fresh and differ_in_counts_alone(written.value, text)


def _step(look: Look, beside: Beside, effect: Effect) -> Step:
    return Step(
        effect=effect,
        subject=look.case.subject,
        rule=beside.rule.id,
        ruleset=look.rules.hash,
        because=beside.health.because,
        evidence=beside.health.evidence,
    )
