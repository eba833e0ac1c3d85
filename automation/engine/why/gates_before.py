"""The gates before a rule looks at an item: what arrived, whether it is live, what woke it, what it
is about, and whether Pitboard may write there.
"""

from collections.abc import Iterator
from dataclasses import replace

from automation.engine.deciding.acting import asked, silent
from automation.engine.deciding.looking import Look
from automation.engine.deciding.standing import spot_of
from automation.engine.deciding.taking import Call
from automation.engine.deciding.timing import Beginning, beginning
from automation.engine.folder.facts import type_of
from automation.engine.grammar.evaluate import out_of_scope
from automation.engine.grammar.trigger_words import words
from automation.engine.language.frame import EvaluationError
from automation.engine.language.obstacles import obstacle
from automation.engine.ruleset.listening import woken_by
from automation.engine.why.happenings import by, in_words
from automation.engine.why.inquiry import Gate, Inquiry, Values, passed, stopped, unknown
from automation.model import Event, Item
from automation.ports import Reason
from automation.visibility import INTERNAL, PUBLIC, RESTRICTED

_TOLD = 3
"""Deliveries about the item that are told, newest first."""

_WRONG = 2
"""Errors of a file that are told, of many; `pitboard check` tells them all."""

COMPANY = "company"
"""The clock that a timer waits for; a row on another one is a mark of what is over."""

_SEEN_BY = {
    PUBLIC: "everybody",
    INTERNAL: "the company",
    RESTRICTED: "some of the company",
}


def delivery(asked_: Inquiry) -> Gate:
    """Whether Pitboard heard of the item at all."""
    told, site = asked_.told, asked_.told.site
    own = [each for each in told.events if each.item_id == asked_.item.id][:_TOLD]
    values = tuple((each.kind, _heard(asked_, each)) for each in own)
    if site and site.heard:
        values += ((f"the last one of {site.name}", asked_.system(site.heard)),)
    if own:
        said = f"the last thing that was told of it: {in_words(asked_, own[0])}"
        return passed("delivery", said, values)
    since = f" since {asked_.moment(site.live_since)}" if site and site.live_since else ""
    said = f"nothing was told of it{since}; it is known from what was played in or read"
    return unknown("delivery", said, values)


def live(asked_: Inquiry) -> Gate:
    """Whether the rule works: its state, since when, and whether its file is as it should be."""
    rule = asked_.rule
    since = asked_.look.live_since.get(rule.id)
    values: list[tuple[str, str]] = [
        ("file", f"{rule.file}:{rule.line}"),
        ("active set", asked_.look.rules.hash[:12]),
    ]
    values += [("live since", asked_.moment(since))] if since and rule.state == "live" else []
    wrong = [each for each in asked_.told.trouble if each.startswith(f"{rule.file}:")]
    said = "its file has an error now, and the last good one decides"
    values += [(said, each) for each in wrong[:_WRONG]]
    values += [("errors that it has besides", str(len(wrong) - _WRONG))] if wrong[_WRONG:] else []
    if rule.state == "paused":
        said = f"the rule is paused; write `state: live` into {rule.file}"
        return stopped("rule", said, tuple(values))
    if rule.state == "shadow":
        said = "the rule is in shadow: it judges and writes nothing"
        return passed("rule", said, tuple(values))
    later = since is not None and since > asked_.now
    said = "the rule is live now, and was not then" if later else "the rule is live"
    return passed("rule", said, tuple(values))


def trigger(asked_: Inquiry) -> Gate:
    """What wakes the rule, and what last did."""
    told, rule = asked_.told, asked_.rule
    values: Values = tuple(("waits for", words(each)) for each in rule.triggers)
    values += tuple(
        (name, asked_.moment(at))
        for name, at in (("last ran by itself", told.ran), ("runs again", told.runs))
        if at
    )
    if rule.derive is None:
        return _occasion(asked_, values)
    if told.verdict is not None:
        values += (("asked last", asked_.moment(told.verdict.at)),)
    waking = next(wakings(asked_), None)
    if waking is not None:
        return passed("trigger", _woken(asked_, waking), values)
    if told.verdict is not None:
        return passed("trigger", f"it asked last on {asked_.moment(told.verdict.at)}", values)
    if asked_.is_past:
        return unknown("trigger", "what woke it then is not on record", values)
    return stopped("trigger", f"nothing woke it yet; {_lacks(asked_)}", values)


def _occasion(asked_: Inquiry, values: Values) -> Gate:
    event, rule = asked_.event, asked_.rule
    if event is None:
        return _by_time(asked_, values)
    reason = Reason(f"occasion:{event.key}", 0, event=event)
    call = Call(_look_then(asked_, event), rule, reason, event.key)
    late = silent(call)
    if late is not None:
        said = f"this would have woken it: {in_words(asked_, event)}; but {late}"
        return stopped("trigger", said, values)
    try:
        if not asked(call):
            said = f"the `if` of its trigger is not met by this: {in_words(asked_, event)}"
            return stopped("trigger", said, values)
    except EvaluationError as error:
        return stopped("trigger", f"the `if` of its trigger failed: {error.message}", values)
    return passed("trigger", _woken(asked_, event), values)


def _woken(asked_: Inquiry, event: Event) -> str:
    return f"woken by this: {in_words(asked_, event)}"


def _by_time(asked_: Inquiry, values: Values) -> Gate:
    """Whether a time of its own woke a rule that no event did."""
    told = asked_.told
    if told.verdict is not None or told.ran is not None:
        last = max(each for each in (told.verdict and told.verdict.at, told.ran) if each)
        said = f"a time of its own woke it, last on {asked_.moment(last)}"
        return passed("trigger", said, values)
    timers = asked_.look.rules.timers.by_rule.get(asked_.rule.id, ())
    begun = [each for timer in timers if (each := beginning(timer, asked_.look)) is not None]
    if not begun:
        return stopped("trigger", f"nothing woke it yet; {_lacks(asked_)}", values)
    return stopped("trigger", _timer(asked_, min(begun, key=lambda each: each.due)), values)


def _timer(asked_: Inquiry, begun: Beginning) -> str:
    """Since when the item is as a timer of the rule asks, and why it has not fired."""
    since, due = asked_.moment(begun.since), asked_.moment(begun.due)
    if begun.due > asked_.now:
        return f"it is so since {since}; its time is up on {due}, if it stays so"
    armed = (w.due_on == COMPANY for w in asked_.told.waiting if w.reason.startswith("timer:"))
    if any(armed):
        return f"it is so since {since}; its time was up on {due}, and it is looked at soon"
    said = f"it is so since {since}, but its time was up on {due}, before the rule read so"
    return f"{said}: what is past then is not made up for"


def _look_then(asked_: Inquiry, event: Event) -> Look:
    """The look at which the occasion was taken up, which tells whether that was too late."""
    last = asked_.told.verdict
    if last is None or last.at < event.at:
        return asked_.look
    return replace(asked_.look, now=last.at)


def wakings(asked_: Inquiry) -> Iterator[Event]:
    """The events on record that wake the rule for this item, newest first."""
    rule, look = asked_.rule, asked_.look
    climbs = rule.path != "event.item"
    for event in asked_.told.events:
        own = event.item_id == look.item.id
        found = look.item if own else look.view.around.items.get(event.item_id)
        if found is None or not (own or climbs) or _is_ours(asked_, found, event):
            continue
        type_ = type_of(found, look.view.world)
        if next(iter(woken_by(rule, event, type_)), None) is not None:
            yield event


def _is_ours(asked_: Inquiry, item: Item, event: Event) -> bool:
    """Whether this is the echo of a write of Pitboard's: that wakes no rule."""
    marks = [mark for mark in item.marks.values() if mark.event == event.key]
    if marks:
        return all(mark.ours for mark in marks)
    site, actor = asked_.told.site, event.actor
    return bool(site and site.account and actor and actor.id == site.account)


def _lacks(asked_: Inquiry) -> str:
    """What it waits for, and what happened instead."""
    waits = " or ".join(words(each) for each in asked_.rule.triggers) or "another rule"
    last = next(iter(asked_.told.events), None)
    since = f"; the last thing that happened: {in_words(asked_, last)}" if last else ""
    return f"it waits for {waits}{since}"


def about(asked_: Inquiry) -> Gate:
    """Whether the item is in the rule's scope."""
    rule, known = asked_.rule, asked_.look.known
    lines = asked_.lines("about")
    values: Values = (
        (("about.each", rule.each.source) if rule.each else ("about.path", rule.path)),
        ("type", str(known["type"])),
        ("project", asked_.item.project),
        ("team", str(known["team"] or "none")),
    )
    outside = out_of_scope(rule, known)
    if outside is not None:
        return stopped("about", outside, values, lines)
    if asked_.judgement.result == "not_about":
        return stopped("about", _not_about(asked_), values, lines)
    return passed("about", "the item is what the rule is about", values, lines)


def _not_about(asked_: Inquiry) -> str:
    """Which line of `about.if` leaves the item out, and what it looked at."""
    condition = asked_.rule.about_if
    try:
        found = obstacle(condition, asked_.known, asked_.now) if condition else ""
    except EvaluationError:
        found = ""
    return f"it is not about this item: {found or asked_.judgement.because}"


def permission(asked_: Inquiry) -> Gate:
    """Whether Pitboard may write what the rule wants where it wants it."""
    item, site = asked_.item, asked_.told.site
    values: list[tuple[str, str]] = [("seen by", _SEEN_BY.get(item.visibility, item.visibility))]
    if item.deleted_at is not None:
        gone = "cannot be seen" if item.vanished else "was deleted"
        said = f"it {gone} in the tracker since {asked_.moment(item.deleted_at)}"
        return stopped("permission", said, tuple(values))
    no = _no_place(asked_, values)
    if no:
        return stopped("permission", no, tuple(values))
    if site is not None and site.right and _writes_there(asked_):
        return stopped("permission", site.right, tuple(values))
    if site is not None and site.paused_until and not asked_.is_past:
        values.append(("writes there wait until", asked_.system(site.paused_until)))
    return passed("permission", "Pitboard may write what it wants here", tuple(values))


def _writes_there(asked_: Inquiry) -> bool:
    """Whether it writes into the item's tracker, as a mail does not."""
    steps = (*asked_.plan.steps, *asked_.plan.shadow)
    here = asked_.item.connection
    return asked_.rule.derive is not None or any(s.effect.connection == here for s in steps)


def _no_place(asked_: Inquiry, values: list[tuple[str, str]]) -> str:
    """Why the value has no place in the tracker, "" where it has; tells where it stands."""
    derive, look = asked_.rule.derive, asked_.look
    if derive is None:
        return ""
    spot = spot_of(derive, look.item, look.view)
    if spot.trouble:
        return spot.trouble
    if spot.slot:
        values.append(("labels", ", ".join(spot.slot)))
    elif spot.place:
        values.append((f"{derive.field} stands in", spot.place))
    else:
        landing = look.view.world.landing(look.item.connection, derive.field)
        why = "only reads it" if landing is not None else "gives it no place"
        return f"rules/mapping.yaml {why} at {look.item.connection}: shown, and never written"
    return ""


def _heard(asked_: Inquiry, event: Event) -> str:
    arrived = asked_.told.received.get(event.key)
    came = f", delivered {asked_.system(arrived)}" if arrived else ""
    return f"{asked_.moment(event.at)}{by(event)}{came}"
