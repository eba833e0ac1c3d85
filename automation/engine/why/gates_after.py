"""The gates from the rule's own conditions on: its names, its lines, limits, a person's word and
the fuse.
"""

from collections.abc import Iterator

from automation.effects import FIRED, Settable
from automation.engine.deciding.deriving import UNTIL
from automation.engine.language.frame import EvaluationError
from automation.engine.language.obstacles import obstacle
from automation.engine.why.inquiry import Gate, Inquiry, Values, passed, stopped, unknown
from automation.ports.explaining import Waiting, Wrote

__all__ = ["condition", "fuse", "limits", "names", "override"]

_NOT_ASKED = "not asked: the item is not what the rule is about"
_DONE = frozenset({"done", "already"})


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
            values = (("line of its file", str(judged.row_line)),)
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
    again = _said_before(asked) if asked.rule.derive is None else None
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
        tells = asked.system if each.due_on == "wall" else asked.moment
        yield _row(each, derives=asked.rule.derive is not None), tells(each.due_at)


def _row(waiting: Waiting, *, derives: bool) -> str:
    """What happens at the time of a row of the agenda, or happened."""
    word, _, rest = waiting.reason.partition(":")
    if word == "timer" and derives:
        return _OWN_TIMES.get(rest.rpartition(":")[2], "it looks again")
    if word == "timer":
        return "its time was up" if waiting.due_on == FIRED else "its time is up"
    return _ROWS.get(word, word)


_OWN_TIMES = {
    "0": "a person's value ends",
    "1": "a pending change counts",
    "limit": "its limit has room again",
}
_ROWS = {
    "look": "it is looked at",
    "waiting": "it waits for what the event is about",
    "sweep": "a person applied the rule",
    "wake": "another rule wakes it",
}


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


def _still_wanted(asked: Inquiry) -> bool:
    """Whether something is to be written that neither stands nor was said."""
    said = {each.effect for each in asked.told.writes if each.state in _DONE}
    steps = asked.plan.steps
    return any(isinstance(s.effect, Settable) or s.effect.key not in said for s in steps)


def override(asked: Inquiry) -> Gate:
    """Whether a person's value holds, and until when."""
    derive = asked.rule.derive
    if derive is None:
        said = "no value is kept up here that a person could have changed"
        return passed("override", said)
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
    why = f"it wanted {rest.subjects} items at once, its limit is {rest.most}"
    why = "a person took back what it wrote" if rest.is_undone else why
    said = f"the rule rests since {asked.system(rest.since)}: {why}"
    if asked.acts and not _still_wanted(asked):
        return passed("fuse", f"{said}; of this item it wants nothing that is not so")
    values = (("let it go", f"pitboard apply {asked.rule.id} --all"),)
    return stopped("fuse", said, values)
