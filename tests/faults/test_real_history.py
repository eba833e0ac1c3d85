"""A real Jira's past, played in: quickly, in little memory, without a word, and true afterwards.

It is not part of this repository: the folder `shared/data` beside it holds it.
"""

import json
import lzma
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.bootstrap import Line
from automation.cli.ingest import hauls_of
from automation.cli.playing import Played, play_in
from automation.past import as_of
from automation.ports import Haul
from automation.settings import load_settings
from automation.store.migrate import migrate
from automation.trackers.shapes import time as iso_time
from tests.builders import SECRET
from tests.faults.rig import REPOSITORY
from tests.store.world import rows_of

FILE = REPOSITORY.parent / "shared" / "data" / "history" / "tidev-jira-AC.issues.jsonl.xz"
PAGE_SIZE = 4096
LONGEST = 120.0
"""Seconds on two cores."""
CACHES = 2 * 32 + 32
"""Megabytes: the database's page caches fill while it grows, and nothing else does."""

pytestmark = [
    pytest.mark.shared,
    pytest.mark.xdist_group("processes"),
    pytest.mark.skipif(not FILE.is_file(), reason=f"no real history at {FILE}"),
]


@dataclass
class Watched:
    """A stream of hauls, with the time and this process's memory at some shares of it."""

    hauls: Iterator[Haul]
    marks: list[float] = field(default_factory=lambda: [0.1, 0.5, 1.0])
    seen: list[tuple[float, float, float]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Haul]:
        begun = time.monotonic()
        for haul in self.hauls:
            yield haul
            if self.marks and (haul.share or 0) >= self.marks[0]:
                self.seen.append((self.marks.pop(0), time.monotonic() - begun, megabytes()))


def megabytes() -> float:
    """What this process holds in memory."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * PAGE_SIZE / 1e6


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    said = {"PITBOARD_DATA": str(tmp_path), "PITBOARD_JIRA_WEBHOOK_SECRET": SECRET.decode()}
    settings = load_settings(said, file=tmp_path / "none.toml")
    migrate(settings.database)
    opened = Line(settings)
    opened.connect()
    yield opened
    opened.close()


def test_a_real_history_is_played_in_and_reads_as_it_was(
    line: Line, tell: Callable[[str], None]
) -> None:
    watched, begun = Watched(hauls_of(FILE, "jira", line.clock)), time.monotonic()

    played = play_in(line, watched, label="AC")

    took = time.monotonic() - begun
    tell(_table(played, took, watched.seen))
    assert (played.read, played.new) == (4_503, 4_503)
    assert took < LONGEST
    assert watched.seen[-1][2] - watched.seen[0][2] < CACHES
    assert line.record.views.counts()["absorbed"] == 4_503
    assert rows_of(line.record, "outbox") == []
    reasons = {row["reason"].partition(":")[0] for row in rows_of(line.record, "agenda")}
    assert "occasion" not in reasons
    assert _read_wrong(line) == []
    again = play_in(line, hauls_of(FILE, "jira", line.clock), label="AC again")
    assert again == Played(4_503, 0)


def _read_wrong(line: Line) -> Sequence[tuple[str, datetime]]:
    """The issues that do not read, at the end of some week, as the dump's own dates say.

    Every week of an epic's life, and some of every other issue's.
    """
    wrong, issues = [], list(_dump())
    for start in range(0, len(issues), 500):
        some = {f"jira:{issue['id']}": issue["fields"] for issue in issues[start : start + 500]}
        known = line.record.inbox.known(list(some))
        told = line.record.folder.histories(list(some))
        for id_, fields in some.items():
            every = 1 if fields["issuetype"]["name"] == "Epic" else 26
            for at in _weeks(every):
                item = as_of(known[id_].item, told.get(id_, {}), at)
                if (item and item.fields["state"]) != _state_then(fields, at):
                    wrong.append((id_, at))
    return wrong


def _dump() -> Iterator[Mapping[str, Any]]:
    with lzma.open(FILE) as lines:
        yield from map(json.loads, lines)


def _weeks(every: int) -> Iterator[datetime]:
    at = datetime(2013, 1, 4, tzinfo=UTC)
    while at.year < 2022:
        yield at
        at += timedelta(weeks=every)


def _state_then(fields: Mapping[str, Any], at: datetime) -> str | None:
    if at < iso_time(fields["created"]):
        return None
    if fields["status"]["statusCategory"]["key"] != "done":
        return "open"
    ended = fields["resolutiondate"]
    return "closed" if ended is None or at >= iso_time(ended) else "open"


def _table(played: Played, took: float, seen: Sequence[tuple[float, float, float]]) -> str:
    lines = [f"{played.read} issues of a real Jira played in within {took:.1f} s"]
    lines += [f"  at {share:4.0%}  {at:5.1f} s  {held:6.1f} MB" for share, at, held in seen]
    return "\n".join(lines)
