"""A file of the rule folder is saved: what it changes holds at once, whatever else happens."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from automation import paths, rulefiles
from automation.appraisal import Standing
from tests.stories.company import Company, company, mapping
from tests.stories.test_writes_are_few import LITTLE_IS_ENOUGH, TEAMS

EPIC = "jira:PAY-1"
SOON = LITTLE_IS_ENOUGH.replace("evidence:", "silence: {unknown: 1 working day}\nevidence:")


@pytest.fixture
def files() -> Mapping[str, str]:
    health = rulefiles.read_folder(paths.rules())["status/health.yaml"]
    return {
        "mapping.yaml": mapping(),
        "health.yaml": health,
        "thresholds.yaml": LITTLE_IS_ENOUGH,
        "teams.yaml": TEAMS,
    }


@pytest.fixture
def acme(tmp_path: Path, files: Mapping[str, str]) -> Iterator[Company]:
    with company(tmp_path, files) as made:
        made.passes(days=5)
        yield made


def standing(acme: Company) -> Standing:
    found = acme.line.record.portfolio.standing(acme.item(EPIC).item.id)
    assert found is not None
    return found


def saves(acme: Company, files: Mapping[str, str], **other: str) -> Standing:
    """Somebody saves these files; no time passes, and no tracker says anything."""
    acme.line.activate({**files, **{f"{name}.yaml": text for name, text in other.items()}})
    acme.works()
    return standing(acme)


def test_another_limit_is_counted_at_once(acme: Company, files: Mapping[str, str]) -> None:
    before = [each.id for each in standing(acme).status.signals]

    after = saves(acme, files, thresholds=SOON)

    assert "A1" not in before
    assert "A1" in [each.id for each in after.status.signals]


def test_another_meaning_of_a_status_judges_at_once(
    acme: Company, files: Mapping[str, str]
) -> None:
    status = acme.item(EPIC).item.fields["status"]
    before = standing(acme).health

    after = saves(acme, files, mapping=f"{mapping()}paused: {{statuses: [{status}]}}\n").health

    assert before is not None
    assert before.value != "paused"
    assert after is not None
    assert after.value == "paused"


def test_another_team_is_seen_at_once(acme: Company, files: Mapping[str, str]) -> None:
    before = standing(acme).status.team

    after = saves(acme, files, teams=TEAMS.replace("[jira:LOY]", "[jira:LOY, jira:PAY]"))

    assert (before, after.status.team) == (None, "loyalty")


def test_another_rule_alone_looks_at_nothing(acme: Company, files: Mapping[str, str]) -> None:
    acme.works()
    before = standing(acme).status.at
    acme.passes(minutes=1)

    after = saves(acme, files, health=f"{files['health.yaml']}# reviewed\n")

    assert after.status.at == before
