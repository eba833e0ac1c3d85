"""A number that reads otherwise in the tracker is written once, and not asked for without end."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.tracker import FakeTracker
from tests.store.world import rows_of
from tests.stories.firm import ASKED, MAPPING, STORY, Firm

POINTS = "customfield_10077"
MOST_TURNS = 50
SIZED = """\
pitboard: 1
rule: sized
title: Every story has a size
why: Plans were guesses.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: any}
about: {path: event.item, type: issue}
derive:
  field: points
  choose:
    - {value: "5", if: true, because: all are five}
"""


class Patient(Firm):
    """A firm whose queues get so many turns and no more: one without end shows itself."""

    def works(self) -> None:
        self.time.pass_(60)
        self.line.tend()
        for _ in range(MOST_TURNS):
            if not self.line.work("line") + self.line.work("deliver"):
                return
            self.time.pass_(1)
        pytest.fail(f"there was still work after {MOST_TURNS} turns")

    @property
    def jira(self) -> FakeTracker:
        found = self.line._trackers["jira"]
        assert isinstance(found, FakeTracker)
        return found


@pytest.fixture
def firm(tmp_path: Path, blank: Path) -> Iterator[Patient]:
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    mapping = f"{MAPPING}fields:\n  points: {{write: true, jira: {POINTS}}}\n"
    made = Patient(tmp_path, {"mapping.yaml": mapping, "rule.yaml": SIZED, "asked.csv": ASKED})
    made.works()
    yield made
    made.line.close()


def test_a_number_is_written_once_over_what_stands_there(firm: Patient) -> None:
    firm.jira.read_so = {(STORY, POINTS): 3.0}

    firm.card(STORY, "Story", customfield_10077=3.0)
    firm.works()

    assert [row["state"] for row in rows_of(firm.line.record, "outbox")] == ["done"]
    assert firm.jira.read_so[STORY, POINTS] == "5"


def test_a_number_that_reads_so_already_is_not_written(firm: Patient) -> None:
    firm.jira.read_so = {(STORY, POINTS): 5.0}

    firm.card(STORY, "Story", customfield_10077=5.0)
    firm.works()

    assert rows_of(firm.line.record, "outbox") == []
    assert firm.jira.requests == 0
