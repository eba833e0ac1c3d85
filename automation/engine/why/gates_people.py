"""The gates that people and their trackers close: a team that left, quiet on an item, a field that
is written to and fro, and how much a rule may do there.
"""

from automation.effects import Settable
from automation.engine.why.inquiry import Gate, Inquiry, passed, stopped, unknown

__all__ = ["budget", "departure", "flips", "snooze"]


def departure(asked: Inquiry) -> Gate:
    """Whether the item's team left Pitboard."""
    team = str(asked.look.known["team"] or "")
    left = asked.told.departed.get(team)
    if left is None:
        return passed("team", "its team has not left" if team else "it belongs to no team")
    when = asked.moment(left)
    values = (("let it come back", f"pitboard leave {team} --back"),)
    return stopped("team", f"its team {team} left Pitboard on {when}", values)


def snooze(asked: Inquiry) -> Gate:
    """Whether somebody asked for quiet on the item: then nothing is said of it."""
    found = asked.look.snoozed
    if found is None or found.until <= asked.now:
        return passed("quiet", "nobody asked for quiet here")
    said = f"{found.by} asked for quiet on {asked.moment(found.at)}, until "
    said += asked.moment(found.until)
    values = (("why", found.why),) if found.why else ()
    held = any(each.result == "held" for each in asked.plan.verdicts)
    if asked.rule.derive is None and held and not asked.plan.steps:
        return stopped("quiet", said, values)
    return passed("quiet", f"{said}; what is set is set all the same", values)


def budget(asked: Inquiry) -> Gate:
    """Whether the rule did as much here as it may, or waits for an hour at which it may speak."""
    most = asked.rule.limits
    values = tuple(
        (name, str(rate))
        for name, rate in (
            ("writes_per_item", most.writes_per_item),
            ("mails_per_person", most.mails_per_person),
        )
        if rate is not None
    )
    waiting = next((each for each in asked.told.writes if each.open and each.opens_at), None)
    over = next((e for e in asked.told.writes if e.open and e.state == "held" and e.said), None)
    if over is not None:
        said = f"it did as much here as it may: {over.said.removeprefix('held: ')}"
        return stopped("budget", said, values)
    if waiting is not None and waiting.opens_at is not None and waiting.state == "waiting":
        opens = asked.moment(waiting.opens_at)
        return stopped("budget", f"it may speak from {opens} on, and waits for that", values)
    spoken = any(not isinstance(each.effect, Settable) for each in asked.plan.steps)
    hours = asked.rule.limits.hours
    opens_at = hours.next(asked.now, asked.look.known.calendar.zone)
    if spoken and opens_at > asked.now:
        said = f"it may speak to people from {asked.moment(opens_at)} on"
        return unknown("budget", said, values)
    return passed("budget", "it may do more here", values)


def flips(asked: Inquiry) -> Gate:
    """Whether the rule rests in a field of the item, which it wrote to and fro."""
    if not asked.told.trips:
        return passed("flips", "it writes nothing to and fro here")
    trip = asked.told.trips[0]
    field = trip.field.replace(":", " ", 1)
    said = f"it wrote {field} to and fro ({trip.flips}) and rests there"
    return stopped("flips", f"{said} since {asked.moment(trip.at)}")
