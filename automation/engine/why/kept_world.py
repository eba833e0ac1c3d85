"""The parts of a kept test beside its item: since when, the event, the command, the status."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from automation.appraisal import LEVELS, Status
from automation.engine.deciding.acting import SPOKEN_FOR
from automation.engine.deciding.timing import held_since, silent_since
from automation.engine.folder.facts import told
from automation.engine.grammar.commands import Commanded, arguments
from automation.engine.grammar.given_time import SILENT
from automation.engine.grammar.triggers import Held, Silence
from automation.engine.language.durations import lasting
from automation.engine.language.event_words import EVENT_KINDS
from automation.engine.language.signal_words import OF_PROGRESS, OF_STATUS, PROGRESS
from automation.engine.why.disguise import Disguise
from automation.engine.why.gates_before import trigger
from automation.engine.why.inquiry import Inquiry
from automation.model import Event

Plain = dict[str, object]


def since(asked: Inquiry) -> Plain:
    """Since when the item is as the timers of a rule with steps ask."""
    found: dict[str, datetime | None] = {}
    for each in asked.rule.triggers if asked.rule.derive is None else ():
        if isinstance(each, Held):
            found[f"{each.field}_since"] = held_since(asked.look.known, each)
        elif isinstance(each, Silence):
            found[SILENT] = silent_since(asked.look, each)
    return {name: instant(at) for name, at in found.items() if at is not None}


def args(asked: Inquiry, event: Event, disguise: Disguise) -> Plain:
    """What stood behind the command that was used, by name."""
    command = next((t for t in asked.rule.triggers if isinstance(t, Commanded)), None)
    if command is None or not command.hears(event):
        return {}
    found = arguments(command, event, asked.look.view.world)
    told_ = {name: each for name, each in found.items() if each is not None}
    return {name: _argument(each, disguise) for name, each in told_.items()}


def event_of(asked: Inquiry, event: Event, disguise: Disguise, fields: frozenset[str]) -> Plain:
    """What happened, who did it, and what it changed; when, where that matters. What no rule can
    wait for has no kind.
    """
    found: Plain = {"kind": event.kind} if event.kind in EVENT_KINDS else {}
    if _says_when(asked, event, disguise):
        found["at"] = instant(event.at)
    if event.actor is not None:
        is_bot = event.actor.is_bot
        found["actor"] = event.actor.login if is_bot else disguise.person(event.actor.login)
        found |= {"bot": True} if is_bot else {}
        actor = asked.known.get("actor")
        roles = actor.get("roles") if isinstance(actor, Mapping) else None
        found |= {"roles": list(roles)} if isinstance(roles, tuple) and roles else {}
    if isinstance(comment := event.about.get("comment"), str):
        found["comment"] = disguise.text(comment)
    if isinstance(tag := event.about.get("tag"), str):
        found["tag"] = tag
    changed = dict(_changes(asked, event, disguise, fields))
    return {**found, "changed": changed} if changed else found


def _says_when(asked: Inquiry, event: Event, disguise: Disguise) -> bool:
    """Whether it matters when it happened: too long ago to the rule, or the rule asks for it."""
    ago = asked.now - event.at
    if ago > SPOKEN_FOR:
        return trigger(asked).answer == "stopped"
    return bool(ago) and disguise.asks_for("event.at")


def of_status(status: Status) -> Plain:
    """The words of the item that only its status knows."""
    said: Plain = {
        "paused_since": status.paused_since,
        "target": status.target,
        "first_target": status.first_target,
        "moves": status.moves or None,
        "last_moved": status.moved.at if status.moved else None,
    }
    counts = {name: getattr(status.progress, name) for name in OF_PROGRESS}
    progress = {name: count for name, count in counts.items() if count}
    told_ = {n: instant(v) if isinstance(v, datetime) else v for n, v in said.items() if v}
    known = {name: each for name, each in told_.items() if name in OF_STATUS}
    return {**known, **({PROGRESS: progress} if progress else {})}


def found_of(status: Status) -> Plain:
    """The signals by level, and where the pace leads."""
    levels = {level: [each.id for each in status.of(level)] for level in LEVELS}
    signals = {level: ids for level, ids in levels.items() if ids}
    likely = status.pace.likely if status.pace else None
    return {
        **({"signals": signals} if signals else {}),
        **({"pace": {"likely": instant(likely)}} if likely else {}),
    }


def _changes(
    asked: Inquiry, event: Event, disguise: Disguise, fields: frozenset[str]
) -> Iterator[tuple[str, Plain]]:
    """What the event changed, by the names that rules know."""
    sides = told(event, asked.look.view.world)
    for name in sides["fields"] if isinstance(sides["fields"], tuple) else ():
        if name not in fields:
            continue
        change: Plain = {}
        for side, word in (("old", "from"), ("new", "to")):
            value = sides.get(f"{name}.{side}")
            one = value[0] if isinstance(value, tuple) and value else value
            if isinstance(one, datetime):
                change[word] = instant(one)
            elif isinstance(one, str | int | float | bool):
                change[word] = disguise.value(name, one, asked.item.visibility)
        if change:
            yield name, change


def _argument(value: object, disguise: Disguise) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat()
    is_word = isinstance(value, str) and " " in value
    return value if not is_word or _reads_as_time(str(value)) else disguise.text(str(value))


def _reads_as_time(text: str) -> bool:
    try:
        lasting(text)
    except ValueError:
        return False
    return True


def instant(at: datetime) -> str:
    """A time as a test writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
