"""Since when something is so in an inline test: `status_since: <time>` beside the item's fields."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from automation.engine.folder.facts import View
from automation.engine.folder.places import Place
from automation.engine.grammar.evaluate import Known
from automation.engine.grammar.given_status import moment
from automation.engine.grammar.headings import OWN
from automation.engine.grammar.rule import Example, Rule
from automation.engine.grammar.triggers import Held, Silence
from automation.engine.language.vocabulary import Field, Kind
from automation.errors import Problem

SILENT: Final = "silent_since"
NOTHING: Mapping[str, Field] = MappingProxyType({})


def since_fields(root: Place) -> Mapping[str, Field]:
    """What the item of a test may say besides its fields: `<field>_since` for what is held, and
    `silent_since`. A rule that derives is judged whatever woke it, and needs none.
    """
    if root.child("derive"):
        return NOTHING
    names = sorted({name for trigger in _timers(root) for name in _names(trigger)})
    return {name: Field(name, Kind.TIME, "Since when", f"{name}: ...") for name in names}


def problems(root: Place, test: Place) -> Iterator[Problem]:
    """Tell a test of a rule that only waits for time, and does not say since when."""
    known, when = since_fields(root), root.child("when")
    item = test.find("given", "item")
    others = [each for each in (when.children() if when else ()) if not list(_names(each))]
    if not known or others or item is None or known.keys() & dict(item.entries()).keys():
        return
    yield item.problem(f"say since when: `{next(iter(known))}`, a time before that of the test")


def since_of(item: Place, known: Mapping[str, Field]) -> Mapping[str, datetime]:
    """The times that the item of a test says besides its fields."""
    told = {name: moment(each.node.value) for name, each in item.entries() if name in known}
    return {name: at for name, at in told.items() if at is not None}


def is_due(rule: Rule, example: Example, view: View) -> bool:
    """Whether a timer of the rule is due in the world of a test."""
    known = Known(rule, example.item, example.now, example.event)
    return any(
        trigger.condition is None or trigger.condition.holds(known, example.now)
        for trigger in rule.triggers
        if isinstance(trigger, Held | Silence) and _is_due(trigger, rule, example, view)
    )


def _is_due(trigger: Held | Silence, rule: Rule, example: Example, view: View) -> bool:
    name = f"{trigger.field}_since" if isinstance(trigger, Held) else SILENT
    since = example.since.get(name)
    team = example.item.get("team")
    calendar = view.world.calendar(team if isinstance(team, str) else None)
    if since is None or trigger.lasting.after(since, calendar) > example.now:
        return False
    # Where the rule looks elsewhere, the item of a test is not the one that is so.
    if rule.path != OWN or isinstance(trigger, Silence):
        return True
    return trigger.fits(example.item.get(trigger.field))


def _timers(root: Place) -> Iterator[Place]:
    when = root.child("when")
    yield from when.children() if when else ()


def _names(trigger: Place) -> Iterator[str]:
    field = trigger.find("held", "field")
    if field:
        yield f"{field.node.value}_since"
    if trigger.child("silence"):
        yield SILENT
