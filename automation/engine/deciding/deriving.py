"""What the rules that derive want for a subject: values, wishes, overrides, later looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from automation.calendar import Calendar
from automation.effects import Plan, Settable, Step, Verdict, Wake
from automation.engine.deciding.companions import Beside, companions
from automation.engine.deciding.evidence import changed_since, evidence
from automation.engine.deciding.looking import Look, names
from automation.engine.deciding.outside import reworded, shown
from automation.engine.deciding.standing import Spot, differs, edit_of, spot_of
from automation.engine.grammar.evaluate import Judgement, evaluate
from automation.engine.grammar.rule import Derive, Rule
from automation.engine.grammar.stability import Settled, improves, settled
from automation.engine.grammar.triggers import Changed
from automation.engine.language.frame import day
from automation.model import Actor, Derived, Evidence, Override
from automation.pinned import UNTIL_CHANGED
from automation.ports import Reason
from automation.reasons import CLEARS, day_name

UNTIL: Final = ", until "


@dataclass(frozen=True, slots=True)
class Opinion:
    """One rule's judgement on the item, where its value stands, and what a person said there.

    `settled` is what the field reads once the rule's stability has its say; None where the rule
    says nothing of this item, and then there is no evidence either.
    """

    rule: Rule
    derive: Derive
    judgement: Judgement
    spot: Spot
    override: Override | None
    settled: Settled | None
    evidence: tuple[Evidence, ...] = ()

    @property
    def value(self) -> str | None:
        """What the field reads now."""
        return self.settled.value if self.settled else None


def derive(look: Look, candidates: tuple[Rule, ...]) -> Plan:
    """The plan of the rules that derive; `candidates` are those that may be about the item."""
    own = look.type
    opinions = [
        _opinion(look, rule, rule.derive, judgement)
        for rule in candidates
        if rule.derive is not None
        and (_triggered(rule, look, own) or _reads_otherwise(rule.derive, look))
        and (judgement := evaluate(rule, look.known, look.now)).result != "not_about"
    ]
    chosen = [o for o in opinions if o.settled]
    live = [o for o in chosen if o.rule.state == "live"]
    wished = [s for o in live if o.override is None for s in _step(look, o) if _differs(look, o)]
    keys = {step.effect.key for step in wished}
    beside = [companions(look, _beside(look, o)) for o in live if o.rule.explains]
    told = [o for o in chosen if o.rule.state == "live" or o.derive.field not in look.rules.owned]
    return Plan(
        subject=look.case.subject,
        steps=(*wished, *(step for each in beside for step in each.steps)),
        settled=(*_settled(look, opinions, keys), *(key for b in beside for key in b.settled)),
        shadow=tuple(s for o in chosen if o.rule.state == "shadow" for s in _rehearsed(look, o)),
        derived=tuple(_derived(look, o) for o in told),
        overrides=tuple(o.override for o in chosen if o.override),
        verdicts=tuple(_verdict(look, o, keys) for o in opinions),
        wakes=tuple(_wakes(look, told)),
    )


def _opinion(look: Look, rule: Rule, derive: Derive, judgement: Judgement) -> Opinion:
    spot = spot_of(derive, look.item, look.view)
    if judgement.result != "chosen":
        return Opinion(rule, derive, judgement, spot, _override(look, rule, derive, spot), None)
    before = look.case.derived.get(derive.field)
    calendar = look.known.calendar if derive.stability else Calendar()
    status = look.known.status
    serious = {each.id for each in status.of("serious")} if status else ()
    reads = settled(before, judgement.value, look.now, derive.stability, calendar, serious=serious)
    override = _override(look, rule, derive, spot)
    # What it writes is no evidence for itself.
    own = frozenset({*(f"label:{label}" for label in spot.slot), spot.place})
    found = evidence(look.known, judgement.reads, own, judgement.value)
    links = shown(found, look.item, look.view.around)
    return Opinion(rule, derive, judgement, spot, override, reads, links)


def _triggered(rule: Rule, look: Look, own: str) -> bool:
    """Whether something the rule waits for has happened: its own time, or a change it names."""
    return any(_triggers(reason, rule, own) for reason in look.case.reasons)


def _triggers(reason: Reason, rule: Rule, own: str) -> bool:
    if reason.name != "look":
        return names(reason, rule)
    if "any" in reason.changed:
        return True  # whatever became of a write: everybody looks again
    climbs = rule.path != "event.item"
    return any(
        isinstance(trigger, Changed) and trigger.wakes(reason.changed, own, climbs=climbs)
        for trigger in rule.triggers
    )


def _reads_otherwise(derive: Derive, look: Look) -> bool:
    """Whether the place of the value changed, and does not read what the rule said last.

    A person edited it, or a write of ours comes back after it was decided that nothing was to be
    written: only now is it seen that there is.
    """
    said = look.case.derived.get(derive.field)
    looks = [each.changed for each in look.case.reasons if each.name == "look"]
    if said is None or not looks:
        return False
    spot = spot_of(derive, look.item, look.view)
    place = "labels" if spot.slot else spot.place
    changed = any(place in each for each in looks)
    return changed and not spot.stands(look.item, said.value)


def _settled(look: Look, opinions: list[Opinion], keys: set[str]) -> Iterator[str]:
    """The fields of live rules that need no write, also where a rule no longer applies."""
    for opinion in opinions:
        key = f"{look.item.id}/{opinion.derive.field}"
        if opinion.rule.state == "live" and key not in keys:
            yield key


def _differs(look: Look, opinion: Opinion) -> bool:
    """Whether the wish needs a write: it is not what stands, nor what we last wrote."""
    written = look.case.written.get(opinion.derive.field)
    return differs(opinion.spot, look.item, opinion.value, written)


def _override(look: Look, rule: Rule, derive: Derive, spot: Spot) -> Override | None:
    """A person's edit of the value after the rule went live, while it holds."""
    since = look.edits_since(rule.id, derive.field)
    last = edit_of(spot, look.item, since, derive.hand_edit, look.now)
    if last is None:
        return None
    # Its own place is no input; to the rule that reads nothing else the edit is for good.
    own = frozenset({*(f"label:{label}" for label in spot.slot), spot.place})
    if derive.hand_edit is None and changed_since(look.known, rule.reads, own, last.at):
        return None
    standing = [spot.meant(word) or word for word in spot.standing(look.item)]
    value = ", ".join(standing) or None
    until = UNTIL_CHANGED if derive.hand_edit is None else last.at + derive.hand_edit
    return Override(look.item.id, derive.field, value, _person(look, last.actor), last.at, until)


def _person(look: Look, actor: Actor | None) -> str:
    """By the name people.yaml has for the account, else by what the tracker calls it."""
    if actor is None:
        return "someone"
    known = look.view.world.person_of(look.item.connection, actor)
    return known.name if known else actor.login


def _step(look: Look, opinion: Opinion) -> Iterator[Step]:
    effect: Settable | None = opinion.spot.effect(look.item, opinion.value)
    if effect is not None:
        yield Step(
            effect=effect,
            subject=look.case.subject,
            rule=opinion.rule.id,
            ruleset=look.rules.hash,
            because=opinion.judgement.because,
            evidence=opinion.evidence,
        )


def _rehearsed(look: Look, opinion: Opinion) -> Iterator[Step]:
    """What a rule in shadow would have written."""
    yield from _step(look, opinion)
    if opinion.rule.explains:
        yield from companions(look, _beside(look, opinion)).steps


def _beside(look: Look, opinion: Opinion) -> Beside:
    health, now_reads = _derived(look, opinion), opinion.settled
    due = now_reads.due if now_reads else None
    return Beside(opinion.rule, opinion.derive, health, opinion.override, due)


def _derived(look: Look, opinion: Opinion) -> Derived:
    now_reads = opinion.settled or Settled(None, look.now)
    before = look.case.derived.get(opinion.derive.field)
    is_pending = before is not None and now_reads.due is not None
    kept = reworded(look, opinion.rule, before) if before is not None and is_pending else None
    return Derived(
        item_id=look.item.id,
        field=opinion.derive.field,
        value=now_reads.value,
        because=_reason(look, opinion, kept),
        evidence=kept.evidence if kept else opinion.evidence,
        rule=opinion.rule.id,
        ruleset=look.rules.hash,
        changed_at=now_reads.changed_at,
        candidate=now_reads.candidate,
        candidate_since=now_reads.candidate_since,
    )


def _reason(look: Look, opinion: Opinion, kept: Derived | None) -> str:
    """While a change is pending, the reason of the value that stands: for one that is to get
    better it has ended, and says so.
    """
    coming = opinion.settled
    if kept is None or coming is None or coming.candidate_since is None:
        return kept.because if kept else opinion.judgement.because
    better = improves(opinion.derive.stability, coming.value, coming.candidate)
    if not (better and opinion.rule.explains):
        return kept.because
    calendar = look.known.calendar
    ended = day_name(calendar.day(coming.candidate_since), calendar.day(look.now))
    said = kept.because.partition(CLEARS)[0].partition(UNTIL)[0].rstrip(".")
    return f"{said}{UNTIL}{ended}"


def _verdict(look: Look, opinion: Opinion, keys: set[str]) -> Verdict:
    result, because = _result(look, opinion, keys)
    return Verdict(opinion.rule.id, look.rules.hash, look.item.id, look.now, result, because)


def _result(look: Look, opinion: Opinion, keys: set[str]) -> tuple[str, str]:
    judgement, held = opinion.judgement, opinion.override
    if judgement.result != "chosen":
        return judgement.result, judgement.because
    if opinion.rule.state == "shadow":
        return "shadow", judgement.because
    if held:
        return "held", _kept(held)
    if opinion.spot.trouble:
        return "failed", opinion.spot.trouble
    acted = f"{look.item.id}/{opinion.derive.field}" in keys
    return ("acted" if acted else "agreed"), f"{judgement.because}{_pending(opinion)}"


def _kept(held: Override) -> str:
    if held.is_pinned:
        return f"pinned by {held.by} on {day(held.at)} until what it is made of changes"
    return f"{held.by} set it on {day(held.at)}; kept until {day(held.until)}"


def _pending(opinion: Opinion) -> str:
    """What is about to change, in words; "" where nothing is."""
    coming = opinion.settled
    if coming is None or coming.due is None:
        return ""
    word = opinion.spot.wish(coming.candidate) or "nothing"
    return f"; reads {word} from {day(coming.due)} on if it lasts"


def _wakes(look: Look, told: list[Opinion]) -> Iterator[Wake]:
    """Look again when a person's edit stops holding, and when a pending change matures."""
    subject = look.case.subject
    for opinion in told:
        timer = f"timer:{opinion.rule.id}"
        pinned = opinion.override is None or opinion.override.is_pinned
        if opinion.override and not pinned and opinion.rule.state == "live":
            yield Wake(subject, f"{timer}:0", "company", opinion.override.until)
        if opinion.settled and opinion.settled.due:
            yield Wake(subject, f"{timer}:1", "company", opinion.settled.due)
