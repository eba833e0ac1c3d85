"""What should have been written, worked out from the pretend GitHub's own journal.

The journal is every change in its true order, by people and by Pitboard. It is replayed, and the
engine is asked, with the rules that were live, what each state of each issue calls for.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from automation import paths, rulefiles
from automation.actions import ACTIONS
from automation.engine.deciding.decide import decide
from automation.engine.ruleset.loader import RuleSet, digest, load
from automation.guards import take_in
from automation.model import Delivery
from automation.ports import Case, Reason
from automation.sandbox.github.acts import (
    AddComment,
    AddLabels,
    EditComment,
    OpenIssue,
    RemoveLabel,
)
from automation.sandbox.github.entry import Entry, Outline, Via, enact, from_line
from automation.sandbox.github.hooks import pack
from automation.sandbox.github.seed import founding
from automation.sandbox.github.state import Issue, Repository, State
from automation.sandbox.github.wire import Wire
from automation.trackers.github.parse import REREAD, parse
from tests.faults.sender import Hook

BOT = "pitboard[bot]"
SLOT = "needs-triage"
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What the journal shows. `odd` are the bot's writes that no state of the issue explains."""

    hooks: frozenset[str]
    wrong: tuple[str, ...]
    odd: tuple[str, ...]
    writes: int


def judge(journal: Path) -> Found:
    """Replay the journal and judge every write of the bot, and how each issue ended."""
    oracle, outlines = Oracle(), list(replay(journal))
    for outline in outlines:
        oracle.sees(outline)
    return Found(
        hooks=frozenset(hook for outline in outlines for hook in outline.entry.hooks),
        wrong=tuple(oracle.wrong(outlines[-1].state)),
        odd=tuple(oracle.odd),
        writes=sum(outline.entry.via is Via.API for outline in outlines),
    )


def replay(journal: Path) -> Iterator[Outline]:
    """Everything that was done, in order, with the state after it."""
    whole, _, _ = journal.read_text("utf-8").rpartition("\n")  # the last line may be half written
    state = founding(BOT)
    for line in map(json.loads, whole.splitlines()):
        if "told" not in line:
            outline = enact(state, from_line(line))
            state = outline.state
            yield outline


def hooks(journal: Path, site: str) -> Iterator[Hook]:
    """Every webhook the pretend GitHub at `site` ever sent, the same bytes under the same id."""
    wire = Wire(site)
    for outline in replay(journal):
        for id_, happening in zip(outline.entry.hooks, outline.happenings, strict=True):
            yield Hook(id_, pack(happening, id=id_, state=outline.state, wire=wire).body)


class Oracle:
    """Asks the engine what states call for, and remembers that from one write to the next."""

    def __init__(self) -> None:
        texts = rulefiles.read_folder(paths.rules())
        trees = {name: rulefiles.read(text, name) for name, text in texts.items()}
        self._rules: RuleSet = load(trees, digest(texts), ACTIONS)
        self._since: dict[Key, set[bool]] = {}
        self._by_hand: set[Key] = set()
        self.odd: list[str] = []

    def sees(self, outline: Outline) -> None:
        """Take note of an entry; a write of the bot must be what some state since called for."""
        for repository, issue in _touched(outline):
            key = repository.full_name, issue.number
            if outline.entry.via is not Via.API and _names(outline.entry) & {SLOT}:
                self._by_hand.add(key)
            called_for = self._since.setdefault(key, set())
            if outline.entry.via is Via.API and not _is_said(outline.entry):
                self._check(outline.entry, called_for)
                called_for.clear()
            wanted = self.wants(outline.state, repository, issue)
            if wanted is not None:
                called_for.add(wanted)

    def wrong(self, state: State) -> Iterator[str]:
        """The issues whose label is not what the rules say; a label set by hand is a person's."""
        for repository in state.repositories.values():
            for issue in repository.issues.values():
                if (repository.full_name, issue.number) in self._by_hand:
                    continue
                wanted = self.wants(state, repository, issue)
                if wanted is not None and wanted != issue.has(SLOT):
                    yield f"{repository.full_name}#{issue.number}: {SLOT} should be {wanted}"

    def wants(self, state: State, repository: Repository, issue: Issue) -> bool | None:
        """Whether the label should stand on this issue; None where the rules leave it alone."""
        wire = Wire("http://127.0.0.1")
        shown: Mapping[str, object] = {
            "issue": wire.issue(state, repository, issue),
            "repository": wire.repository(state, repository),
        }
        now = datetime.now(UTC)
        seen = parse(Delivery("github", "oracle", REREAD, json.dumps(shown).encode(), now)).sighting
        assert seen is not None
        item = take_in(None, seen, event=None, is_ours=lambda *_: False).item
        look = Reason("look", seq=1, changed=frozenset({"any"}))
        plan = decide(self._rules, Case(item.id, (look,), item, {}, {}, {}), now, {})
        return plan.derived[0].value == SLOT if plan.derived else None

    def _check(self, entry: Entry, called_for: set[bool]) -> None:
        (deed,) = entry.deeds
        wanted = {AddLabels: True, RemoveLabel: False}.get(type(deed.act))
        if wanted not in called_for or _names(entry) != {SLOT}:
            self.odd.append(f"{entry.at:%H:%M:%S} {entry.request}: no state called for it")


def _is_said(entry: Entry) -> bool:
    """Whether it is a comment: those are counted elsewhere."""
    return all(isinstance(deed.act, AddComment | EditComment) for deed in entry.deeds)


def _names(entry: Entry) -> set[str]:
    """Every label that these deeds name."""
    found: set[str] = set()
    for deed in entry.deeds:
        if isinstance(deed.act, AddLabels):
            found.update(deed.act.names)
        if isinstance(deed.act, OpenIssue):
            found.update(deed.act.labels)
        if isinstance(deed.act, RemoveLabel):
            found.add(deed.act.name)
    return found


def _touched(outline: Outline) -> Iterator[tuple[Repository, Issue]]:
    for deed in outline.entry.deeds:
        number: int = getattr(deed.act, "number", 0)
        if not number and outline.happenings:
            number = outline.happenings[0].number
        repository = outline.state.repositories.get(getattr(deed.act, "repository", ""))
        if repository is not None and number in repository.issues:
            yield repository, repository.issues[number]
