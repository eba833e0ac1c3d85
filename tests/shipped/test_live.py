"""Shipped rules turned on, with people at work in both pretend trackers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from automation.sandbox.company.turns import BLOCKS
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from tests.shipped.folder import texts
from tests.store.world import rows_of
from tests.stories.company import SHOP, Company, company

TURNED_ON = (
    "customers/shipped-in.yaml",
    "flow/stuck.yaml",
    "flow/waiting-on-us.yaml",
    "planning/done-with-open-parts.yaml",
    "quality/back-again.yaml",
)
BESIDE = ("mapping.yaml", "people.yaml", "teams.yaml")
BUG = 2
BLOCKED, DONE = "10003", "10004"
CLOSED, OPEN = "PAY-2", "PAY-3"


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    on = {name: texts()[name].replace("state: shadow", "state: live") for name in TURNED_ON}
    rules = {name.rpartition("/")[2]: text for name, text in on.items()}
    with company(tmp_path, {**rules, **{name: texts()[name] for name in BESIDE}}) as made:
        made.does(g.AddLabels(SHOP, BUG, ("seen",)))
        yield made


def test_a_published_release_is_written_into_what_its_notes_name(acme: Company) -> None:
    acme.does(g.CreateRelease(SHOP, "v9.0-rc1", name="On trial", body=f"Fixes #{BUG}"))
    assert not shipped(acme)

    acme.does(g.CreateRelease(SHOP, "v9.0", name="Nine", body=f"Fixes #{BUG}"))
    assert shipped(acme) == {"shipped: v9.0"}


def test_a_released_version_is_written_into_what_is_closed_in_it(acme: Company) -> None:
    acme.plans(j.CreateVersion("PAY", "PAY 12", "2026-12-04"))
    version = next(id_ for id_, one in acme.jira.state.versions.items() if one.name == "PAY 12")
    for key in (CLOSED, OPEN):
        acme.plans(j.EditIssue(acme.card(key).id, {"fixVersions": (version,)}))
    acme.plans(j.MoveCard(acme.card(CLOSED).id, DONE))
    assert not in_jira(acme, CLOSED)

    acme.plans(j.EditVersion(version, released=True))

    assert in_jira(acme, CLOSED) == {"shipped:PAY-12"}
    assert in_jira(acme, OPEN) == set()


def in_jira(acme: Company, key: str) -> set[str]:
    return {each for each in acme.card(key).several("labels") if each.startswith("shipped")}


def test_what_comes_back_is_marked_until_it_is_done_again(acme: Company) -> None:
    acme.does(g.CloseIssue(SHOP, BUG))
    assert "back again" not in labels(acme)

    acme.does(g.ReopenIssue(SHOP, BUG))
    assert "back again" in labels(acme)

    acme.does(g.CloseIssue(SHOP, BUG))
    assert "back again" not in labels(acme)


def test_what_is_blocked_for_days_is_marked_until_it_moves(acme: Company) -> None:
    acme.does(g.AddLabels(SHOP, BUG, ("blocked",)))
    acme.passes(hours=20)
    assert "stuck" not in labels(acme)

    acme.passes(days=6)
    assert "stuck" in labels(acme)

    acme.does(g.RemoveLabel(SHOP, BUG, "blocked"))
    assert "stuck" not in labels(acme)


def labels(acme: Company) -> set[str]:
    return {label.name for label in acme.issue(BUG).labels}


def shipped(acme: Company) -> set[str]:
    return {label for label in labels(acme) if label.startswith("shipped: ")}


def test_a_closed_epic_names_what_is_open_beneath_it(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card("PAY-1").id, DONE))

    said = [each.body for each in acme.card("PAY-1").comments]
    assert [text for text in said if "Closed with open parts: " in text and "PAY-2" in text]


def test_a_team_that_others_wait_for_hears_of_the_thing_once(acme: Company) -> None:
    mine = acme.card("PAY-3").id
    acme.plans(j.CreateIssue("SEC", {"summary": "Review of refunds"}))
    theirs = [card for card in acme.jira.state.issues.values() if card.key.startswith("SEC")][-1]
    acme.plans(j.LinkIssues(BLOCKS, source=theirs.id, target=mine))

    assert len(waits(acme)) == 1

    acme.plans(j.MoveCard(mine, BLOCKED))
    acme.passes(days=7)
    assert [row["kind"] for row in waits(acme)] == ["notice", "email"]


def waits(acme: Company) -> list[dict[str, Any]]:
    """The line, and the mail that told it."""
    return [row for row in rows_of(acme.line.record, "outbox") if "Work waits" in row["value"]]
