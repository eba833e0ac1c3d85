"""The last gate: what was written, or would be, with what stood before and the tracker's answer."""

from collections.abc import Iterator

from automation.effects import Step
from automation.engine.deciding.standing import spot_of
from automation.engine.deciding.taking import stands
from automation.engine.grammar.triggers import Due, Held, Silence, Woken
from automation.engine.why.acts import done, first, place, to_do
from automation.engine.why.inquiry import Gate, Inquiry, Values, passed, stopped, unknown
from automation.ports.explaining import Wrote

__all__ = ["write"]

_NOT_WANTED = "not asked: the rule wants nothing here"
_SHOWN = 5
"""Writes that are told one by one."""

_DONE = frozenset({"done", "already"})
_KEPT_FROM = frozenset({"held", "failed", "resting", "over", "waiting"})
"""Results of a judgement after which nothing was written, whatever the rule wanted."""

_LOST = frozenset({"failed", "dead", "unknown"})


def write(asked: Inquiry) -> Gate:
    """What was written, or would be: before, after, the tracker's answer, when."""
    values, why = tuple(_written(asked)), _unreached(asked)
    if why:
        return unknown("write", why, values)
    if asked.plan.shadow:
        return _rehearsed(asked, values)
    if asked.plan.steps:
        return _wanted(asked, asked.plan.steps, values)
    if asked.rule.state != "live":
        said = f"{_STATE[asked.rule.state]}, and there is nothing it would write"
        return stopped("write", said, values)
    return passed("write", _stands(asked), values)


def _unreached(asked: Inquiry) -> str:
    """Why nothing can be told of a write; "" where something can."""
    if not asked.acts:
        return _NOT_WANTED
    if asked.rule.derive is not None:
        is_theirs = any(each.field == _field(asked) for each in asked.plan.overrides)
        return "a person's value stands there, and is left alone" if is_theirs else ""
    times = any(isinstance(t, Due | Held | Silence | Woken) for t in asked.rule.triggers)
    if asked.event is None and not times:
        return "nothing woke it, and what it would write depends on what does"
    if asked.plan.steps or asked.plan.shadow:
        return ""
    held = next((v.because for v in asked.plan.verdicts if v.result == "held"), "")
    failed = next((v.because for v in asked.plan.verdicts if v.result == "failed"), "")
    return f"nothing is said: {held}" if held else failed


def _rehearsed(asked: Inquiry, values: Values) -> Gate:
    """What a rule that is not live would write; what stands so already is not written."""
    steps = tuple(each for each in asked.plan.shadow if not stands(asked.item, each.effect))
    would = f"live, it would {_listed(steps)}" if steps else "what it would write stands already"
    return stopped("write", f"{_STATE[asked.rule.state]}; {would}", values)


_STATE = {"shadow": "the rule is in shadow", "paused": "the rule is paused"}


def _wanted(asked: Inquiry, steps: tuple[Step, ...], values: Values) -> Gate:
    last = {each.effect: each for each in reversed(asked.told.writes)}
    steps = tuple(sorted(steps, key=lambda each: each.effect.field != _field(asked)))
    for step in steps:
        known = last.get(step.effect.key)
        if known is not None and (known.open or known.state in _LOST):
            gate = unknown if known.open and known.state not in _LOST else stopped
            return gate("write", _sentence(asked, known), values)
    if all(s.effect.key in last and last[s.effect.key].state in _DONE for s in steps):
        is_its_field = _field(asked) in (None, steps[0].effect.field)
        said = _sentence(asked, last[steps[0].effect.key]) if is_its_field else _stands(asked)
        return passed("write", said, values)
    if asked.told.rest is not None:
        return unknown("write", f"it would {_listed(steps)} once the rule works again", values)
    if last_word := _last_word(asked):
        return stopped("write", f"{last_word}; it wanted to {_listed(steps)}", values)
    said = f"it wants to {_listed(steps)}, and nothing woke it since it does"
    return stopped("write", said, values)


def _last_word(asked: Inquiry) -> str:
    """Why a rule with steps wrote nothing when it was asked last, "" where it said nothing."""
    verdict = asked.told.verdict
    if asked.rule.derive is not None or verdict is None or verdict.result not in _KEPT_FROM:
        return ""
    return f"{verdict.because}, when it was asked on {asked.moment(verdict.at)}"


def _stands(asked: Inquiry) -> str:
    """What stands in the place of the value already, and whether Pitboard wrote it."""
    derive, look, field = asked.rule.derive, asked.look, _field(asked)
    wrote = next((w for w in asked.told.writes if field in (None, w.field)), None)
    last = f"; {_sentence(asked, wrote)}" if wrote else ", and Pitboard wrote none of it"
    if derive is None:
        return f"everything reads as it should already{last}"
    standing = spot_of(derive, look.item, look.view).standing(look.item)
    if wrote and wrote.state in _DONE and standing != tuple(filter(None, [wrote.value])):
        return _sentence(asked, wrote)  # its echo has not come back yet
    return f"{_named(derive.field)} reads {', '.join(standing) or 'nothing'} already{last}"


def _written(asked: Inquiry) -> Iterator[tuple[str, str]]:
    for each in asked.told.writes[:_SHOWN]:
        yield (place(each.wished) if each.wished else _named(each.field)), _sentence(asked, each)


def _field(asked: Inquiry) -> str | None:
    """The field that the rule fills, None for a rule with steps."""
    return asked.rule.derive.field if asked.rule.derive else None


def _sentence(asked: Inquiry, wrote: Wrote) -> str:
    """One wish and what became of it: "set health to At risk (before: nothing) on 2 Oct 2026, 12:00
    CEST, and the tracker took it".
    """
    before = "" if wrote.before is None else f" (before: {_before(wrote.before)})"
    when = asked.moment(wrote.at)
    if wrote.state == "done":
        what = done(wrote.wished) if wrote.wished else f"wrote {wrote.value or 'nothing'}"
        return f"{what}{before} on {when}{_answer(wrote)}"
    what = to_do(wrote.wished) if wrote.wished else f"write {wrote.value or 'nothing'}"
    said = _STATES.get(wrote.state, "{what}: {when}").format(what=f"{what}{before}", when=when)
    answer = wrote.said.removeprefix("held: ")
    return f"{said}: {answer}" if answer else said


def _before(values: tuple[str, ...]) -> str:
    return first(", ".join(values)) or "nothing"


def _answer(wrote: Wrote) -> str:
    """What the tracker, or whoever got it, answered."""
    if wrote.said in _TAKEN:
        return ", and the tracker took it"
    return f", and was {wrote.said}" if wrote.said == "sent" else f": {wrote.said}"


_TAKEN = frozenset({"", "written", "said", "moved", "assigned", "linked", "unlinked", "deleted"})
_STATES = {
    "planned": "is to {what} since {when}, and waits to be written",
    "staged": "is to {what} since {when}, and waits for the rest of its run",
    "waiting": "is to {what} since {when}, and waits for the hours of its rule",
    "sending": "is just about to {what}, since {when}",
    "already": "was to {what} on {when}, and found it so",
    "held": "was to {what}, and is held since {when}",
    "failed": "could not {what} on {when}",
    "dead": "could not {what} on {when}, and gave up",
    "unknown": "was to {what} on {when}, and nobody knows whether it came through",
    "withdrawn": "was to {what} on {when}, which is no longer wanted",
}


def _named(field: str) -> str:
    """A field by its name, `label triage` for a slot of labels."""
    return field.replace(":", " ", 1)


def _listed(steps: tuple[Step, ...]) -> str:
    said = [to_do(each.effect) for each in steps]
    more = len(said) - _SHOWN
    return f"{'; '.join(said[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"
