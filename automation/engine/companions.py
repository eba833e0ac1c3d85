"""What a health rule writes beside the value: the sentence, and one comment with all of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from automation.effects import Comment, Effect, Step
from automation.engine.landings import COMMENT, LINE
from automation.engine.looking import Look
from automation.engine.rule import STICKY, Derive, Rule
from automation.engine.standing import differs, edit_of, landed_spot
from automation.engine.status_texts import Told, comment, line
from automation.model import Derived, Override
from automation.ports import Case

_OVER = ("done", None)
"""Values that no comment is begun for: nobody waits for word of what is over."""


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
    said = line(beside.health, beside.override)
    effect = spot.effect(look.item, said)
    if effect is None or spot.slot:
        return
    since = look.live_since.get(beside.rule.id)
    theirs = edit_of(spot, look.item, since, beside.derive.hand_edit, look.now)
    kept = beside.rule.state == "live" and theirs is not None
    written = look.case.written.get(LINE)
    yield effect, not kept and differs(spot, look.item, said, written)


def _comment(look: Look, beside: Beside) -> Iterator[Wish]:
    item, status = look.item, look.known.status
    if status is None or look.view.world.landing(item.connection, COMMENT) is None:
        return
    told = Told(
        health=beside.health,
        status=status,
        calendar=look.known.calendar,
        override=beside.override,
        due=beside.due,
        keeps=beside.derive.hand_edit,
        open_to_all=item.visibility == "public",
    )
    effect = Comment(
        connection=item.connection,
        target=item.id,
        name=STICKY,
        text=comment(told),
        occasion=beside.rule.id,
    )
    yield effect, _says_more(look.case, beside.health, effect)


def _says_more(case: Case, health: Derived, effect: Comment) -> bool | None:
    """Whether it must be written. One that a person deleted stays away until the value changes."""
    written = case.written.get(effect.field)
    if written is None:
        return health.value not in _OVER
    if written.value is not None:
        return written.value != effect.text
    before = case.derived.get(health.field)
    return True if before is not None and before.value != health.value else None


def _step(look: Look, beside: Beside, effect: Effect) -> Step:
    return Step(
        effect=effect,
        subject=look.case.subject,
        rule=beside.rule.id,
        ruleset=look.rules.hash,
        because=beside.health.because,
        evidence=beside.health.evidence,
    )
