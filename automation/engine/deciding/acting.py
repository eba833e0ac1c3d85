"""What the rules with steps want on an occasion: who is called, and what it is about."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from automation.effects import Plan, Verdict, Wake
from automation.engine.deciding.answering import attend, command_of, unclaimed
from automation.engine.deciding.looking import Look
from automation.engine.deciding.taking import Call, Gathered, take
from automation.engine.deciding.timing import Fired
from automation.engine.folder.facts import ItemFacts, facts
from automation.engine.grammar.evaluate import Known, failed, out_of_scope
from automation.engine.grammar.step_sheet import MOST
from automation.engine.grammar.triggers import Woken
from automation.engine.language.conditions import Condition
from automation.engine.language.frame import EvaluationError, day
from automation.engine.ruleset.listening import woken_by
from automation.model import Item
from automation.ports import Reason

WAITS = timedelta(hours=24)
"""How long an occasion waits for a link that leads to what the rule is about."""

SPOKEN_FOR = timedelta(days=7)
"""Occasions older than this are on record and nothing is said about them."""

_SOONEST, _LATEST = timedelta(minutes=1), timedelta(hours=1)


def act(look: Look, fired: Sequence[Fired] = ()) -> Plan:
    """The plan of the rules with steps, for every occasion of this look.

    `fired` are the timers that are due.
    """
    gathered = Gathered()
    timers = (Call(look, each.rule, each.reason, each.happened) for each in fired)
    for call in (*_calls(look), *(each for each in timers if each.rule.derive is None)):
        try:
            _carry_out(call, gathered)
        except EvaluationError as error:
            broken = failed(call.rule, error)
            gathered.verdicts.append(_said(call, "failed", broken.because))
    gathered.steps += unclaimed(look, since=look.now - SPOKEN_FOR)
    return gathered.plan(look.case.subject)


def _calls(look: Look) -> Iterator[Call]:
    """The rules that this look's agenda rows call; a row about an event calls all that listen."""
    known = look.rules.listening
    for reason in sorted(look.case.reasons, key=_happened_at):
        word, _, rest = reason.name.partition(":")
        if word == "occasion" and reason.event is not None:
            for rule in known.called(reason.event, look.type):
                yield Call(look, rule, reason, reason.event.key)
        elif word in ("sweep", "wake", "waiting"):
            id_, _, happened = rest.partition(":")
            # What waited is nothing without the event it waited with.
            if id_ in known.by_id and (word != "waiting" or reason.event is not None):
                yield Call(look, known.by_id[id_], reason, happened)


def _happened_at(reason: Reason) -> tuple[datetime, str]:
    """As it happened, not as the keys sort: what is said and set ends with what came last."""
    return (reason.event.at if reason.event else datetime.min.replace(tzinfo=UTC)), reason.name


def _carry_out(call: Call, gathered: Gathered) -> None:
    why = silent(call)
    if why is not None:
        gathered.verdicts.append(_said(call, "held", why))
    elif (command := command_of(call)) is not None:
        attend(call, command, gathered, _carry_on)
    else:
        _carry_on(call, gathered)


def _carry_on(call: Call, gathered: Gathered) -> None:
    if not asked(call):
        return
    about = [item for item in _about(call) if _outside(call, item) is None]
    for item in about[:MOST]:
        take(call, item, gathered)
    if len(about) > MOST:
        said = f"took the first {MOST} of {len(about)} items"
        gathered.verdicts.append(_said(call, "acted", said))
    if not about:
        _wait(call, gathered)


def silent(call: Call) -> str | None:
    """Why nothing may be said about this occasion; None where something may."""
    event, since = call.event, call.look.live_since.get(call.rule.id)
    if event is None:
        return None
    if call.rule.state == "live" and (since is None or event.at < since):
        return "it happened before the rule went live"
    if call.look.now - event.at > SPOKEN_FOR:
        return f"it happened on {day(event.at)}, more than {SPOKEN_FOR.days} days ago"
    return None


def asked(call: Call) -> bool:
    """Whether the `if` of a trigger holds; one trigger that has none or whose `if` holds is enough.

    Raises EvaluationError.
    """
    look, known = call.look, Known(call.rule, call.look.known, call.look.now, call.event)
    conditions = _conditions(call)
    return conditions is None or any(
        each is None or each.holds(known, look.now) for each in conditions
    )


def _conditions(call: Call) -> Sequence[Condition | None] | None:
    """The `if` of each trigger this call may be; None where nothing is asked of it."""
    rule = call.rule
    if call.timer is not None:
        return (call.timer.condition,)
    if call.reason.name.startswith("wake:"):
        return [each.condition for each in rule.triggers if isinstance(each, Woken)] or None
    if call.event is None or not rule.triggers:
        return None
    return [each.condition for each in woken_by(rule, call.event, call.look.type)]


def _about(call: Call) -> Sequence[Item]:
    """The items the rule is about on this occasion; a sweep stands on the item itself."""
    look = call.look
    match call.rule.path if call.event or call.timer else "event.item":
        case "event.item.parent":
            parent = look.known["parent"]
            return () if parent is None else (parent.item,)  # type: ignore[attr-defined]
        case "event.item.ancestors":
            return look.case.around.ancestors(look.item.id)
        case "event.item.children":
            return look.case.around.children(look.item.id)
        case "each":
            return _each(call)
        case _:
            return (look.item,)


def _each(call: Call) -> Sequence[Item]:
    """The items that the rule's expression gives. Raises EvaluationError."""
    look, each = call.look, call.rule.each
    known = Known(call.rule, look.known, look.now, call.event)
    found = each.evaluate(known, look.now) if each else ()
    elements = found if isinstance(found, tuple) else (found,)
    return tuple(one.item for one in elements if isinstance(one, ItemFacts))


def _outside(call: Call, item: Item) -> str | None:
    return out_of_scope(call.rule, facts(item, call.look.view))


def _wait(call: Call, gathered: Gathered) -> None:
    """Come back for a link that may still be on its way, at growing distances."""
    event, rule, look = call.event, call.rule, call.look
    if event is None or rule.path == "event.item":
        said = _outside(call, look.item) or "it leads to nothing"
        gathered.verdicts.append(_said(call, "not_about", said))
        return
    passed = look.now - event.at
    if passed >= WAITS:
        said = f"{rule.path} led to nothing this rule is about, for 24 hours"
        gathered.verdicts.append(_said(call, "not_about", said))
        return
    said = f"{rule.path} leads to nothing this rule is about yet"
    gathered.verdicts.append(_said(call, "waiting", said))
    again = min(look.now + min(max(passed, _SOONEST), _LATEST), event.at + WAITS)
    # Named after the rule: others that this event called have done their part already.
    name = f"waiting:{rule.id}:{call.happened}"
    gathered.wakes.append(Wake(look.case.subject, name, "company", again))


def _said(call: Call, result: str, because: str) -> Verdict:
    look = call.look
    return Verdict(call.rule.id, look.rules.hash, look.item.id, look.now, result, because)
