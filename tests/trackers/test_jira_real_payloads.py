"""Every real Jira payload at hand is understood, and shows what it changed.

They are not part of this repository: the folder `shared/data` beside it holds them.
"""

from collections import Counter
from pathlib import Path

import pytest

from automation.errors import UnreadableDelivery
from automation.model import Reading
from automation.trackers.jira.parse import parse
from tests.trackers.jira_payloads import a_delivery

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real payloads at {DATA}"),
]


def test_every_real_payload_is_understood() -> None:
    files = _files()
    readings, unread = dict[str, Reading](), dict[str, str]()
    for name in files:
        try:
            readings[name] = parse(a_delivery((DATA / name).read_bytes(), id_=name))
        except UnreadableDelivery as error:
            unread[name] = str(error)

    print(_table(readings))  # noqa: T201 - the table is read by people, with pytest -s
    assert unread == {}
    assert len(readings) == len(files) > 0
    assert [name for name, reading in readings.items() if reading.event is None] == []


def test_every_entry_of_a_real_changelog_is_told_or_left_out_on_purpose() -> None:
    silent = Counter[str]()
    for name in _files():
        event = parse(a_delivery((DATA / name).read_bytes())).event
        if event is not None and event.changes == () and "issue.updated" in event.kind:
            silent[_told_by(name)] += 1

    assert set(silent) <= {"comment", "attachments", "rank", "empty-changelog"}


def _files() -> list[str]:
    _, *lines = (DATA / "MANIFEST.tsv").read_text("utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line.startswith("jira/")]


def _told_by(name: str) -> str:
    known = ("attachments", "rank", "empty-changelog", "comment")
    return next((each for each in known if each in name), name)


def _table(readings: dict[str, Reading]) -> str:
    lines = [f"{len(readings)} real payloads of Jira: kind, key, changed, links"]
    for name, reading in readings.items():
        event, seen = reading.event, reading.sighting
        changed = ", ".join(change.facet for change in event.changes) if event else ""
        links = [link for found in (seen.links if seen else {}).values() for link in found]
        said = ", ".join(f"{link.kind} {link.to}" for link in sorted(links))
        kind, key = (event.kind if event else "-"), (seen.key if seen else "-")
        lines.append(f"  {Path(name).stem[:52]:52} {kind:21} {key:13} {changed or '-':48} {said}")
    return "\n" + "\n".join(lines)
