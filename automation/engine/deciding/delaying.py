"""What a plan says to people waits for the hours of its rule, by the clock of who hears it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from automation.effects import Comment, Email, Notice, Plan, Step
from automation.engine.deciding.looking import Look
from automation.engine.folder.speaking import Hours, rhythm
from automation.engine.folder.world import World
from automation.engine.grammar.rule import Rule

_WEEK: Final = 8
"""Times that are tried: a digest of no working day's hours goes out when those begin."""

_INSTANT: Final = timedelta(microseconds=1)


def delayed(plan: Plan, look: Look) -> Plan:
    """The same plan, with when each of its mails, lines and comments may be said. What is set in a
    tracker never waits.
    """
    if not any(isinstance(step.effect, Comment | Email | Notice) for step in plan.steps):
        return plan
    return replace(plan, steps=tuple(_steps(plan, look)))


def _steps(plan: Plan, look: Look) -> Iterator[Step]:
    rules: dict[str, Rule] = {}
    for step in plan.steps:
        if not isinstance(step.effect, Comment | Email | Notice):
            yield step
            continue
        if step.rule not in rules:
            rules |= {rule.id: rule for rule in look.rules.rules if rule.id == step.rule}
        rule = rules.get(step.rule)
        hours = rule.limits.hours if rule else Hours()
        opens = _opens(step.effect, hours, look)
        yield replace(step, opens=opens if opens > look.now else None)


def _opens(effect: Comment | Email | Notice, hours: Hours, look: Look) -> datetime:
    """When it may be said: by the zone of the person it goes to, or of the team it stands under."""
    zone, at = _zone(effect, look), look.now
    digest = rhythm(effect.digest) if isinstance(effect, Notice) and effect.digest else None
    if digest is None:
        return hours.next(at, zone)
    at = first = digest.next(at, zone)
    for _ in range(_WEEK):
        if hours.next(at, zone) == at:
            return at
        # On a day off it goes out at its own hour of the next working day, with all other lines.
        at = digest.next(hours.next(at, zone) - _INSTANT, zone)
    return hours.next(first, zone)


def _zone(effect: Comment | Email | Notice, look: Look) -> tzinfo:
    world, view = look.view.world, look.view
    if not isinstance(effect, Comment):
        own = zone_of(world, effect.recipient)
        if own is not None:
            return own
    item = view.around.items.get(effect.target) or look.item
    return world.calendar_of(item, view.around).zone


def zone_of(world: World, mail: str) -> tzinfo | None:
    """The zone of whoever has this address; None where no file tells one."""
    folded = mail.casefold()
    known = world.people.by_id.values()
    found = (each for each in known if each.mail and each.mail.casefold() == folded)
    return next((each.zone for each in found), None)
