"""Since when a timer of an item runs, when it is due, and what comes of that: a function of the
item, the rule and now. The row on the agenda only says when to look.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from automation.effects import ARM, FIRED, Verdict, Wake
from automation.engine.deciding.looking import Look
from automation.engine.folder.facts import ItemFacts
from automation.engine.folder.landings import Landing
from automation.engine.folder.scene import FolderWords
from automation.engine.grammar.evaluate import out_of_scope
from automation.engine.grammar.headings import OWN
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.timed import LABELS
from automation.engine.grammar.triggers import Held, Silence
from automation.engine.language.frame import day
from automation.engine.ruleset.timers import Timer
from automation.model import Item, Mark
from automation.ports import Reason

LIVE = "connection:"
"""Before the name of a connection: the key under which `live_since` has when its past ended."""


REMEMBERED: Final = timedelta(days=400)
"""The record forgets by then that a timer fired."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Since when a timer runs, and when it is due. `name` tells it from every other one."""

    name: str
    since: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer that is due now: it calls its rule once."""

    rule: Rule
    reason: Reason
    happened: str


@dataclass(frozen=True, slots=True)
class Timed:
    """What the timers of one look come to."""

    fired: tuple[Fired, ...] = ()
    wakes: tuple[Wake, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(slots=True)
class _Timing:
    """The look that is under way, and what was found so far."""

    look: Look
    fired: list[Fired] = field(default_factory=list)
    wakes: list[Wake] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


def timed(look: Look) -> Timed:
    """Arm what this look calls for, and fire what was armed and is due.

    A timer that was armed fires however late it is looked at. One that would be armed for a time
    before its rule read so, or before its connection was live, is told and never fires.
    """
    table, timing = look.rules.timers, _Timing(look)
    if not table.by_name:
        return Timed()
    rows = {reason.name: reason for reason in look.case.reasons}
    armed = [table.by_name[name] for name in sorted(rows) if name in table.by_name]
    told = [each for rule, each in table.by_rule.items() if _is_armed(rule, rows)]
    changed = frozenset[str]().union(*(r.changed for r in rows.values() if r.name == "look"))
    called = [*(timer for each in told for timer in each), *table.armed_by(changed, look.type)]
    for timer in {each.name: each for each in (*armed, *called)}.values():
        begun = beginning(timer, look)
        if begun is not None:
            _tend(timing, timer, begun, rows)
    return Timed(tuple(timing.fired), tuple(timing.wakes), tuple(timing.verdicts))


def beginning(timer: Timer, look: Look) -> Beginning | None:
    """Since when the item is as the trigger asks; None where it is not, or is no item of it."""
    rule, trigger = timer.rule, timer.trigger
    if look.type not in trigger.types:
        return None
    if rule.path == OWN and out_of_scope(rule, look.known) is not None:
        return None
    if isinstance(trigger, Held):
        name, since = f"held/{trigger.field}", held_since(look.known, trigger)
    else:
        name, since = "silence", silent_since(look, trigger)
    if since is None:
        return None
    due = trigger.lasting.after(since, look.known.calendar)
    return Beginning(f"{name}/{stamp(since)}", since, due)


def held_since(known: ItemFacts, held: Held) -> datetime | None:
    """When the field took the value it has; None where it has none, or another one."""
    item = known.item
    if held.field == LABELS:
        on = sorted(held.values & item.labels)
        return min((at for label in on if (at := _since(item, f"label:{label}"))), default=None)
    landing = known.view.world.landing(item.connection, held.field)
    if held.field in known.view.world.field_names() and landing is not None:
        names = known.view.directory.get(item.connection, {})
        value = known.view.world.read(item, held.field, names)
        return _since(item, _facet(item, landing, known)) if held.fits(value) else None
    return _since(item, held.field) if held.fits(known.get(held.field)) else None


def silent_since(look: Look, silence: Silence) -> datetime | None:
    """The last sign that counts, or the creation; None where neither is known."""
    item, words = look.item, FolderWords(look.view.world, look.view.around, look.view.directory)
    signs = [
        mark.at
        for facet, mark in item.marks.items()
        if _breaks(silence, facet) and _counts(silence, item, facet, mark, words)
    ]
    created = item.fields.get("created")
    return max((*signs, *((created,) if isinstance(created, datetime) else ())), default=None)


def stamp(at: datetime) -> str:
    """A time as part of a name: the same length always, so that later ones sort after."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _tend(timing: _Timing, timer: Timer, begun: Beginning, rows: dict[str, Reason]) -> None:
    look, name = timing.look, timer.name
    since = stamp(begun.since)
    if name in rows and begun.due <= look.now:
        timing.fired.append(Fired(timer.rule, rows[name], begun.name))
        timing.wakes.append(Wake(look.case.subject, name, FIRED, begun.due, since))
        timing.wakes.extend(_looks(timer.rule, begun, look))
    elif begun.due > _news_from(timer, look):
        timing.wakes.append(Wake(look.case.subject, name, "company", begun.due, since))
    elif _is_armed(timer.rule.id, rows):
        said = f"it was due on {day(begun.due)}, before the rule read so"
        verdict = Verdict(timer.rule.id, look.rules.hash, look.item.id, look.now, "held", said)
        timing.verdicts.append(verdict)


def _is_armed(rule: str, rows: Mapping[str, Reason]) -> bool:
    """Whether this look is there to arm the timers of the rule."""
    row = rows.get(ARM)
    return row is not None and not row.changed.isdisjoint({rule, "any"})


def _news_from(timer: Timer, look: Look) -> datetime:
    """What was due by then is past: the rule was not live, or read otherwise, or nobody told, or
    whether it fired is remembered no more.
    """
    keys = (timer.reading, timer.rule.id, f"{LIVE}{look.item.connection}")
    since = (at for key in keys if (at := look.live_since.get(key)))
    return max((*since, look.now - REMEMBERED))


def _looks(rule: Rule, begun: Beginning, look: Look) -> Iterator[Wake]:
    """For a rule that derives: looks at what it is about, from this item on."""
    if rule.derive is None:
        return
    about = [look.item.id]
    if rule.path != OWN:
        above = look.case.around.ancestors(look.item.id)
        about = [each.id for each in above][: 1 if rule.path == "event.item.parent" else None]
    for id_ in about:
        yield Wake(id_, f"wake:{rule.id}:{begun.name}", "company", look.now)


def _since(item: Item, facet: str | None) -> datetime | None:
    """The last change of a facet; one that nobody told of reads so since the item is there."""
    mark = item.marks.get(facet) if facet else None
    created = item.fields.get("created")
    return mark.at if mark else created if isinstance(created, datetime) else None


def _facet(item: Item, landing: Landing, known: ItemFacts) -> str | None:
    """What tells of changes of a field that the mapping names."""
    if landing.label is None:
        return landing.place(known.view.directory.get(item.connection, {})) or landing.field
    start = landing.label.casefold()
    on = (label for label in sorted(item.labels) if label.casefold().startswith(start))
    label = next(on, None)
    return f"label:{label}" if label else None


def _breaks(silence: Silence, facet: str) -> bool:
    """Whether a change of this facet is one of those that are listened for."""
    if silence.facets is None:
        return True
    names = {facet, facet.partition("/")[0]}
    if facet.startswith("label:"):
        starts = tuple(each for each in silence.facets if each.startswith("label:"))
        return "labels" in silence.facets or (bool(starts) and facet.startswith(starts))
    names |= {"links"} if facet.startswith("link:") else set()
    return not names.isdisjoint(silence.facets)


def _counts(silence: Silence, item: Item, facet: str, mark: Mark, words: FolderWords) -> bool:
    """Whether somebody else than Pitboard did it, and nobody's program where people are meant.

    What stands in a field that Pitboard fills is no work, unless the rule names that field.
    """
    if mark.ours or (silence.facets is None and words.fills(item.connection, facet)):
        return False
    if mark.actor is None:
        # Nobody told who did it; the files of the rule folder alone link to own items.
        return not (facet == "measure" or (facet.startswith("link:") and ":own:" in facet))
    return not (silence.by_people and words.is_bot(item.connection, mark.actor))
