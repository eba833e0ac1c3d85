"""What should have been said, and written in Jira, worked out from the trackers' own journals.

Every occasion for a comment is counted in what people did; every comment of Pitboard is counted
in what stands there at the end. The rules are those of `sheets`.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from automation.sandbox.entry import Via
from automation.sandbox.github.happenings import Happening
from automation.sandbox.github.state import Label
from automation.sandbox.jira.acts import EditIssue
from automation.sandbox.jira.entry import Outline, enact, from_line
from automation.sandbox.jira.hooks import pack
from automation.sandbox.jira.seed import BOT as JIRA_BOT
from automation.sandbox.jira.seed import founding
from automation.sandbox.jira.site import HEALTH
from automation.sandbox.jira.state import Issue
from automation.sandbox.jira.wire import Wire
from tests.faults.oracle import BOT, replay
from tests.faults.sender import Hook

STANDING = "Stands at "
BLOCKED = "10003"


@dataclass(frozen=True, slots=True)
class Said:
    """Comments by how they were meant, and the writes of Jira's field.

    `stale` are sticky comments that read otherwise than their issue's last state.
    """

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    stale: tuple[str, ...]
    comments: int
    odd: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    hooks: frozenset[str] = frozenset()
    writes: int = 0


@dataclass
class _Issue:
    """What people did to one issue that called for a comment, and what it reads at the end."""

    occasions: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    standing: str = ""
    is_called: bool = False
    seen: set[str] = field(default_factory=set)


def said_in_github(journal: Path) -> Said:
    """Each label that a person put on an issue opened on the page has one comment."""
    outlines = list(replay(journal))
    issues: dict[str, _Issue] = {}
    for outline in outlines:
        if outline.entry.via is Via.PAGE:
            for one in outline.happenings:
                _note(issues, one)
    for issue in outlines[-1].state.repository("acme/shop").issues.values():
        if (known := issues.get(str(issue.number))) is not None:
            labels = [label.name for label in issue.labels if label.name != "needs-triage"]
            known.standing = _standing("no column", labels)
            known.said = [one.body.partition("\n")[0] for one in issue.comments if one.user == BOT]
    return _told(issues)


def _note(issues: dict[str, _Issue], one: Happening) -> None:
    """Count what calls for a comment."""
    if one.event != "issues":
        return
    if one.action == "opened":
        issues[str(one.number)] = _Issue()
    if isinstance(one.part, Label):
        mine = issues[str(one.number)]
        mine.is_called = True
        # The same label put on twice in one second is the same event to everybody.
        same = f"{one.part.name} {one.at:%Y%m%dT%H%M%S}"
        if one.action == "labeled" and same not in mine.seen:
            mine.seen.add(same)
            mine.occasions[f"Put on: {one.part.name}."] += 1


def said_in_jira(journal: Path) -> Said:
    """Each column that a card came into has one comment; its health is what its state calls for."""
    oracle, outlines = _Health(), list(replay_jira(journal))
    issues: dict[str, _Issue] = {}
    for outline in outlines:
        oracle.sees(outline)
        for one in outline.happenings:
            if one.issue is None or one.history is None or outline.entry.via is not Via.PAGE:
                continue
            mine = issues.setdefault(one.issue.key, _Issue())
            names = {item.field for item in one.history.items}
            mine.is_called = mine.is_called or bool(names & {"status", "labels"})
            for item in one.history.items:
                if item.field == "status":
                    mine.occasions[f"Moved to {item.new_words}."] += 1
    for card in outlines[-1].state.issues.values():
        if (known := issues.get(card.key)) is not None:
            known.standing = _standing(card.status.name, card.several("labels"))
            known.said = [one.body for one in card.comments if one.author == JIRA_BOT]
    found = _told(issues)
    return Said(
        *(found.missing, found.extra, found.stale, found.comments),
        odd=tuple(oracle.odd),
        wrong=tuple(oracle.wrong({key: outlines[-1].state.issue(key) for key in issues})),
        hooks=frozenset(hook for outline in outlines for hook in outline.entry.hooks),
        writes=sum(outline.entry.via is Via.API for outline in outlines),
    )


def replay_jira(journal: Path) -> Iterator[Outline]:
    """Everything that was done in the pretend Jira, in order, with the state after it."""
    whole, _, _ = journal.read_text("utf-8").rpartition("\n")  # the last line may be half written
    state = founding("pitboard@example.org")
    for line in map(json.loads, whole.splitlines()):
        if "told" not in line:
            outline = enact(state, from_line(line))
            state = outline.state
            yield outline


def jira_hooks(journal: Path, site: str) -> Iterator[Hook]:
    """Every webhook the pretend Jira at `site` ever sent, the same bytes under the same id."""
    wire = Wire(site)
    for outline in replay_jira(journal):
        for id_, happening in zip(outline.entry.hooks, outline.happenings, strict=True):
            body = pack(happening, id=id_, state=outline.state, wire=wire).body
            yield Hook(id_, body, kind="", connection="jira")


class _Health:
    """What a card's health should read, and whether every write of it was called for."""

    def __init__(self) -> None:
        self.odd: list[str] = []
        self._since: dict[str, set[str]] = {}

    def sees(self, outline: Outline) -> None:
        """Take note of an entry; a write must be what some state since the last one called for."""
        for deed in outline.entry.deeds:
            if outline.entry.via is Via.API and isinstance(deed.act, EditIssue):
                called_for = self._since.setdefault(deed.act.issue, set())
                if deed.act.fields.get(HEALTH) not in called_for:
                    self.odd.append(f"{outline.entry.at:%H:%M:%S} {outline.entry.request}")
                called_for.clear()
        for one in outline.happenings:
            if one.issue is not None:
                self._since.setdefault(one.issue.id, set()).add(_wanted(one.issue))

    def wrong(self, cards: Mapping[str, Issue]) -> Iterator[str]:
        """The cards whose health is not what their state calls for."""
        for key, card in cards.items():
            if card.fields.get(HEALTH) != _wanted(card):
                yield f"{key}: health {card.fields.get(HEALTH)} should be {_wanted(card)}"


def _wanted(card: Issue) -> str:
    if card.text("status") == BLOCKED:
        return "10062"
    return "10061" if "bug" in card.several("labels") else "10060"


def _standing(status: str, labels: list[str] | tuple[str, ...]) -> str:
    *most, last = sorted(labels) or ["none"]
    named = f"{', '.join(most)} and {last}" if most else last
    return f"{STANDING}{status} with {named}."


def _told(issues: Mapping[str, _Issue]) -> Said:
    missing, extra, stale = list[str](), list[str](), list[str]()
    for key, issue in issues.items():
        once = Counter(text for text in issue.said if not text.startswith(STANDING))
        missing += [f"{key}: {text}" for text in (issue.occasions - once).elements()]
        extra += [f"{key}: {text}" for text in (once - issue.occasions).elements()]
        sticky = [text for text in issue.said if text.startswith(STANDING)]
        missing += [f"{key}: {issue.standing}"] * (issue.is_called and not sticky)
        extra += [f"{key}: {text}" for text in sticky[1:]]
        stale += [f"{key}: {text}" for text in sticky[:1] if text != issue.standing]
    count = sum(len(issue.said) for issue in issues.values())
    return Said(tuple(missing), tuple(extra), tuple(stale), count)
