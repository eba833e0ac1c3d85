"""The active rules as a reader knows them: title, why, owner and state beside each file's text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from automation import rulefiles
from automation.actions import ACTIONS
from automation.engine.ruleset.analysing import notes
from automation.engine.ruleset.loader import load
from automation.errors import RuleError
from automation.pointing import pointed, taken_apart
from automation.store.rulesets import ActiveSet, RuleSets


@dataclass(frozen=True, slots=True)
class Card:
    """One file of the active set. `id` and `state` are "" for a file that holds no rule,
    `report` is the id of the report it holds, "" for none.

    `why` has one entry for each reason the file gives, under its name, "" for a plain one.
    """

    file: str
    text: str
    id: str = ""
    title: str = ""
    owner: str = ""
    state: str = ""
    report: str = ""
    why: Mapping[str, str] = field(default_factory=dict)
    review_by: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """What to look at in the file, each with the part of the reference about it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cards of one set, in the order of their files; `hash` "" before any set is active."""

    hash: str = ""
    cards: tuple[Card, ...] = ()

    def of_rule(self, rule: str) -> Card | None:
        """The card of a rule, None if it is no longer active."""
        return next((card for card in self.cards if card.id == rule), None)

    def title_of(self, report: str) -> str:
        """What a report is called as its file reads now; its id where that is gone."""
        cards = (card for card in self.cards if report and card.report == report)
        return next((card.title for card in cards), report)

    def of_file(self, file: str) -> Card | None:
        """The card of a file of the set."""
        return next((card for card in self.cards if card.file == file), None)


class Rulebook:
    """Reads a set once and keeps it until another one is active."""

    def __init__(self, rulesets: RuleSets) -> None:
        """Nothing is read until first asked."""
        self._rulesets = rulesets
        self._shelf = Shelf()
        self._reading = Lock()

    def shelf(self) -> Shelf:
        """The set that decides now. One thread reads it, and the others wait for that one."""
        if self._rulesets.active_hash() == self._shelf.hash:
            return self._shelf
        with self._reading:
            found = self._rulesets.active()
            if found is not None and found.hash != self._shelf.hash:
                self._shelf = _read(found)
            return self._shelf


def _read(found: ActiveSet) -> Shelf:
    told = _notes(found.files)
    cards = (
        replace(_card(file, text), notes=told.get(file, ()))
        for file, text in sorted(found.files.items())
    )
    return Shelf(found.hash, tuple(cards))


def _notes(files: Mapping[str, str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What the files together show before anything happens, by file."""
    try:
        nodes = {name: rulefiles.read(text, name) for name, text in sorted(files.items())}
        rules = load(nodes, "", ACTIONS)
    except RuleError:
        return {}  # an older Pitboard took the set in
    found = notes(rules.rules, nodes, rules.world)
    told: dict[str, tuple[tuple[str, str], ...]] = {}
    for each, line in zip(found, pointed(found, files), strict=True):
        told[each.file] = (*told.get(each.file, ()), taken_apart(line))
    return told


def _card(file: str, text: str) -> Card:
    try:
        read = rulefiles.read(text, file).plain()
    except RuleError:
        # An older Pitboard took it in; its text is still worth showing.
        return Card(file, text, title=file)
    said = read if isinstance(read, dict) else {}
    return Card(
        file=file,
        text=text,
        id=str(said.get("rule") or ""),
        title=str(said.get("title") or file),
        owner=str(said.get("owner") or ""),
        report=str(said.get("report") or ""),
        state=str(said.get("state") or "shadow") if "rule" in said else "",
        why=_why(said.get("why")),
        review_by=str(said.get("review_by") or ""),
    )


def _why(said: object) -> Mapping[str, str]:
    if isinstance(said, dict):
        return {str(name).replace("_", " "): str(text) for name, text in said.items()}
    return {"": str(said)} if said else {}
