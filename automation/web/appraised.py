"""What the page of an item with a status shows besides its row: warnings, and lines of rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from automation.amount import Amount, Limits
from automation.appraisal import Signal, Standing
from automation.calendar import Calendar
from automation.engine.folder.world import World
from automation.engine.language.thresholds import signals
from automation.model import Evidence
from automation.web.rulebook import Card, Shelf
from automation.web.standings import told
from automation.web.words import Said

_LEVELS: Final[Mapping[str, Said]] = {
    "serious": Said("serious", "bad", "\u25a0"),
    "watch": Said("worth a look", "watch", "\u25b2"),
    "unknown": Said("evidence is missing", "wait", "?"),
}

_NAMES: Final[Mapping[str, str]] = {
    "F1": "Forecast",
    "F2": "Date has passed",
    "F3": "Date was moved",
    "S1": "Scope grew",
    "B1": "Blocked",
    "B2": "Much is blocked",
    "D1": "Waits for another team",
    "Q1": "Quality",
    "W1": "Decision waits",
    "E1": "Experiment is over",
    "A1": "Silence",
    "U1": "Too little evidence",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of the active set; `file` "" where no file says so."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Warned:
    """A signal as its row shows it. `days` are the working days it has lasted."""

    id: str
    name: str
    said: Said
    text: str
    since: datetime
    days: int
    limits: str
    place: Place
    clears: str
    evidence: Sequence[Evidence]


def warned(standing: Standing, world: World, shelf: Shelf, now: datetime) -> Iterator[Warned]:
    """The signals of an item, worst first, each with the limit it crossed and where that stands."""
    status = standing.status
    limits, calendar = world.policies.of(status.team), world.calendar(status.team)
    by_id = {each.id: each.word for each in signals()}
    for each in status.signals:
        word = by_id.get(each.id, "")
        yield Warned(
            id=each.id,
            name=_NAMES.get(each.id, word.replace("_", " ").capitalize() or each.id),
            said=_LEVELS.get(each.level, Said(each.level, "plain")),
            text=each.text,
            since=each.since,
            days=_days(each, calendar, now),
            limits=said_limits(limits, word),
            place=threshold(shelf, word, status.team or ""),
            clears=each.clears,
            evidence=[told(e, world.people) for e in each.evidence],
        )


def said_limits(limits: Limits, word: str) -> str:
    """From when on a signal counts: "watch 2 working days, serious 5 working days"."""
    found = limits.get(word, {})
    return ", ".join(f"{key} {value}" for key, value in found.items() if isinstance(value, Amount))


def threshold(shelf: Shelf, word: str, team: str) -> Place:
    """The line that sets a signal's limits: the team's own, else everybody's."""
    policies = [card for card in shelf.cards if re.search(r"^policy:", card.text, re.MULTILINE)]
    for own in (True, False):
        for card in policies:
            line = _of_team(card, word, team) if own else _first(card, rf"^{re.escape(word)}\s*:")
            if word and line:
                return Place(card.file, line)
    return Place()


def chosen(card: Card | None, value: str | None) -> Place:
    """The line of a rule's table that gives this value, else the file as a whole."""
    if card is None:
        return Place()
    pattern = rf"value\s*:\s*[\"']?{re.escape(value or '')}\b"
    return Place(card.file, _first(card, pattern) if value else 0)


def _of_team(card: Card, word: str, team: str) -> int:
    """The line below `teams:` and the team's id that names the signal, 0 for none."""
    if not team:
        return 0
    below, inside = False, False
    for number, line in enumerate(card.text.splitlines(), start=1):
        text = line.strip()
        if line.startswith("teams:"):
            below = True
        elif below and re.match(rf"\s{{1,4}}{re.escape(team)}\s*:", line):
            inside = True
        elif below and re.match(r"\s{1,4}[\w-]+\s*:", line) and not text.startswith(f"{word}:"):
            inside = False
        if below and inside and re.search(rf"\b{re.escape(word)}\s*:", line):
            return number
    return 0


def _first(card: Card, pattern: str) -> int:
    lines = enumerate(card.text.splitlines(), start=1)
    return next((number for number, line in lines if re.search(pattern, line)), 0)


def _days(signal: Signal, calendar: Calendar, now: datetime) -> int:
    return calendar.between(signal.since, now)
