"""What rows say in words a person understands: a word and a tone, never a colour alone.

A tone is one of good, watch, bad, wait, quiet, plain; a page gives each its own shape.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from automation.dates import spoken
from automation.engine.folder.objectives import OWN
from automation.health import GIVEN_UP, SHAPES, WORDS
from automation.model import Derived, LinkKind
from automation.render import plural

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A state as it is shown. `shape` is a letter drawn before it, "" for the tone's own shape."""

    word: str
    tone: str
    shape: str = ""


_TONES: Final = {
    "off_track": "bad",
    "at_risk": "watch",
    "unknown": "wait",
    "on_track": "good",
    "paused": "quiet",
    "done": "good",
    GIVEN_UP: "quiet",
}
"""Worst first: what nobody can know is looked at before what goes well."""

_HEALTHS: Final = {name: Said(WORDS[name], tone, SHAPES[name]) for name, tone in _TONES.items()}

HEALTHS: Final = tuple(_HEALTHS)
WORSE: Final = frozenset({"off_track", "at_risk"})

BOARD: Final = "On a board"
_FACETS: Final = {
    "project": BOARD,
    "review": "Review",
    "commented": "Last comment",
    "pushed": "Last push",
}

_DELIVERIES: Final = {
    "waiting": Said("waiting", "wait"),
    "absorbed": Said("taken in", "good"),
    "ignored": Said("nobody listens", "quiet"),
    "dead": Said("gave up", "bad"),
}

_WRITES: Final = {
    "planned": Said("waiting", "wait"),
    "sending": Said("being written", "wait"),
    "done": Said("written", "good"),
    "already": Said("nothing to do, it was so already", "good"),
    "held": Said("not written: edited by hand", "watch"),
    "resting": Said("held: its rule rests", "watch"),
    "over": Said("held: over a limit of its rule", "watch"),
    "waiting": Said("waits for the hours of its rule", "wait"),
    "staged": Said("waits until its sweep is decided", "wait"),
    "failed": Said("failed", "bad"),
    "dead": Said("gave up", "bad"),
    "unknown": Said("not known whether it was written", "watch"),
    "withdrawn": Said("no longer wanted", "quiet"),
}

_MAILS: Final = {
    "planned": Said("waits to be sent", "wait"),
    "sending": Said("being sent", "wait"),
    "done": Said("sent", "good"),
    "already": Said("sent", "good"),
    "unknown": Said("not known whether it left", "watch"),
}

_VERDICTS: Final = {
    "acted": Said("acted", "good"),
    "agreed": Said("agrees with what stands", "good"),
    "held": Said("held: a person's word wins", "watch"),
    "resting": Said("held: its rule rests", "watch"),
    "over": Said("held: over a limit", "watch"),
    "shadow": Said("in shadow: writes nothing", "quiet"),
    "not_about": Said("not about this item", "quiet"),
    "waiting": Said("waits for what it is about", "wait"),
    "unmet": Said("did nothing: its condition is not met", "quiet"),
    "no_row": Said("did nothing: no line of its table fits", "quiet"),
    "failed": Said("failed", "bad"),
}

_TICKS: Final = {
    "running": Said("under way", "wait"),
    "releasing": Said("being written", "wait"),
    "done": Said("done", "good"),
    "held": Said("held whole", "watch"),
    "missed": Said("missed", "watch"),
    "dropped": Said("dropped: the rule changed", "quiet"),
}

_RULES: Final = {
    "live": Said("live: it writes", "good"),
    "shadow": Said("shadow: it writes nothing", "wait"),
    "paused": Said("paused", "quiet"),
}

_LINKS: Final = {
    LinkKind.PARENT: ("Part of", "Parts"),
    LinkKind.WORKS_ON: ("Works on", "Worked on by"),
    LinkKind.MILESTONE: ("Planned for", "Planned here"),
    LinkKind.SHIPS: ("Ships", "Shipped by"),
    LinkKind.SHIPS_IN: ("Ships in", "Ships here"),
    LinkKind.BLOCKED_BY: ("Waits for", "Blocks"),
    LinkKind.ASKS_FOR: ("Asks for", "Asked for by"),
    LinkKind.DUPLICATES: ("Duplicate of", "Duplicates"),
    LinkKind.RELATES: ("Related", "Related"),
    LinkKind.MENTIONS: ("Mentions", "Mentioned by"),
}
"""What an item is to another by a link of its own, and by a link of the other's."""

_UNSPOKEN: Final = re.compile(r"(/version/|:sprint:)\d+$")
"""Keys of Jira's versions and sprints: nobody has ever seen such a number."""


def tracker(name: str) -> str:
    """A tracker's name as people write it; "" for the rule folder."""
    return {"github": "GitHub", "jira": "Jira", OWN: ""}.get(name, name)


def called(key: str) -> str:
    """A key that people say, such as "jira:PAY-1"; "" for a number of a tracker's own."""
    return "" if _UNSPOKEN.search(key) else key


def nothing(field: str) -> str:
    """What an empty field reads: a slot of labels has no label."""
    return "no label" if field.startswith("label") else "nothing"


def value(found: str | None, field: str = "label:") -> Said:
    """A value a field derives or a person set; None is no label of the slot, or an empty field."""
    if found is None or (found == "" and not field.startswith("label:")):
        return Said(nothing(field), "quiet")
    if known := _HEALTHS.get(health(found)):
        return known
    said = found if field.startswith("label:") else spoken(found)
    return Said(said, "bad" if found.casefold() == "blocked" else "plain")


def health(found: str | None) -> str:
    """Our word for a health: "At risk" is at_risk; nothing is unknown, another word is itself."""
    return "_".join(found.casefold().split()) if found else "unknown"


def judged(derived: Derived | None) -> str:
    """What a rule says of health: one that empties the field means that the work was given up."""
    return judgement(derived.value) if derived else "unknown"


def judgement(found: str | None) -> str:
    """The same for a value that a rule chose."""
    return GIVEN_UP if found is None else health(found)


def derived(found: str | None, field: str) -> Said:
    """A value that a rule chose for a field."""
    return value(judgement(found) if field == "health" else found, field)


def field(name: str) -> str:
    """A field's name as a heading: "label:triage" is "Triage", "mail:ann@..." is a mail to Ann."""
    kind, _, rest = name.partition(":")
    match kind:
        case "label":
            plain = rest
        case "labels":
            plain = f"label {rest}"
        case "comment":
            plain = "comment" if "/" in rest else f"{rest} comment"
        case "link":
            plain = f"link {rest.replace(':', ' ')}"
        case "mail":
            plain = f"mail to {rest.partition(':')[0]}"
        case "notice":
            plain = f"line to {rest.partition(':')[0]}"
        case _:
            plain = {"create": "new item", "webhook": "webhook"}.get(kind, name)
    plain = plain.replace("_", " ")
    return plain[:1].upper() + plain[1:]


def relation(kind: LinkKind, *, outward: bool) -> str:
    """What stands above the items that one is linked with in this way."""
    return _LINKS[kind][0 if outward else 1]


def relations() -> tuple[str, ...]:
    """All of these headings, in the order of a page."""
    return tuple(dict.fromkeys(heading for pair in _LINKS.values() for heading in pair))


def facet(name: str) -> str:
    """A facet's name as people say it: "project/7/Start date" is "Start date, project 7"."""
    room, _, last = name.rpartition("/")
    if name in _FACETS or room in _FACETS:  # the number behind it says nothing to people
        return _FACETS.get(room) or _FACETS[name]
    return ", ".join(part for part in (field(last), room.replace("/", " ")) if part)


def delivery(row: Row) -> Said:
    """What became of a delivery."""
    if row["state"] == "waiting" and row["attempts"]:
        return Said(f"waiting: tried {plural(row['attempts'], 'time')}", "wait")
    return _given_up(delivery_count(row["state"]), row)


def delivery_count(state: str) -> Said:
    """The same for a number of them."""
    return _DELIVERIES.get(state, Said(state, "plain"))


def write(row: Row) -> Said:
    """What became of a wish."""
    if row["state"] == "planned" and row["tries"]:
        return Said("waiting: the last try failed", "wait")
    if row["state"] == "held" and row["open"]:
        return _WRITES["over" if row["said"] else "resting"]
    return _given_up(write_count(row["state"]), row)


def write_count(state: str) -> Said:
    """The same for a number of them."""
    return _WRITES.get(state, Said(state, "plain"))


def mail(state: str) -> Said:
    """What became of a mail."""
    return _MAILS.get(state) or write_count(state)


def verdict(result: str) -> Said:
    """What a rule did about an item, or why not."""
    return _VERDICTS.get(result, Said(result, "plain"))


def standing(rule: str | None) -> str:
    """What to know about a value besides itself; `rule` is its rule's state, None if it is gone."""
    return {
        "live": "",
        "shadow": "in shadow: nothing is written",
        "paused": "its rule is paused",
    }.get(rule or "", "its rule is no longer active")


def rule_state(state: str) -> Said:
    """Whether a rule writes."""
    return _RULES.get(state, Said(state, "plain"))


def tick(state: str) -> Said:
    """What became of one time of a schedule or a sweep."""
    return _TICKS.get(state, Said(state, "plain"))


def _given_up(said: Said, row: Row) -> Said:
    if row["state"] != "dead":
        return said
    return Said(f"gave up after {plural(row['attempts'], 'try', 'tries')}", said.tone)
