"""Issues of GitHub closed, assigned, linked and opened, judged by GitHub's contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.errors import ServiceError
from automation.ports import Draft, Move
from automation.sandbox.github.app import room_of
from automation.sandbox.github.state import Issue
from automation.trackers.github.client import GitHubClient
from tests.sandbox.contract import CONTRACTS, violations_of
from tests.sandbox.world import Sandbox, sandbox_in
from tests.trackers.test_github_client import a_client

SHOP, KEY, OTHER, THIRD = "acme/shop", "acme/shop#2", "acme/shop#3", "acme/shop#1"
JUDGED = CONTRACTS.is_dir()
MARKER = "github:1/create:follow--up/1/e"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path, judge=JUDGED) as running:
        running.hears_anew()
        yield running
        if JUDGED:
            assert violations_of(running.app) == []


@pytest.fixture
def client(sandbox: Sandbox) -> GitHubClient:
    return a_client(sandbox)


def issue(sandbox: Sandbox, key: str = KEY) -> Issue:
    return room_of(sandbox.app).state.repository(SHOP).issue(int(key.rpartition("#")[2]))


def way(client: GitHubClient, name: str) -> Move:
    return next(each for each in client.moves(KEY, timeout=6) if each.to.name == name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("closed", "completed"), ("not planned", "not_planned"), ("duplicate", "duplicate")],
)
def test_an_issue_is_closed_for_a_reason_and_reads_as_that(
    client: GitHubClient, sandbox: Sandbox, name: str, reason: str
) -> None:
    client.move(KEY, way(client, name), timeout=6)

    assert (issue(sandbox).state, issue(sandbox).state_reason) == ("closed", reason)
    assert client.column(KEY, timeout=6).name == name


def test_a_closed_issue_can_only_be_opened(client: GitHubClient) -> None:
    client.move(KEY, way(client, "not planned"), timeout=6)

    (back,) = client.moves(KEY, timeout=6)
    client.move(KEY, back, timeout=6)

    assert client.column(KEY, timeout=6).name == "open"


def test_an_issue_is_assigned_to_exactly_one(client: GitHubClient, sandbox: Sandbox) -> None:
    client.hand_over(KEY, "teo-varga", timeout=6)
    client.hand_over(KEY, "mara-lind", timeout=6)

    assert [each.account for each in client.holders(KEY, timeout=6)] == ["mara-lind"]

    client.hand_over(KEY, None, timeout=6)
    assert issue(sandbox).assignees == ()


def test_somebody_unknown_is_not_assigned(client: GitHubClient) -> None:
    with pytest.raises(ServiceError) as refused:
        client.hand_over(KEY, "nobody-at-all", timeout=6)

    assert not refused.value.retryable


def test_a_blocker_is_named_seen_from_both_ends_and_taken_away(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    before = client.bond(KEY, "blocked_by", OTHER, timeout=6)
    client.tie(KEY, "blocked_by", OTHER, before, timeout=6)

    assert issue(sandbox).blocked_by == (issue(sandbox, OTHER).id,)
    assert client.bond(KEY, "blocked_by", OTHER, timeout=6).stands
    seen = client.bond(OTHER, "blocks", KEY, timeout=6)
    assert (before.stands, seen.stands, seen.starts) == (False, True, False)

    client.untie(OTHER, "blocks", KEY, seen, timeout=6)
    assert issue(sandbox).blocked_by == ()


def test_an_issue_blocks_another(client: GitHubClient, sandbox: Sandbox) -> None:
    bond = client.bond(KEY, "blocks", OTHER, timeout=6)

    client.tie(KEY, "blocks", OTHER, bond, timeout=6)

    assert issue(sandbox, OTHER).blocked_by == (issue(sandbox).id,)


def test_an_issue_is_put_under_a_parent_and_stays_there(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    client.tie(KEY, "parent", OTHER, client.bond(KEY, "parent", OTHER, timeout=6), timeout=6)

    there = client.bond(KEY, "parent", OTHER, timeout=6)
    elsewhere = client.bond(KEY, "parent", THIRD, timeout=6)
    assert (there.stands, there.instead) == (True, "")
    assert (elsewhere.stands, "is part of" in elsewhere.instead) == (False, True)

    client.untie(KEY, "parent", OTHER, there, timeout=6)
    assert issue(sandbox).parent is None


def test_what_only_relates_is_no_link_of_github(client: GitHubClient) -> None:
    assert "no such link" in client.bond(KEY, "relates", OTHER, timeout=6).instead


def test_a_new_issue_hides_its_marker_and_is_found_by_it(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    draft = Draft(SHOP, "", "Write it down", "It shipped.", ("docs", "later"), OTHER)

    made = client.open_item(draft, MARKER, timeout=6)

    found = issue(sandbox, made.key)
    assert (found.body or "").startswith("It shipped.\n\n<!-- pitboard:")
    assert {label.name for label in found.labels} == {"docs", "later"}
    assert client.find_item(SHOP, MARKER, timeout=6) == made
    assert client.find_item(SHOP, "github:1/create:other", timeout=6) is None


def test_a_new_issue_is_put_under_its_parent_once(client: GitHubClient, sandbox: Sandbox) -> None:
    draft = Draft(SHOP, "", "Write it down", "It shipped.", (), OTHER)
    made = client.open_item(draft, MARKER, timeout=6)

    client.place(made, draft, timeout=6)
    client.place(made, draft, timeout=6)

    assert issue(sandbox, made.key).parent == issue(sandbox, OTHER).id


def test_who_may_see_a_repository_is_known(client: GitHubClient, sandbox: Sandbox) -> None:
    private = room_of(sandbox.app).state.repository(SHOP).private

    assert client.audience(SHOP, timeout=6) == ("internal" if private else "public")
