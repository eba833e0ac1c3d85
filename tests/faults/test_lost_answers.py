"""Writes that were done and never answered, in one process and step by step: found by the chaos."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from tests.databases import Home
from tests.fakes.tracker import outage
from tests.faults.calls import call
from tests.faults.sheets import write_sheets
from tests.stories.company import BOT, SHOP, Company, company
from tests.stories.crew import Crew, triage

RULE = triage().replace("value: triaged", "value: none")


def test_a_value_is_written_again_after_its_removal_was_done_and_never_answered(
    home: Home,
) -> None:
    crew = Crew(home, RULE)
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(60)

    crew.github.drop_after_write.append(outage())
    crew.hears("labeled", label="bug", labels=["needs-triage", "bug"])
    crew.time.pass_(1)
    crew.echoes("needs-triage", on=False, labels=["bug"])
    removed = set(crew.labels)
    crew.time.pass_(60)
    crew.hears("unlabeled", label="bug", labels=[])

    assert removed == set()
    assert crew.labels == {"needs-triage"}
    crew.line.close()


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    folder = write_sheets(tmp_path / "rules")
    rules = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    with company(tmp_path, rules) as made:
        yield made


def goes_unanswered(site: str, writes: int) -> None:
    """The next writes are done, and nobody is told."""
    order = json.dumps({"kind": "drop", "calls": writes, "writes": True})
    status, _, body = call(site, "POST", "/_sandbox/faults", order, {})
    assert status == 200, body


def left(site: str) -> int:
    """How many of these writes are still to come."""
    _, _, body = call(site, "GET", "/_sandbox/faults", "", {})
    return len(json.loads(body))


def test_comments_in_github_that_nobody_answered_for_stand_once_each(acme: Company) -> None:
    site = acme.github.settings.base_url
    acme.does(g.OpenIssue(SHOP, "Broken"))
    issue = max(acme.github.state.repository(SHOP).issues)

    goes_unanswered(site, 3)
    acme.does(g.AddLabels(SHOP, issue, ("bug",)))
    acme.passes(seconds=20)
    acme.does(g.AddLabels(SHOP, issue, ("docs",)))
    for _ in range(4):
        acme.passes(hours=1)

    said = [one.body.partition("\n")[0] for one in acme.issue(issue).comments]
    assert left(site) == 0
    assert sorted(said) == [
        "Put on: bug.",
        "Put on: docs.",
        "Stands at no column with bug and docs.",
    ]


def test_comments_in_jira_that_nobody_answered_for_stand_once_each(acme: Company) -> None:
    site = acme.jira.settings.base_url
    card = acme.card("PAY-3").id

    goes_unanswered(site, 3)
    acme.plans(j.MoveCard(card, "10001"))
    acme.passes(seconds=20)
    acme.plans(j.MoveCard(card, "10002"))
    for _ in range(4):
        acme.passes(hours=1)

    found = acme.jira.state.issues[card].comments
    said = [one.body for one in found if one.author == BOT]
    assert left(site) == 0
    assert sorted(said) == [
        "Moved to In Progress.",
        "Moved to In Review.",
        "Stands at In Review with receipt.",
    ]
