"""Deciding: the rules, one item and now, in; a Plan, out. Nothing is read and nothing is done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.effects import Plan, SetLabel, Step, Verdict, Wake
from automation.engine.evaluate import Judgement, evaluate, facts
from automation.engine.loader import RuleSet
from automation.engine.rule import Rule
from automation.model import Derived, Evidence, Item, Mark, Override
from automation.ports import Case, Reason


@dataclass(frozen=True, slots=True)
class Opinion:
    """One rule's judgement on the item, and what a person said in the same field."""

    rule: Rule
    judgement: Judgement
    override: Override | None


def decide(rules: RuleSet, case: Case, now: datetime, live_since: Mapping[str, datetime]) -> Plan:
    """What the rules want for one subject. A deleted or unknown item wants nothing."""
    item = case.item
    if item is None:
        return Plan(case.subject)
    if item.deleted_at is not None:
        return Plan(case.subject, settled=tuple(f"{item.id}/{field}" for field in rules.owned))
    known = facts(item)
    opinions = [
        Opinion(rule, judgement, _override(rule, item, now, live_since))
        for rule in rules.candidates(known)
        if _triggered(rule, case)
        and (judgement := evaluate(rule, known, now)).result != "not_about"
    ]
    return _plan(rules, case, item, opinions, now)


def _triggered(rule: Rule, case: Case) -> bool:
    """Whether something the rule waits for has happened: its own timer, or a change it names."""
    return any(_triggers(reason, rule) for reason in case.reasons)


def _triggers(reason: Reason, rule: Rule) -> bool:
    if reason.name != "look":
        return reason.name.startswith(f"timer:{rule.id}:")
    if rule.changed_fields is None or reason.changed & {"any", "new"}:
        return True
    return bool(reason.changed & rule.changed_fields)


def _plan(rules: RuleSet, case: Case, item: Item, opinions: list[Opinion], now: datetime) -> Plan:
    chosen = [o for o in opinions if o.judgement.result == "chosen"]
    wished = [o for o in chosen if o.rule.state == "live" and o.override is None]
    steps = [_step(rules, case, item, o) for o in wished if _differs(case, item, o)]
    keys = {step.effect.key for step in steps}
    told = [o for o in chosen if o.rule.state == "live" or o.rule.derive.field not in rules.owned]
    return Plan(
        subject=case.subject,
        steps=tuple(steps),
        settled=tuple(_settled(item, opinions, keys)),
        shadow=tuple(_step(rules, case, item, o) for o in chosen if o.rule.state == "shadow"),
        derived=tuple(_derived(rules, case, item, o, now) for o in told),
        overrides=tuple(o.override for o in chosen if o.override),
        verdicts=tuple(_verdict(rules, item, o, keys, now) for o in opinions),
        wakes=tuple(_wakes(case, chosen)),
    )


def _settled(item: Item, opinions: list[Opinion], keys: set[str]) -> Iterator[str]:
    """The fields of live rules that need no write, also where a rule no longer applies."""
    for opinion in opinions:
        key = _effect(item, opinion).key
        if opinion.rule.state == "live" and key not in keys:
            yield key


def _differs(case: Case, item: Item, opinion: Opinion) -> bool:
    """Whether the wish needs a write: it is not what stands, nor what we last wrote."""
    wanted = opinion.judgement.value
    if _standing(item, opinion.rule) == (() if wanted is None else (wanted,)):
        return False
    written = case.written.get(opinion.rule.derive.field)
    # Our own write may not have come back as an event yet; it stands unless a person took it.
    return written is None or written.value != wanted or _touched_since(item, opinion, written.at)


def _touched_since(item: Item, opinion: Opinion, at: datetime) -> bool:
    marks = _slot_marks(item, opinion.rule)
    return any(not mark.ours and mark.at >= at.replace(microsecond=0) for mark in marks)


def _standing(item: Item, rule: Rule) -> tuple[str, ...]:
    return tuple(sorted(item.labels & set(rule.derive.slot)))


def _slot_marks(item: Item, rule: Rule) -> Iterator[Mark]:
    for label in rule.derive.slot:
        mark = item.marks.get(f"label:{label}")
        if mark is not None:
            yield mark


def _override(
    rule: Rule, item: Item, now: datetime, live_since: Mapping[str, datetime]
) -> Override | None:
    """A person's edit of one of the slot's labels after the rule went live, while it holds."""
    since = live_since.get(rule.id)
    if since is None:
        return None
    edits = [m for m in _slot_marks(item, rule) if not m.ours and m.at >= since]
    if not edits:
        return None
    last = max(edits, key=lambda mark: (mark.at, mark.event))
    until = last.at + rule.derive.hand_edit
    if until <= now:
        return None
    standing = _standing(item, rule)
    by = last.actor.login if last.actor else "someone"
    value = ", ".join(standing) or None
    return Override(item.id, rule.derive.field, value, by, last.at, until)


def _effect(item: Item, opinion: Opinion) -> SetLabel:
    derive = opinion.rule.derive
    return SetLabel(
        connection=item.connection,
        target=item.id,
        field=derive.field,
        slot=derive.slot,
        value=opinion.judgement.value,
        basis=_standing(item, opinion.rule),
    )


def _step(rules: RuleSet, case: Case, item: Item, opinion: Opinion) -> Step:
    return Step(
        effect=_effect(item, opinion),
        subject=case.subject,
        rule=opinion.rule.id,
        ruleset=rules.hash,
        because=opinion.judgement.because,
        evidence=_evidence(item, opinion),
    )


def _evidence(item: Item, opinion: Opinion) -> tuple[Evidence, ...]:
    """The last change of every facet the rule read, newest first."""
    marks = [m for facet, m in item.marks.items() if _read(facet, opinion)]
    newest = sorted(marks, key=lambda mark: (mark.at, mark.event), reverse=True)
    links = tuple(Evidence(m.text, m.url, m.at, m.event) for m in newest[:_MOST_EVIDENCE])
    return links or (Evidence(f"{item.key} as first seen", item.url, _first_seen(item), ""),)


_MOST_EVIDENCE = 5


def _first_seen(item: Item) -> datetime:
    return min(guard.at for guard in item.guards.values())


def _read(facet: str, opinion: Opinion) -> bool:
    """Whether the rule read what this mark is about; its own slot is no evidence for itself."""
    reads = opinion.judgement.reads
    if facet.startswith("label:"):
        own = facet.removeprefix("label:") in opinion.rule.derive.slot
        return "labels" in reads and not own
    return facet in reads or (facet == "state" and bool(reads & {"closed", "state_reason"}))


def _derived(rules: RuleSet, case: Case, item: Item, opinion: Opinion, now: datetime) -> Derived:
    field, judgement = opinion.rule.derive.field, opinion.judgement
    before = case.derived.get(field)
    same = before is not None and before.value == judgement.value
    return Derived(
        item_id=item.id,
        field=field,
        value=judgement.value,
        because=judgement.because,
        evidence=_evidence(item, opinion),
        rule=opinion.rule.id,
        ruleset=rules.hash,
        changed_at=before.changed_at if before is not None and same else now,
    )


def _verdict(
    rules: RuleSet, item: Item, opinion: Opinion, keys: set[str], now: datetime
) -> Verdict:
    result, because = _result(opinion, keys, item)
    return Verdict(opinion.rule.id, rules.hash, item.id, now, result, because)


def _result(opinion: Opinion, keys: set[str], item: Item) -> tuple[str, str]:
    judgement, held = opinion.judgement, opinion.override
    if judgement.result != "chosen":
        return judgement.result, judgement.because
    if opinion.rule.state == "shadow":
        return "shadow", judgement.because
    if held:
        return "held", f"{held.by} set it on {held.at:%-d %b %Y}; kept until {held.until:%-d %b %Y}"
    acted = _effect(item, opinion).key in keys
    return ("acted" if acted else "agreed"), judgement.because


def _wakes(case: Case, chosen: list[Opinion]) -> Iterator[Wake]:
    """Look again when a person's edit stops holding."""
    for opinion in chosen:
        if opinion.override and opinion.rule.state == "live":
            reason = f"timer:{opinion.rule.id}:0"
            yield Wake(case.subject, reason, "company", opinion.override.until)
