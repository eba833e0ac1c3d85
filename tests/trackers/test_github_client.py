"""PyGithub against a pretend GitHub; every call is judged by GitHub's own contract where it is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from automation.errors import ServiceError
from automation.sandbox.github.acts import Act, CreateMilestone
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from automation.sandbox.github.wire import issue_node
from automation.trackers.github.client import GitHubClient, open_client
from automation.trackers.github.parse import parse
from tests.sandbox.contract import CONTRACTS, violations_of
from tests.sandbox.world import TOKEN, Sandbox, sandbox_in

KEY = "acme/shop#2"
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
    return a_client(sandbox)


def a_client(sandbox: Sandbox, token: str = TOKEN) -> GitHubClient:
    return open_client(
        "github", url=f"{sandbox.url}/api/v3", token=token, clock=lambda: datetime.now(UTC)
    )


def does(sandbox: Sandbox, act: Act) -> None:
    room_of(sandbox.app).do(act, by="mara-lind", via=Via.PAGE)


def fails(sandbox: Sandbox, **fault: Any) -> None:  # noqa: ANN401 - a fault's values
    assert sandbox.call("POST", "/_sandbox/faults", fault).status == 200


def test_a_label_is_put_on_and_the_others_stay(client: GitHubClient) -> None:
    before = client.labels(KEY, timeout=6)

    client.put_on(KEY, "needs-triage", timeout=6)

    assert set(client.labels(KEY, timeout=6)) == {*before, "needs-triage"}


def test_a_label_with_a_space_and_a_percent_sign_is_taken_off(client: GitHubClient) -> None:
    client.put_on(KEY, "100% check out", timeout=6)
    client.take_off(KEY, "100% check out", timeout=6)

    assert "100% check out" not in client.labels(KEY, timeout=6)


def test_taking_off_a_label_that_is_not_there_is_no_error(client: GitHubClient) -> None:
    client.take_off(KEY, "needs-triage", timeout=6)


def test_we_know_our_own_account(client: GitHubClient, sandbox: Sandbox) -> None:
    told_by = sandbox.call("GET", "/user", Authorization=f"token {TOKEN}").json["id"]

    assert client.actor_id(timeout=6) == str(told_by)


def test_an_issue_read_again_is_understood_by_its_parser(client: GitHubClient) -> None:
    seen = parse(client.read(KEY, timeout=6)).sighting

    assert seen is not None
    assert seen.key == "github:acme/shop#2"
    assert seen.reread


@pytest.mark.parametrize("number", [1, 2])
def test_a_node_is_read_as_the_issue_it_stands_for(
    client: GitHubClient, sandbox: Sandbox, number: int
) -> None:
    node = issue_node(room_of(sandbox.app).state.repository("acme/shop").issue(number))

    seen = parse(client.read(f"node:{node}", timeout=6)).sighting

    assert seen is not None
    assert seen.key == f"github:acme/shop#{number}"
    assert f"github:node:{node}" in seen.aliases


def test_a_node_that_stands_for_nothing_is_gone(client: GitHubClient) -> None:
    with pytest.raises(ServiceError) as refused:
        client.read("node:I_none", timeout=6)

    assert refused.value.gone
    assert not refused.value.retryable


def test_a_milestone_is_read_by_its_number(client: GitHubClient, sandbox: Sandbox) -> None:
    does(sandbox, CreateMilestone("acme/shop", "Spring"))

    seen = parse(client.read("acme/shop/milestone/1", timeout=6)).sighting

    assert seen is not None
    assert (seen.key, seen.type) == ("github:acme/shop/milestone/1", "milestone")
    assert (seen.fields or {})["title"] == "Spring"


def test_a_milestone_that_nobody_made_is_gone(client: GitHubClient) -> None:
    with pytest.raises(ServiceError) as refused:
        client.read("acme/shop/milestone/99", timeout=6)

    assert refused.value.gone


@pytest.mark.parametrize(
    ("fault", "retryable", "wait"),
    [
        ({"kind": "502"}, True, None),
        ({"kind": "429", "seconds": 30}, True, 30),
        ({"kind": "403", "seconds": 45}, True, 45),
    ],
)
def test_an_outage_or_a_limit_blames_nobody(
    client: GitHubClient, sandbox: Sandbox, fault: dict[str, Any], *, retryable: bool, wait: float
) -> None:
    fails(sandbox, **fault)

    with pytest.raises(ServiceError) as refused:
        client.put_on(KEY, "bug", timeout=6)

    assert refused.value.retryable is retryable
    assert refused.value.retry_after == wait


def test_a_502_is_never_repeated_by_the_library(client: GitHubClient, sandbox: Sandbox) -> None:
    fails(sandbox, kind="502")

    with pytest.raises(ServiceError):
        client.put_on(KEY, "needs-triage", timeout=6)

    assert "needs-triage" not in client.labels(KEY, timeout=6)


def test_a_wrong_token_blames_the_row_and_says_what_github_said(sandbox: Sandbox) -> None:
    with pytest.raises(ServiceError, match="GitHub answered 401: Bad credentials") as refused:
        a_client(sandbox, "wrong").put_on(KEY, "bug", timeout=6)

    assert not refused.value.retryable


def test_an_issue_that_is_gone_is_not_retried(client: GitHubClient) -> None:
    with pytest.raises(ServiceError, match="404") as refused:
        client.labels("acme/shop#999", timeout=6)

    assert not refused.value.retryable


def test_nobody_at_the_address_is_an_outage() -> None:
    alone = open_client(
        "github", url="http://127.0.0.1:9/api/v3", token="x", clock=lambda: datetime.now(UTC)
    )

    with pytest.raises(ServiceError, match="did not answer") as refused:
        alone.labels(KEY, timeout=1)

    assert refused.value.retryable


def test_a_call_ends_within_its_timeout(client: GitHubClient, sandbox: Sandbox) -> None:
    fails(sandbox, kind="delay", seconds=3)

    with pytest.raises(ServiceError, match="did not answer"):
        client.labels(KEY, timeout=1)
