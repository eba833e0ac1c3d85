"""Who watches an item hears of every write to it: quiet days write nothing, busy ones little."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from automation import paths, rulefiles
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import FLAGGED
from automation.sandbox.jira.state import Stored
from tests.stories.company import BOT, Company, company, mapping

BUG, AUDIT = "PAY-3", "SEC-1"
EPIC_TYPE, STORY_TYPE = "10100", "10101"
DONE = {"LOY": "10032", "LOG": "10025"}
PARTS = 12

LITTLE_IS_ENOUGH = """\
pitboard: 1
policy: signals
evidence: {weeks: 0 weeks, done: 0 items}
teams:
  loyalty: {silence: {unknown: 60 working days}}
  logistics: {silence: {unknown: 5 working days}}
"""
TEAMS = """\
pitboard: 1
teams:
  loyalty: {name: Loyalty, projects: [jira:LOY], zone: Europe/Berlin}
  logistics: {name: Logistik, projects: [jira:LOG], zone: Europe/Berlin}
"""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    shipped = rulefiles.read_folder(paths.rules())
    rules = {
        "mapping.yaml": mapping(),
        "health.yaml": shipped["status/health.yaml"],
        "thresholds.yaml": LITTLE_IS_ENOUGH,
        "teams.yaml": TEAMS,
    }
    with company(tmp_path, rules) as made:
        yield made


def made(acme: Company, project: str, **fields: Stored) -> str:
    """A new issue, by its key."""
    before = set(acme.jira.state.issues)
    acme.plans(j.CreateIssue(project, fields))
    (new,) = set(acme.jira.state.issues) - before
    return acme.jira.state.issues[new].key


def an_epic(acme: Company, project: str, *, parts: int, finished: int) -> tuple[str, list[str]]:
    """An epic with so many parts, of which the first are done: its key and those of the parts."""
    epic = made(acme, project, summary="Points for friends", issuetype=EPIC_TYPE)
    above: Mapping[str, Stored] = {"issuetype": STORY_TYPE, "parent": acme.card(epic).id}
    keys = [made(acme, project, summary=f"Part {n}", **above) for n in range(parts)]
    for key in keys[:finished]:
        acme.plans(j.MoveCard(acme.card(key).id, DONE[project]))
    return epic, keys


def health(acme: Company, epic: str) -> str | None:
    (said,) = [each for each in acme.item(f"jira:{epic}").derived if each.field == "health"]
    return said.value


def comment(acme: Company, epic: str) -> str:
    (said,) = [each.body for each in acme.card(epic).comments if each.author == BOT]
    return said


def writes(acme: Company) -> list[str]:
    return [one.entry.request or "" for one in acme.jira.writes]


def test_thirty_quiet_days_write_nothing(acme: Company) -> None:
    calm, _ = an_epic(acme, "LOY", parts=PARTS, finished=6)
    silent, _ = an_epic(acme, "LOG", parts=PARTS, finished=6)
    for _ in range(10):
        acme.passes(days=1)
    stands = {each: health(acme, each) for each in (calm, silent, "PAY-1")}
    before, said = len(writes(acme)), comment(acme, calm)

    for _ in range(30):
        acme.passes(days=1)

    assert stands == {calm: "on_track", silent: "unknown", "PAY-1": "at_risk"}
    assert {each: health(acme, each) for each in stands} == stands
    assert writes(acme)[before:] == []
    assert "6 of 12 done, no date promised" in said
    assert "Evidence:" not in said


def test_twenty_busy_days_write_twice_a_week_at_most(acme: Company) -> None:
    acme.plans(j.EditIssue(acme.card(BUG).id, {FLAGGED: ()}))
    epic, parts = an_epic(acme, "LOY", parts=PARTS, finished=1)
    acme.passes(days=1)
    before = len(writes(acme))

    for day in range(20):
        part = acme.card(parts[-1]).id
        acme.plans(j.EditIssue(part, {"summary": f"Points for friends, draft {day}"}))
        acme.passes(hours=8)
        if day % 2:
            acme.plans(j.MoveCard(acme.card(parts[(day + 1) // 2]).id, DONE["LOY"]))
        else:
            acme.plans(j.AddComment(part, "Further along."))
        acme.passes(hours=16)

    mine = [one for one in writes(acme)[before:] if epic in one]
    assert health(acme, epic) == "on_track"
    assert 0 < len(mine) <= 6
    assert any(f"{done} of 12 done" in comment(acme, epic) for done in range(8, 12))
