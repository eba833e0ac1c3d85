"""Which of many nodes GitHub still shows, and where: each call is judged by GitHub's contract."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from automation.errors import ServiceError
from automation.ports import Listed
from automation.sandbox.github import acts as a
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from automation.trackers.github.asking import seen_of
from automation.trackers.github.client import GitHubClient, open_client
from automation.trackers.github.parse import parse
from automation.vanishing import tell
from tests.builders import at
from tests.sandbox.contract import CONTRACTS, violations_of
from tests.sandbox.world import TOKEN, Sandbox, sandbox_in

SHOP, BACK = "acme/shop", "acme/back"
JUDGED = CONTRACTS.is_dir()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path, judge=JUDGED) as running:
        running.hears_anew()
        yield running
        if JUDGED:
            assert violations_of(running.app) == []


@pytest.fixture
def client(sandbox: Sandbox) -> GitHubClient:
    url = f"{sandbox.url}/api/v3"
    return open_client("github", url=url, token=TOKEN, clock=lambda: datetime.now(UTC))


def does(sandbox: Sandbox, *acts: a.Act, by: str = "mara-lind") -> None:
    room_of(sandbox.app).do(*acts, by=by, via=Via.PAGE)


def listed(client: GitHubClient, key: str) -> Listed:
    """The item as the record has it once it was read."""
    (seen, *_) = parse(client.read(key, timeout=6)).sightings
    (node,) = (name for name in seen.aliases if ":node:" in name)
    return Listed(seen.item_id, key, node.removeprefix("github:node:"))


def test_a_deleted_issue_is_missing_and_the_others_are_there(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    does(sandbox, a.CreateMilestone(SHOP, "Spring"))
    issue, pull, gone, plan = (
        listed(client, key)
        for key in (f"{SHOP}#1", f"{SHOP}#3", f"{SHOP}#2", f"{SHOP}/milestone/1")
    )
    does(sandbox, a.DeleteIssue(SHOP, 2))

    there = client.still_there([issue, pull, gone, plan], timeout=6)

    assert there == {issue.id, pull.id, plan.id}


def test_an_item_whose_node_nobody_told_is_not_asked_for(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    calls = {"kind": "502"}
    assert sandbox.call("POST", "/_sandbox/faults", calls).status == 200

    assert client.still_there([Listed("github:1", f"{SHOP}#1")], timeout=6) == {"github:1"}


def test_an_issue_that_was_transferred_is_missing_and_is_not_read_as_another(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    before = listed(client, f"{SHOP}#2")
    does(sandbox, a.CreateRepository(BACK, private=True, description=""), by="acme")
    does(sandbox, a.TransferIssue(SHOP, 2, BACK))

    assert client.still_there([before], timeout=6) == set()
    with pytest.raises(ServiceError) as refused:
        client.read(f"{SHOP}#2", timeout=6)
    assert refused.value.gone


ITEMS = tuple(Listed(f"github:{number}", f"{SHOP}#{number}", f"I_{number}") for number in (1, 2))
HERE = {"number": 1, "repository": {"nameWithOwner": "Acme/Shop"}}


def lost(kind: str) -> dict[str, Any]:
    return {"type": kind, "path": ["nodes", 1], "message": "What?"}


@pytest.mark.parametrize(
    ("error", "there"),
    [
        (lost("NOT_FOUND"), {"github:1"}),
        (lost("FORBIDDEN"), {"github:1"}),
        (lost("SERVICE_UNAVAILABLE"), {"github:1", "github:2"}),
    ],
)
def test_only_what_is_not_to_be_seen_is_missing(error: dict[str, Any], there: set[str]) -> None:
    answer = {"data": {"nodes": [HERE, None]}, "errors": [error]}

    assert seen_of(ITEMS, answer) == there


@pytest.mark.parametrize(
    "answer",
    [
        {"data": None, "errors": [{"type": "RATE_LIMITED", "message": "Later."}]},
        {"errors": [{"message": "Something went wrong."}]},
        {"data": {"nodes": [HERE]}},
    ],
)
def test_an_answer_without_the_nodes_says_nothing(answer: dict[str, Any]) -> None:
    with pytest.raises(ServiceError) as refused:
        seen_of(ITEMS, answer)

    assert refused.value.retryable


def test_a_node_that_is_elsewhere_now_is_missing_here() -> None:
    moved = {"number": 7, "repository": {"nameWithOwner": BACK}}

    assert seen_of(ITEMS[:1], {"data": {"nodes": [moved]}}) == set()


def test_what_we_tell_ourselves_is_read_as_one_item_that_vanished() -> None:
    (seen,) = parse(tell("github", "github:7001", at(5), since=at(7))).sightings

    assert (seen.item_id, seen.vanished, seen.asked_at) == ("github:7001", True, at(5))
