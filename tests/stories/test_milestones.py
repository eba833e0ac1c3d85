"""A team without a project keeps its promise in a milestone: the epic is held to that date."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from automation import paths, rulefiles
from automation.appraisal import Status
from automation.model import Derived
from automation.sandbox.github import acts as g
from tests.stories.company import SHOP, Company, company, mapping

FIRST, LATER, LATEST = (f"2026-{day}T16:00:00Z" for day in ("11-06", "12-04", "12-18"))


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    shipped = rulefiles.read_folder(paths.rules())
    rules = {"mapping.yaml": mapping(), "health.yaml": shipped["status/health.yaml"]}
    with company(tmp_path, rules) as made:
        yield made


def planned(acme: Company) -> tuple[int, int]:
    """An epic, and a milestone that says it is part of it and has a date: their numbers."""
    acme.does(g.OpenIssue(SHOP, "Offline first", labels=("epic",)))
    epic = max(acme.github.state.repository(SHOP).issues)
    acme.does(g.SetType(SHOP, epic, "Epic"))
    acme.does(g.CreateMilestone(SHOP, "Offline first", f"Part of #{epic}", FIRST))
    return epic, acme.github.state.repository(SHOP).last_milestone


def stands(acme: Company, epic: int) -> Status:
    found = acme.line.record.portfolio.standing(acme.item(f"github:{SHOP}#{epic}").item.id)
    assert found is not None
    return found.status


def health(acme: Company, epic: int) -> Derived:
    (found,) = acme.item(f"github:{SHOP}#{epic}").derived
    return found


def test_a_milestones_date_is_promised_and_each_move_later_counts_at_once(acme: Company) -> None:
    epic, milestone = planned(acme)
    before = stands(acme, epic)

    for day in (LATER, LATEST):
        acme.does(g.EditMilestone(SHOP, milestone, due_on=day))
        acme.passes(minutes=2)

    after = stands(acme, epic)
    assert (before.target, before.moves) == (datetime.fromisoformat(FIRST), 0)
    assert (after.first_target, after.moves) == (datetime.fromisoformat(FIRST), 2)
    assert after.target == datetime.fromisoformat(LATEST)
    assert health(acme, epic).value == "at_risk"
    assert health(acme, epic).because == "target moved twice, first 6 Nov"
