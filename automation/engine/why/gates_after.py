"""The gates from the rule's own conditions on: its names, its lines, limits, a person's word, the
fuse, and the write itself.
"""

from collections.abc import Iterator

from automation.effects import Effect, Settable, Step
from automation.engine.deciding.deriving import UNTIL
from automation.engine.deciding.standing import spot_of
from automation.engine.language.frame import EvaluationError
from automation.engine.language.obstacles import obstacle
from automation.engine.why.inline_tests import in_words
from automation.engine.why.inquiry import Gate, Inquiry, Values, passed, stopped, unknown
from automation.ports.explaining import Waiting, Wrote

__all__ = ["condition", "fuse", "limits", "names", "override", "write"]

_NOT_ASKED = "not asked: the item is not what the rule is about"
_NOT_WANTED = "not asked: the rule wants nothing here"
_SHOWN = 5
"""Writes that are told one by one."""

_DONE = frozenset({"done", "already"})
_SAYS_NOTHING = frozenset({"", "written"})
_LOST = frozenset({"failed", "dead", "unknown"})


def names(asked: Inquiry) -> Gate:
    """Each name under `let`, with its value."""
    if not asked.rule.let:
        return passed("names", "the rule names no facts")
    if not asked.is_reached:
        return unknown("names", _NOT_ASKED)
    lines = asked.lines("let")
    values: list[tuple[str, str]] = []
    for let, line in zip(asked.rule.let, lines, strict=True):
        said = dict(line.values)
        if let.name not in said:
            return stopped("names", f"`{let.name}` cannot be worked out", tuple(values), lines)
        values.append((let.name, said[let.name]))
    return passed("names", "every name under `let` has a value", tuple(values), lines)


def condition(asked: Inquiry) -> Gate:
    """Each line of `if`, and the rows of `choose` or the steps that follow from it."""
    if not asked.is_reached:
        return unknown("condition", _NOT_ASKED)
    judged, lines = asked.judgement, asked.lines("if", "choose", "step")
    values: Values = ()
    gate, said = passed, "its conditions are met" if asked.rule.condition else "it asks nothing"
    match judged.result:
        case "failed":
            gate, said = stopped, f"it failed: {judged.because}"
        case "no_row":
            gate, said = stopped, "no row of `choose` holds, and none is for all the rest"
        case "unmet" if asked.rule.otherwise:
            said = f"{_unmet(asked)}; so the steps of `else` are taken"
        case "unmet":
            gate, said = stopped, _unmet(asked)
        case "chosen":
            said = f"the row for {judged.value or 'none'} wins, because {judged.because}"
            values = (("line", str(judged.row_line)),)
    return gate("condition", said, values, lines)


def _unmet(asked: Inquiry) -> str:
    assert asked.rule.condition is not None  # noqa: S101 - what is unmet is there
    try:
        return obstacle(asked.rule.condition, asked.known, asked.now)
    except EvaluationError:
        return asked.judgement.because


def limits(asked: Inquiry) -> Gate:
    """What makes the rule wait: settling, a change that has to last, what was said already."""
    values: list[tuple[str, str]] = list(_waits(asked))
    most = asked.rule.limits
    values.append(("writes_per_run", str(most.writes_per_run)))
    values.append(("mails_per_run", str(most.mails_per_run)))
    dead = next((each for each in asked.told.waiting if each.dead), None)
    if dead is not None:
        return stopped("limits", f"looking at it failed for good: {dead.error}", tuple(values))
    coming = _coming(asked)
    if coming:
        return stopped("limits", coming, tuple(values))
    again = _said_before(asked)
    if again is not None:
        said = f"said already, on {asked.moment(again.at)}; it is said once"
        return passed("limits", said, tuple(values))
    settling = next((each for each in asked.told.waiting if each.reason == "look"), None)
    if settling is not None:
        return unknown("limits", "changes are still gathered; it is looked at soon", tuple(values))
    return passed("limits", "nothing makes it wait", tuple(values))


def _waits(asked: Inquiry) -> Iterator[tuple[str, str]]:
    """The agenda rows of the item that this rule may wait for."""
    for each in asked.told.waiting:
        clock = "" if each.due_on == "company" else " by the system's clock"
        yield _row(each), f"{asked.moment(each.due_at)}{clock}"


def _row(waiting: Waiting) -> str:
    word, _, rest = waiting.reason.partition(":")
    if word == "look":
        return "it is looked at"
    if word == "timer" and rest.endswith(":1"):
        return "a pending change counts"
    return f"agenda {waiting.reason}"


def _coming(asked: Inquiry) -> str:
    """A value that has to last before it counts, "" where none is."""
    for each in asked.plan.derived:
        if each.candidate_since is None or each.rule != asked.rule.id:
            continue
        since, because = asked.moment(each.candidate_since), asked.judgement.because
        due = next((w.due_at for w in asked.plan.wakes if w.reason.endswith(":1")), None)
        until = f" until {asked.moment(due)}" if due else ""
        wait = f"the change to {each.candidate or 'none'} has to last{until}"
        return f"{wait}; so since {since}, because {because.partition(UNTIL)[0]}"
    return ""


def _said_before(asked: Inquiry) -> Wrote | None:
    wanted = {s.effect.key for s in asked.plan.steps if not isinstance(s.effect, Settable)}
    return next((w for w in asked.told.writes if w.effect in wanted and w.state in _DONE), None)


def override(asked: Inquiry) -> Gate:
    """Whether a person's value holds, and until when."""
    derive = asked.rule.derive
    if derive is None:
        return passed("override", "a step keeps to no person's value")
    held = next((o for o in asked.plan.overrides if o.field == derive.field), None)
    if held is None:
        since = asked.look.live_since.get(asked.rule.id)
        values = (("edits count from", asked.moment(since)),) if since else ()
        return passed("override", "no person's value holds here", values)
    value = held.value or "nothing"
    said = f"{held.by} set it to {value} on {asked.moment(held.at)}"
    until = "what it is made of changes" if held.is_pinned else asked.moment(held.until)
    return stopped("override", f"{said}; kept until {until}", (("until", until),))


def fuse(asked: Inquiry) -> Gate:
    """Whether the rule rests because it wanted too much at once."""
    rest = asked.told.rest
    if rest is None:
        return passed("fuse", "the rule does not rest")
    wanted = f"it wanted {rest.subjects} items at once, its limit is {rest.most}"
    said = f"the rule rests since {asked.moment(rest.since)}: {wanted}"
    values = (("let it go", f"pitboard apply {asked.rule.id} --all"),)
    return stopped("fuse", said, values)


def write(asked: Inquiry) -> Gate:
    """What was written, or would be: before, after, the tracker's answer, when."""
    values = tuple(_written(asked))
    if not asked.acts:
        return unknown("write", _NOT_WANTED, values)
    if asked.rule.derive is None and not (asked.plan.steps or asked.plan.shadow):
        quiet = next((v.because for v in asked.plan.verdicts if v.result == "held"), "")
        if quiet:
            return unknown("write", f"nothing is said: {quiet}", values)
    if asked.plan.shadow:
        would = _listed(asked.plan.shadow)
        return stopped("write", f"the rule is {asked.rule.state}; it would {would}", values)
    if asked.plan.steps:
        return _wanted(asked, asked.plan.steps, values)
    if asked.rule.state != "live":
        said = f"the rule is {asked.rule.state}, and there is nothing it would write"
        return stopped("write", said, values)
    return passed("write", _stands(asked), values)


def _wanted(asked: Inquiry, steps: tuple[Step, ...], values: Values) -> Gate:
    if asked.told.rest is not None:
        return unknown("write", f"it would {_listed(steps)} once the rule works again", values)
    last = {each.effect: each for each in reversed(asked.told.writes)}
    for step in steps:
        known = last.get(step.effect.key)
        if known is not None and (known.open or known.state in _LOST):
            gate = unknown if known.open and known.state not in _LOST else stopped
            return gate("write", _sentence(asked, known), values)
    if all(s.effect.key in last and last[s.effect.key].state in _DONE for s in steps):
        return passed("write", _sentence(asked, last[steps[-1].effect.key]), values)
    said = f"it wants to {_listed(steps)}, and nothing woke it since it does"
    return stopped("write", said, values)


def _stands(asked: Inquiry) -> str:
    """What stands in the place of the value already, and whether Pitboard wrote it."""
    derive, look = asked.rule.derive, asked.look
    field = None if derive is None else derive.field
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
        yield _named(each.field), _sentence(asked, each)


def _sentence(asked: Inquiry, wrote: Wrote) -> str:
    """One wish and what became of it: "health: written At risk (before: nothing) on 2 Oct"."""
    before = "" if wrote.before is None else f" (before: {', '.join(wrote.before) or 'nothing'})"
    answer = f": {wrote.said}" if wrote.said not in _SAYS_NOTHING else ""
    value = " ".join((wrote.value or "nothing").split())[:120]
    did = _STATES.get(wrote.state, wrote.state)
    return f"{did} {value}{before} on {asked.moment(wrote.at)}{answer}"


_STATES = {
    "planned": "waits to be written:",
    "staged": "waits for its run:",
    "sending": "being written:",
    "done": "wrote",
    "already": "found there already:",
    "held": "held:",
    "failed": "could not write",
    "dead": "gave up writing",
    "unknown": "not known whether it wrote",
    "withdrawn": "no longer wanted:",
}


def _named(field: str) -> str:
    """A field by its name, `label triage` for a slot of labels."""
    return field.replace(":", " ", 1)


def _listed(steps: tuple[Step, ...]) -> str:
    said = [_act(each.effect) for each in steps]
    more = len(said) - _SHOWN
    return f"write {'; '.join(said[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"


def _act(effect: Effect) -> str:
    """An effect in one line, as tests write it."""
    return " ".join(in_words(effect).split())[:160]
