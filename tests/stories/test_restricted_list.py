"""The list of what is restricted is saved: it holds with the next turns of the line, both ways."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation import paths, rulefiles
from tests.stories.firm import EPIC, MAPPING, STORY, Firm

OPEN = MAPPING.replace(", source: asked.csv", "")
LISTED = f"{OPEN}restricted: {{labels: [confidential]}}\n"
HEALTH = "health.yaml"
KEYS = (f"jira:{EPIC}", f"jira:{STORY}")


@pytest.fixture
def firm(tmp_path: Path, blank: Path) -> Iterator[Firm]:
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    health = rulefiles.read_folder(paths.rules())[f"status/{HEALTH}"]
    made = Firm(tmp_path, {"mapping.yaml": OPEN, HEALTH: health})
    made.works()
    made.card(STORY, "Story", labels=["confidential"])
    blocks = {"type": {"inward": "is blocked by"}, "inwardIssue": {"id": "10003", "key": STORY}}
    made.card(EPIC, "Epic", issuelinks=[{"id": "1", **blocks}])
    made.time.pass_(7 * 86_400)
    made.card(EPIC, "Epic", issuelinks=[{"id": "1", **blocks}], summary="Refunds by themselves")
    yield made
    made.line.close()


def seen_by(firm: Firm, *keys: str) -> list[str]:
    return [firm.item(key).item.visibility for key in keys or KEYS]


def said_of_the_epic(firm: Firm) -> str:
    found = firm.line.record.portfolio.standing(firm.item(KEYS[0]).item.id)
    assert found is not None
    return str(found.status.signals)


def test_a_longer_list_holds_before_its_tracker_says_anything(firm: Firm) -> None:
    before, named = seen_by(firm), said_of_the_epic(firm)

    firm.saves("mapping.yaml", LISTED)

    assert before == ["internal", "internal"]
    assert STORY in named
    assert seen_by(firm) == ["internal", "restricted"]
    assert STORY not in said_of_the_epic(firm)
    assert "a restricted item" in said_of_the_epic(firm)


def test_a_shorter_list_holds_as_soon(firm: Firm) -> None:
    firm.saves("mapping.yaml", LISTED)
    hidden = seen_by(firm)

    firm.saves("mapping.yaml", OPEN)

    assert hidden == ["internal", "restricted"]
    assert seen_by(firm) == ["internal", "internal"]
    assert STORY in said_of_the_epic(firm)
