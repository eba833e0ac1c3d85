"""Failures that a test can order, and that they end."""

import time

import pytest
from github import GithubException, RateLimitExceededException
from requests import ConnectionError as BrokenLine

from tests.sandbox.world import TOKEN, Sandbox

AUTH = {"Authorization": f"token {TOKEN}"}
LABELS = "/repos/acme/shop/issues/2/labels"


def order(sandbox: Sandbox, **fault: object) -> None:
    assert sandbox.call("POST", "/_sandbox/faults", fault).status == 200


def read(sandbox: Sandbox) -> int:
    return sandbox.call("GET", "/user", **AUTH).status


def test_nothing_fails_unless_it_was_ordered(sandbox: Sandbox) -> None:
    assert sandbox.call("GET", "/_sandbox/faults").json == []
    assert read(sandbox) == 200


def test_the_next_calls_fail_and_then_no_more(sandbox: Sandbox) -> None:
    order(sandbox, kind="502", calls=2)

    assert [read(sandbox) for _ in range(3)] == [502, 502, 200]


def test_a_fault_for_writes_leaves_reads_alone(sandbox: Sandbox) -> None:
    order(sandbox, kind="502", writes=True)

    assert read(sandbox) == 200
    assert sandbox.call("PUT", LABELS, {"labels": ["bug"]}, **AUTH).status == 502
    assert sandbox.told() == []


def test_too_many_calls_say_when_to_come_back(sandbox: Sandbox) -> None:
    order(sandbox, kind="429", seconds=30)

    with sandbox.client() as github, pytest.raises(GithubException) as refusal:
        github.get_repo("acme/shop")

    assert refusal.value.status == 429
    assert refusal.value.headers is not None
    assert refusal.value.headers["retry-after"] == "30"
    assert refusal.value.headers["x-ratelimit-remaining"] == "0"


def test_the_secondary_limit_is_the_client_librarys_own_exception(sandbox: Sandbox) -> None:
    order(sandbox, kind="403", seconds=60)

    with sandbox.client() as github, pytest.raises(RateLimitExceededException) as refusal:
        github.get_repo("acme/shop")

    assert refusal.value.headers is not None
    assert refusal.value.headers["retry-after"] == "60"


def test_a_dropped_write_was_done_all_the_same(sandbox: Sandbox) -> None:
    with sandbox.issue(2) as issue:
        order(sandbox, kind="drop")
        with pytest.raises(BrokenLine):
            issue.set_labels("docs")
        assert [label.name for label in issue.get_labels()] == ["docs"]

    assert [one.payload["action"] for one in sandbox.told()] == ["unlabeled", "labeled"]


def test_a_delayed_call_is_late_and_right(sandbox: Sandbox) -> None:
    order(sandbox, kind="delay", seconds=0.2)

    begun = time.monotonic()
    status = read(sandbox)

    assert status == 200
    assert time.monotonic() - begun >= 0.2


def test_the_pages_never_fail_on_order(sandbox: Sandbox) -> None:
    order(sandbox, kind="502")

    assert sandbox.call("GET", "/").status == 200


def test_what_was_ordered_can_be_cancelled(sandbox: Sandbox) -> None:
    order(sandbox, kind="502", calls=9)

    assert sandbox.call("DELETE", "/_sandbox/faults").json == []
    assert read(sandbox) == 200


@pytest.mark.parametrize(
    "fault", [{}, {"kind": "418"}, {"kind": "502", "calls": 0}, {"kind": "delay", "seconds": -1}]
)
def test_an_order_that_makes_no_sense_is_refused(standing: Sandbox, fault: object) -> None:
    assert standing.call("POST", "/_sandbox/faults", fault).status == 400
