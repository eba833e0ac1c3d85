"""The pretend GitHub keeps GitHub's published contracts, and so do the calls of PyGithub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from github import GithubException

from tests.sandbox.contract import needs_contracts, violations_of, webhook_violations
from tests.sandbox.world import Sandbox, sandbox_in

pytestmark = needs_contracts

SHOP = "/repos/acme/shop"
TOKEN = {"Authorization": "token a token"}


@pytest.fixture
def judged_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path, judge=True) as running:
        yield running


@pytest.fixture(scope="module")
def judged_standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path_factory.mktemp("standing"), judge=True) as running:
        yield running


def test_every_call_of_pygithub_and_every_answer_keeps_the_rest_contract(
    judged_sandbox: Sandbox,
) -> None:
    with judged_sandbox.client() as github:
        repository = github.get_repo("acme/shop")
        assert github.get_user().login
        assert len(list(repository.get_issues(state="all"))) == 5
        repository.create_label("later", "00ff00", "Not now")
        assert repository.get_label("later").color == "00ff00"
        assert repository.get_labels().totalCount == 7
        issue = repository.create_issue("New", body="Text", labels=["bug"])
        put = {"labels": ["bug", "health: at risk"]}
        issue.requester.requestJsonAndCheck("PUT", f"{issue.url}/labels", input=put)
        post = {"labels": ["docs"]}
        issue.requester.requestJsonAndCheck("POST", f"{issue.url}/labels", input=post)
        issue.remove_from_labels("docs")
        issue.edit(title="Newer", state="closed", assignees=["mara-lind"])
        assert list(issue.get_comments()) == []
        assert [label.name for label in issue.get_labels()] == ["bug", "health: at risk"]
        issue.delete_labels()

    assert violations_of(judged_sandbox.app) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{SHOP}/issues/99", None, 404),
        ("GET", "/repos/acme/nothing", None, 404),
        ("DELETE", f"{SHOP}/issues/1/labels/absent", None, 404),
        ("POST", f"{SHOP}/labels", {"name": "bug"}, 422),
        ("POST", f"{SHOP}/labels", {"name": "new", "color": "red"}, 422),
        ("PUT", f"{SHOP}/issues/1/labels", {"labels": ["x" * 51]}, 422),
    ],
)
def test_every_refusal_keeps_the_rest_contract(
    judged_standing: Sandbox, method: str, path: str, body: object, status: int
) -> None:
    answer = judged_standing.call(
        method, path, body, **TOKEN, **{"Content-Type": "application/json"}
    )

    assert answer.status == status
    assert violations_of(judged_standing.app) == []


def test_the_judge_sees_the_bare_list_of_labels_that_the_client_library_sends(
    judged_sandbox: Sandbox,
) -> None:
    with judged_sandbox.issue(1) as issue:
        issue.set_labels("bug", "docs")

    assert [line[:40] for line in violations_of(judged_sandbox.app)] == [
        "call PUT /api/v3/repos/acme/shop/issues/"
    ]


def test_a_deleted_issue_answers_as_the_contract_says(judged_sandbox: Sandbox) -> None:
    judged_sandbox.submit("/acme/shop/issues/2/delete")

    with judged_sandbox.client() as github, pytest.raises(GithubException) as refusal:
        github.get_repo("acme/shop").get_issue(2)

    assert refusal.value.status == 410
    assert violations_of(judged_sandbox.app) == []


def test_every_webhook_keeps_both_webhook_contracts(judged_sandbox: Sandbox) -> None:
    page = "/acme/shop/issues"
    judged_sandbox.submit(page, title="New", labels=["bug"], body="Text")
    judged_sandbox.submit(f"{page}/6/labels", off="bug")
    judged_sandbox.submit(f"{page}/6/people", on="mara-lind")
    judged_sandbox.submit(f"{page}/6/people", off="mara-lind")
    judged_sandbox.submit(f"{page}/6/words", title="Newer", body="Other")
    judged_sandbox.submit(f"{page}/6/state", to="completed")
    judged_sandbox.submit(f"{page}/6/state", to="open")
    judged_sandbox.submit(f"{page}/6/delete")

    heard = judged_sandbox.told()

    assert {str(one.payload["action"]) for one in heard} == {
        "opened",
        "labeled",
        "unlabeled",
        "assigned",
        "unassigned",
        "edited",
        "closed",
        "reopened",
        "deleted",
    }
    wrong = [line for one in heard for line in webhook_violations("issues", one.payload)]
    assert wrong == []


def test_the_webhook_judge_sees_a_missing_part(judged_sandbox: Sandbox) -> None:
    payload = judged_sandbox.told()[0].payload
    del payload["issue"]["title"]

    assert len(webhook_violations("issues", payload)) == 2
